import type { TenantSql } from '../database.ts';
import { uuidArray } from '../uuid-array.ts';

/** What was removed with a connection. */
export interface RemovedConnection {
  records: number;
  /** Leads that no other connection shows, with all that hung on them. */
  leads: number;
  waitingWrites: number;
  keys: number;
}

/**
 * Removes a connection with its records, keys and queue, and the leads that only it showed with everything that hangs on them.
 * Leads that another connection shows stay; what the tenant's models learned stays, too. Within a transaction that holds
 * `lockIdentities` and `lockEngagement`.
 * @returns what was removed, and the leads that stay, whose facts must be merged anew
 */
export async function removeConnection(
  tenant: TenantSql,
  connectionId: string,
): Promise<{ removed: RemovedConnection; staying: string[] }> {
  const own = [tenant.tenantId, connectionId];
  const shown = await tenant.query<{ lead_id: string; elsewhere: boolean }>(
    `select r.lead_id, bool_or(exists (select from crm_records o
         where o.tenant_id = $1 and o.lead_id = r.lead_id and o.connection_id <> $2)) as elsewhere
     from crm_records r where r.tenant_id = $1 and r.connection_id = $2 group by r.lead_id`,
    own,
  );
  const orphans = shown.filter(({ elsewhere }) => !elsewhere).map(({ lead_id }) => lead_id);
  const leads = await withMerged(tenant, orphans);
  const counts = new Map<string, number>();
  for (const table of CONNECTION_TABLES) {
    const rows = await tenant.query(
      `delete from ${table} where tenant_id = $1 and connection_id = $2 returning tenant_id`,
      own,
    );
    counts.set(table, rows.length);
  }
  await removeLeads(tenant, leads);
  await tenant.query('delete from connections where tenant_id = $1 and connection_id = $2', own);
  const count = (table: string) => counts.get(table) ?? 0;
  return {
    removed: {
      ...{ records: count('crm_records'), leads: orphans.length },
      ...{ waitingWrites: count('outbox'), keys: count('connection_keys') },
    },
    staying: shown.filter(({ elsewhere }) => elsewhere).map(({ lead_id }) => lead_id),
  };
}

/** Tables with rows of one connection, in an order in which they can be emptied; the log of what was done stays. */
export const CONNECTION_TABLES = [
  'published_records',
  'outbox',
  'connection_keys',
  'change_feeds',
  'field_changes',
  'api_usage',
  'crm_records',
] as const;

/** Tables with rows of one lead, in an order in which they can be emptied. */
const LEAD_TABLES = [
  'published',
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
