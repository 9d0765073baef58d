import type { TenantSql } from '../database.ts';
import { jsonParameter } from '../json-parameter.ts';

/** What a CRM may allow or not of a connection that works otherwise. */
export type Feature = 'reading' | 'writing' | 'further_records' | 'workflows';

/** That a CRM does not allow a feature. */
export interface Refusal {
  at: Date;
  /** For the admin: what stands still, and why. */
  sentence: string;
}

/** The refusals as `connections.refused` holds them. */
export type StoredRefusals = Partial<Record<Feature, { at: string; sentence: string }>>;

/** Notes that the CRM does not allow a feature, or with null that it does again. */
export async function saveRefusal(
  tenant: TenantSql,
  connectionId: string,
  feature: Feature,
  refusal: Refusal | null,
): Promise<void> {
  const [change, value] =
    refusal === null ? ['refused - $3::text', null] : ['refused || $3::jsonb', { [feature]: refusal }];
  await tenant.query(
    `update connections set refused = ${change} where tenant_id = $1 and connection_id = $2`,
    [tenant.tenantId, connectionId, value === null ? feature : jsonParameter(value)],
  );
}

export function refusalsFromStored(stored: StoredRefusals): Partial<Record<Feature, Refusal>> {
  return Object.fromEntries(
    Object.entries(stored).map(([feature, { at, sentence }]) => [feature, { at: new Date(at), sentence }]),
  );
}
