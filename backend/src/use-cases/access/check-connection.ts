import { InputError } from '@aix/shared-scoring';
import type { CrmConnector } from '../../connectors/crm-connector.ts';
import { readCertificates } from '../../security/certificates.ts';
import { registerKeys } from '../../store/access/connection-keys.ts';
import { logSetup } from '../../store/access/setup-log.ts';
import { type Connection, saveCheck } from '../../store/connections.ts';
import type { Context } from '../context.ts';
import { openConnector } from '../open-connector.ts';
import { findConnection } from './find-connection.ts';
import { noteFurtherRecords } from './mind-refusals.ts';

/** What a look into the CRM found. */
export interface ConnectionCheck {
  checkedAt: string;
  /** Score fields that are not there or cannot be written, as the CRM spells them. */
  missingFields: string[];
  certificate: CertificateCheck;
}

/** `not_needed`: the CRM does not sign by certificate. `hidden`: the connected user may not see the app's settings. */
export interface CertificateCheck {
  state: 'registered' | 'absent' | 'hidden' | 'refused' | 'not_needed';
  /** What to do, in a sentence; null when all is well. */
  problem: string | null;
}

/** A former certificate stays good for so long after another one took its place. */
const GRACE_MS = 24 * 3_600_000;

/**
 * Looks into the CRM, over the connection's own tokens: are the score fields there, and which certificate does the org sign with?
 * The certificate is registered. This is the only way in which one ever is: no request can bring one.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 * @throws ConnectorError when the CRM does not answer, or an admin must connect again
 */
export async function checkConnection(
  context: Context,
  tenantId: string,
  { connectionId, person }: { connectionId: string; person: string },
): Promise<ConnectionCheck> {
  const connection = await findConnection(context, tenantId, connectionId);
  const connector = openConnector(context, tenantId, connection);
  const { missing } = await connector.setUpScoreFields();
  await noteFurtherRecords(context, { tenantId, connection, connector });
  const certificate = await checkCertificate(context, tenantId, { connection, connector, person });
  const check = { checkedAt: context.now().toISOString(), missingFields: missing, certificate };
  await context.database.withTenant(tenantId, sql => saveCheck(sql, connectionId, check));
  return check;
}

interface CertificateLook {
  connection: Connection;
  connector: CrmConnector;
  person: string;
}

async function checkCertificate(
  context: Context,
  tenantId: string,
  { connection, connector, person }: CertificateLook,
): Promise<CertificateCheck> {
  const settings = await connector.readAppSettings?.();
  if (settings === undefined) return { state: 'not_needed', problem: null };
  if (!settings.isReadable)
    return {
      state: 'hidden',
      problem: `The connected user may not see the app’s settings in ${connection.name}: give that user the Integration permission set`,
    };
  if (settings.certificate === null)
    return { state: 'absent', problem: 'Paste the org’s signing certificate in the setup assistant' };
  const { connectionId } = connection;
  const [at, formerEndAt] = [context.now(), new Date(context.now().getTime() + GRACE_MS)];
  const inTenant = context.database.withTenant;
  try {
    const certificates = readCertificates(settings.certificate, at);
    await inTenant(tenantId, async sql => {
      const registered = await registerKeys(sql, { connectionId, certificates, now: at, formerEndAt });
      for (const fingerprint of registered)
        await logSetup(sql, { at, person, action: 'key_registered', connectionId, detail: { fingerprint } });
    });
    return { state: 'registered', problem: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problem = error.message;
    const refused = { at, person, action: 'key_refused', connectionId, detail: { problem } } as const;
    await inTenant(tenantId, sql => logSetup(sql, refused));
    return { state: 'refused', problem };
  }
}
