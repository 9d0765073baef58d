import type { TenantSql } from '../database.ts';
import { uuidArray } from '../uuid-array.ts';

/** What was removed of what had been read in a connection. */
export interface RemovedReadings {
  records: number;
  /** Leads that no other connection shows, with all that hung on them. */
  leads: number;
  waitingWrites: number;
}

/**
 * Removes what was read in a connection, and the leads that only it showed with everything that hangs on them. Leads that another
 * connection shows stay; what the tenant's models learned stays, too. Within a transaction that holds `lockIdentities` and
 * `lockEngagement`.
 * @returns what was removed, and the leads that stay, whose facts must be merged anew
 */
export async function removeReadings(
  tenant: TenantSql,
  connectionId: string,
): Promise<{ removed: RemovedReadings; staying: string[] }> {
  const { alone, staying } = await leadsShownBy(tenant, connectionId);
  const leads = await withMerged(tenant, alone);
  const counts = await emptyTables(tenant, READING_TABLES, connectionId);
  await removeLeads(tenant, leads);
  const removed = { records: counts.crm_records, leads: alone.length, waitingWrites: counts.outbox };
  return { removed, staying };
}

/** Removes a connection of which nothing is left to read. @returns the number of certificates that went with it */
export async function removeConnection(tenant: TenantSql, connectionId: string): Promise<number> {
  const counts = await emptyTables(tenant, STANDING_TABLES, connectionId);
  await tenant.query('delete from connections where tenant_id = $1 and connection_id = $2', [
    tenant.tenantId,
    connectionId,
  ]);
  return counts.connection_keys;
}

/** Leads that only this connection shows, and those that another one shows as well. */
export async function leadsShownBy(
  tenant: TenantSql,
  connectionId: string,
): Promise<{ alone: string[]; staying: string[] }> {
  const shown = await tenant.query<{ lead_id: string; elsewhere: boolean }>(
    `select r.lead_id, bool_or(exists (select from crm_records o
         where o.tenant_id = $1 and o.lead_id = r.lead_id and o.connection_id <> $2)) as elsewhere
     from crm_records r where r.tenant_id = $1 and r.connection_id = $2 group by r.lead_id`,
    [tenant.tenantId, connectionId],
  );
  const where = (isElsewhere: boolean) =>
    shown.filter(({ elsewhere }) => elsewhere === isElsewhere).map(({ lead_id }) => lead_id);
  return { alone: where(false), staying: where(true) };
}

/** Tables with rows of what was read in a connection, in an order in which they can be emptied. */
const READING_TABLES = [
  'published_records',
  'outbox',
  'field_changes',
  'link_codes',
  'backfills',
  'told_outcomes',
  'waiting_actions',
  'crm_records',
] as const;
/** Tables with rows of the connection itself. */
const STANDING_TABLES = [
  'connection_keys',
  'change_feeds',
  'api_usage',
  'request_slots',
  'told_changes',
] as const;
/** Tables with rows of one connection; the log of what was done outlives it. */
export const CONNECTION_TABLES = [...READING_TABLES, ...STANDING_TABLES] as const;

async function emptyTables<Table extends string>(
  tenant: TenantSql,
  tables: readonly Table[],
  connectionId: string,
): Promise<Record<Table, number>> {
  const counts: [Table, number][] = [];
  for (const table of tables) {
    const rows = await tenant.query(
      `delete from ${table} where tenant_id = $1 and connection_id = $2 returning tenant_id`,
      [tenant.tenantId, connectionId],
    );
    counts.push([table, rows.length]);
  }
  return Object.fromEntries(counts) as Record<Table, number>;
}

/** Tables with rows of one lead, in an order in which they can be emptied. */
const LEAD_TABLES = [
  'published',
  'digest_crossings',
  'deliveries',
  'next_steps',
  'crossings',
  'feedback',
  'overrides',
  'receipts',
  'dirty_leads',
  'engagement',
  'events',
  'identities',
  'scores',
] as const;

/** These leads and those that were merged into them. */
async function withMerged(tenant: TenantSql, leadIds: readonly string[]): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    `with recursive own as (
       select unnest($2::uuid[]) as lead_id
       union select m.lead_id from lead_merges m join own on m.into_lead_id = own.lead_id where m.tenant_id = $1)
     select lead_id from own`,
    [tenant.tenantId, uuidArray(leadIds)],
  );
  return rows.map(row => row.lead_id);
}

async function removeLeads(tenant: TenantSql, leadIds: readonly string[]): Promise<void> {
  const these = [tenant.tenantId, uuidArray(leadIds)];
  await tenant.query(
    `delete from visitors v using identities i where v.tenant_id = $1 and i.tenant_id = $1
       and v.email_subject = i.subject and i.lead_id = any($2::uuid[])`,
    these,
  );
  await tenant.query(
    `delete from lead_merges where tenant_id = $1 and (lead_id = any($2::uuid[]) or into_lead_id = any($2::uuid[]))`,
    these,
  );
  for (const table of LEAD_TABLES)
    await tenant.query(`delete from ${table} where tenant_id = $1 and lead_id = any($2::uuid[])`, these);
  await tenant.query('delete from leads where tenant_id = $1 and lead_id = any($2::uuid[])', these);
}
