import type { AppSettings } from '../crm-connector.ts';
import type { SalesforceClient } from './client.ts';
import { platformCodeOf } from './translate-error.ts';

type SettingRow = Record<string, string | null | undefined>;

/** What the platform answers when a type or field is not there, or not shown to the integration user. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['INVALID_TYPE', 'INVALID_FIELD']);

/**
 * What the org's admin entered in the installed package's settings (the custom metadata record `Default`).
 * @throws ConnectorError
 */
export async function readAppSettings(client: SalesforceClient, namespace: string): Promise<AppSettings> {
  const prefix = namespace === '' ? '' : `${namespace}__`;
  const [id, certificate] = [`${prefix}Connection_Id__c`, `${prefix}Signing_Certificate__c`];
  const soql = `SELECT ${id}, ${certificate} FROM ${prefix}AIX_Setting__mdt WHERE DeveloperName = 'Default'`;
  try {
    const path = `/query?q=${encodeURIComponent(soql)}`;
    const { records } = await client.get<{ records: SettingRow[] }>(path, 'reading the app’s settings');
    const [row] = records;
    return {
      isReadable: true,
      connectionId: row?.[id]?.trim() || null,
      certificate: row?.[certificate] || null,
    };
  } catch (error) {
    if (!NOT_SHOWN.has(platformCodeOf(error))) throw error;
    return { isReadable: false, connectionId: null, certificate: null };
  }
}
