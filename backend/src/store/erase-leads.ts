import { recordSubject } from '../security/digests.ts';
import type { RecordKey } from './crm-records.ts';
import type { TenantSql } from './database.ts';
import { eraseEngagementOf, rememberErased } from './erased-identities.ts';
import { erasePayloads } from './receipts.ts';
import { uuidArray } from './uuid-array.ts';

/** A record by which an erased person could come back. */
export interface ErasedRecord extends RecordKey {
  connectionId: string;
}

/** Every lead that is the same person as this one: those that were merged with it, whoever goes on as whom. */
export async function leadsOfPerson(tenant: TenantSql, leadId: string): Promise<string[]> {
  const rows = await tenant.query<{ lead_id: string }>(
    `with recursive same as (
       select $2::uuid as lead_id
       union select case m.lead_id when s.lead_id then m.into_lead_id else m.lead_id end
         from lead_merges m join same s on s.lead_id in (m.lead_id, m.into_lead_id)
         where m.tenant_id = $1 and m.undone_at is null)
     select lead_id from same`,
    [tenant.tenantId, leadId],
  );
  return rows.map(row => row.lead_id);
}

/** Tables with rows of one lead that hold a person's data or hang on it, in an order in which they can be emptied. */
const LEAD_TABLES = [
  'published',
  'digest_crossings',
  'deliveries',
  'next_steps',
  'crossings',
  'feedback',
  'overrides',
  'dirty_leads',
  'scores',
  'crm_records',
] as const;
/** Tables with rows of one record. */
const RECORD_TABLES = ['outbox', 'published_records', 'field_changes', 'waiting_actions'] as const;

/**
 * Removes all that is kept of these leads: records, events, scores, what people said of them, what was kept aside with their
 * addresses. Their receipts lose what they say and keep their place, so that their chains still hold. Salted digests of their
 * addresses, visitors and records stay, by which whatever comes of them later is refused. What models learned stays. Within a
 * transaction that holds `lockIdentities` and `lockEngagement`.
 * @returns the records that were removed
 */
export async function eraseLeads(
  tenant: TenantSql,
  leadIds: readonly string[],
  erasedAt: Date,
): Promise<ErasedRecord[]> {
  const these = [tenant.tenantId, uuidArray(leadIds)];
  const records = await tenant.query<ErasedRecord & { subject: string | null }>(
    `select connection_id as "connectionId", object_type as "objectType", object_id as "objectId", subject
     from crm_records where tenant_id = $1 and lead_id = any($2::uuid[])`,
    these,
  );
  const subjects = records.flatMap(({ connectionId, subject, ...key }) => [
    recordSubject(connectionId, key),
    ...(subject === null ? [] : [subject]),
  ]);
  await rememberErased(tenant, subjects);
  await eraseEngagementOf(tenant, leadIds);
  await erasePayloads(tenant, leadIds, erasedAt);
  await forgetMentions(tenant, leadIds);
  for (const table of RECORD_TABLES)
    await tenant.query(
      `delete from ${table} o using crm_records c where o.tenant_id = $1 and c.tenant_id = $1 and c.lead_id = any($2::uuid[])
         and (o.connection_id, o.object_type, o.object_id) = (c.connection_id, c.object_type, c.object_id)`,
      these,
    );
  for (const table of LEAD_TABLES)
    await tenant.query(`delete from ${table} where tenant_id = $1 and lead_id = any($2::uuid[])`, these);
  await tenant.query(
    `delete from lead_merges where tenant_id = $1 and (lead_id = any($2::uuid[]) or into_lead_id = any($2::uuid[]))`,
    these,
  );
  await tenant.query('delete from leads where tenant_id = $1 and lead_id = any($2::uuid[])', these);
  return records.map(({ subject: _, ...record }) => record);
}

/** Events kept aside that name one of their addresses, and kept answers that name one of the leads. */
async function forgetMentions(tenant: TenantSql, leadIds: readonly string[]): Promise<void> {
  const these = [tenant.tenantId, uuidArray(leadIds)];
  await tenant.query(
    `delete from events_aside a using leads l where a.tenant_id = $1 and l.tenant_id = $1 and l.lead_id = any($2::uuid[])
       and l.email is not null and position(lower(l.email) in lower(a.event::text)) > 0`,
    these,
  );
  await tenant.query('delete from answered_requests where tenant_id = $1 and mentions && $2::uuid[]', these);
}
