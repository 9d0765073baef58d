import type { UserSession } from './user-session.ts';

/** What the org's admin entered in the package's settings, as the Apex class OrgSetting reads it. */
export interface AppSetting {
  connectionId: string | null;
  /** PEM. */
  certificate: string | null;
}

const SOQL =
  "SELECT Connection_Id__c, Signing_Certificate__c FROM AIX_Setting__mdt WHERE DeveloperName = 'Default'";

/** The setting as it stands now; texts are null until they are saved. */
export async function readAppSetting(session: UserSession): Promise<AppSetting> {
  const connection = await session.connect();
  const { records } = await connection.query<Record<string, string | null>>(SOQL);
  const [row] = records;
  return {
    connectionId: row?.Connection_Id__c?.trim() || null,
    certificate: row?.Signing_Certificate__c || null,
  };
}
