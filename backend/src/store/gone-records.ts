import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';
import { uuidArray } from './uuid-array.ts';

/** SQL: the records of the parameter $3, as `r`. */
const NAMED = `jsonb_to_recordset($3::jsonb) as r("objectType" text, "objectId" text, reason text)`;
const isNamed = (alias: string) =>
  `${alias}.tenant_id = $1 and ${alias}.connection_id = $2 and ${alias}.object_type = r."objectType" and ${alias}.object_id = r."objectId"`;

/**
 * Says that records are no more in their CRM: they show nothing of their lead from now on, and what waited to be written to
 * them is dropped. The reason stays with each. Unknown records, and those known to be gone, are left alone.
 */
export async function markGone(
  tenant: TenantSql,
  connectionId: string,
  gone: readonly (RecordKey & { reason: string })[],
  at: Date,
): Promise<void> {
  const records = gone.map(({ objectType, objectId, reason }) => ({ objectType, objectId, reason }));
  await tenant.query(
    `update crm_records c set gone_at = $4, closed_reason = r.reason from ${NAMED} where ${isNamed('c')} and c.gone_at is null`,
    [tenant.tenantId, connectionId, jsonParameter(records), at],
  );
  await dropClosedWrites(tenant, connectionId, records);
}

/** Drops what waits to be written to those of these records that take no more writes. */
export async function dropClosedWrites(
  tenant: TenantSql,
  connectionId: string,
  records: readonly RecordKey[],
): Promise<void> {
  const keys = records.map(({ objectType, objectId }) => ({ objectType, objectId }));
  const values = [tenant.tenantId, connectionId, jsonParameter(keys)];
  for (const table of ['outbox', 'published_records'])
    await tenant.query(
      `delete from ${table} o using ${NAMED}, crm_records c
       where ${isNamed('o')} and ${isNamed('c')} and c.closed_reason is not null`,
      values,
    );
}

/** Which of these leads have left. Cheap, for every page that is read; `settleDepartures` looks at all their records. */
export async function leadsThatLeft(tenant: TenantSql, leadIds: readonly string[]): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    `select wanted.lead_id from unnest($2::uuid[]) as wanted(lead_id)
     cross join lateral (select left_at from leads k where k.tenant_id = $1 and k.lead_id = wanted.lead_id limit 1) as l
     where l.left_at is not null`,
    [tenant.tenantId, uuidArray(leadIds)],
  );
  return rows.map(row => row.lead_id);
}

/**
 * Lets those of these leads go of which every record is gone, with their scores, and takes back those that have one again.
 * Leads without any record stay.
 * @returns the leads that came back
 */
export async function settleDepartures(
  tenant: TenantSql,
  leadIds: readonly string[],
  at: Date,
): Promise<string[]> {
  const live = `exists (select from crm_records c where c.tenant_id = $1 and c.lead_id = l.lead_id and c.gone_at is null)`;
  const gone = `exists (select from crm_records c where c.tenant_id = $1 and c.lead_id = l.lead_id)`;
  await tenant.query(
    `with gone as (
       update leads l set left_at = $3
       where l.tenant_id = $1 and l.lead_id = any($2::uuid[]) and l.left_at is null and ${gone} and not ${live}
       returning l.lead_id)
     delete from scores s using gone where s.tenant_id = $1 and s.lead_id = gone.lead_id`,
    [tenant.tenantId, leadIds, at],
  );
  const back = await tenant.query<{ lead_id: string }>(
    `update leads l set left_at = null
     where l.tenant_id = $1 and l.lead_id = any($2::uuid[]) and l.left_at is not null and ${live} returning l.lead_id`,
    [tenant.tenantId, leadIds],
  );
  return back.map(row => row.lead_id);
}
