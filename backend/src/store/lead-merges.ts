import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** A lead that turned out to be another lead. */
export interface LeadMerge {
  leadId: string;
  intoLeadId: string;
  mergedAt: Date;
  /** A sentence: who or what found it out. */
  reason: string;
}

/** The merge of this lead into another one, last known; undefined when it was never merged. */
export async function findMerge(
  tenant: TenantSql,
  leadId: string,
): Promise<(LeadMerge & { isUndone: boolean }) | undefined> {
  const [row] = await tenant.query<LeadMerge & { isUndone: boolean }>(
    `select lead_id as "leadId", into_lead_id as "intoLeadId", merged_at as "mergedAt", reason,
       undone_at is not null as "isUndone"
     from lead_merges where tenant_id = $1 and lead_id = $2`,
    [tenant.tenantId, leadId],
  );
  return row;
}

/** Notes a merge, and gives everything that is tied to the lead to the other one. The lead's own score ends. */
export async function mergeTies(
  tenant: TenantSql,
  { leadId, intoLeadId, mergedAt, reason }: LeadMerge,
): Promise<void> {
  await tenant.query(
    `insert into lead_merges (tenant_id, lead_id, into_lead_id, merged_at, reason) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, lead_id) do update set into_lead_id = excluded.into_lead_id,
       merged_at = excluded.merged_at, reason = excluded.reason, undone_at = null`,
    [tenant.tenantId, leadId, intoLeadId, mergedAt, reason],
  );
  for (const table of TIED)
    await tenant.query(`update ${table} set lead_id = $3 where tenant_id = $1 and lead_id = $2`, [
      tenant.tenantId,
      leadId,
      intoLeadId,
    ]);
  await tenant.query('delete from scores where tenant_id = $1 and lead_id = $2', [tenant.tenantId, leadId]);
}

/**
 * Undoes a lead's merge: what was its own, and what is of leads merged into it, is tied to it again. What came to the other
 * lead since stays there.
 */
export async function unmergeTies(tenant: TenantSql, leadId: string, at: Date): Promise<void> {
  const own = await tenant.query<{ lead_id: string }>(
    `with recursive own as (
       select $2::uuid as lead_id
       union select m.lead_id from lead_merges m join own on m.into_lead_id = own.lead_id where m.tenant_id = $1 and m.undone_at is null)
     select lead_id from own`,
    [tenant.tenantId, leadId],
  );
  const ids = uuidArray(own.map(row => row.lead_id));
  for (const table of TIED)
    await tenant.query(
      `update ${table} set lead_id = $2 where tenant_id = $1 and own_lead_id = any($3::uuid[])`,
      [tenant.tenantId, leadId, ids],
    );
  await tenant.query('update lead_merges set undone_at = $3 where tenant_id = $1 and lead_id = $2', [
    tenant.tenantId,
    leadId,
    at,
  ]);
}

/** The tables whose rows are tied to a lead. */
const TIED = ['identities', 'crm_records'];
