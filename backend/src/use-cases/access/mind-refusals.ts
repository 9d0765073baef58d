import { ConnectorError } from '@aix/shared-scoring';
import type { CrmConnector } from '../../connectors/crm-connector.ts';
import { type Feature, saveRefusal } from '../../store/access/refusals.ts';
import type { Connection } from '../../store/connections.ts';
import type { Context } from '../context.ts';

/** Refused features are asked for again after that long, or when the connection is made anew: CRMs count calls that they refuse. */
const RESTS_MS = 24 * 3_600_000;

const WHAT: Record<'reading' | 'writing' | 'workflows', string> = {
  reading: 'Leads are not read',
  writing: 'Scores are not written',
  workflows: 'Workflows are not told to wait',
};

/** Whether the CRM refused this feature so recently that it is left alone. */
export function isRefused({ refused }: Connection, feature: Feature, now: Date): boolean {
  const refusal = refused[feature];
  return refusal !== undefined && now.getTime() - refusal.at.getTime() < RESTS_MS;
}

/**
 * Does something with a connection, and notes if the CRM does not allow it: then this feature rests, and the readiness says why.
 * @throws whatever the work throws
 */
export async function mindRefusals<T>(
  { database, now }: Pick<Context, 'database' | 'now'>,
  { tenantId, connection, feature }: { tenantId: string; connection: Connection; feature: keyof typeof WHAT },
  work: () => Promise<T>,
): Promise<T> {
  const { connectionId, refused } = connection;
  const save = (refusal: Parameters<typeof saveRefusal>[3]) =>
    database.withTenant(tenantId, sql => saveRefusal(sql, connectionId, feature, refusal));
  try {
    const result = await work();
    if (refused[feature] !== undefined) await save(null);
    return result;
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'ERR_CRM_FORBIDDEN')
      await save({ at: now(), sentence: `${WHAT[feature]}: ${error.message}` });
    throw error;
  }
}

/** Notes what the connector knows of further records that get no scores, for the readiness; nothing where it does not know, or it is noted. */
export async function noteFurtherRecords(
  { database, now }: Pick<Context, 'database' | 'now'>,
  { tenantId, connection, connector }: { tenantId: string; connection: Connection; connector: CrmConnector },
): Promise<void> {
  const { connectionId, refused } = connection;
  const problem = connector.furtherRecordsProblem?.();
  if (problem === undefined || problem === (refused.further_records?.sentence ?? null)) return;
  const refusal = problem === null ? null : { at: now(), sentence: problem };
  await database.withTenant(tenantId, sql => saveRefusal(sql, connectionId, 'further_records', refusal));
}
