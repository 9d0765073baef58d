import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** A lead that turned out to be another lead. */
export interface LeadMerge {
  leadId: string;
  intoLeadId: string;
  mergedAt: Date;
  /** A sentence: who or what found it out. */
  reason: string;
  /** The address, as a subject, where only that showed it. */
  bySubject?: string;
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
  { leadId, intoLeadId, mergedAt, reason, bySubject }: LeadMerge,
): Promise<void> {
  await tenant.query(
    `insert into lead_merges (tenant_id, lead_id, into_lead_id, merged_at, reason, by_subject)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, lead_id) do update set into_lead_id = excluded.into_lead_id,
       merged_at = excluded.merged_at, reason = excluded.reason, by_subject = excluded.by_subject, undone_at = null`,
    [tenant.tenantId, leadId, intoLeadId, mergedAt, reason, bySubject ?? null],
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

/** The merges in force that only one of these addresses showed, with the lead that each stands for by now. */
export async function mergesByAddress(
  tenant: TenantSql,
  subjects: readonly string[],
): Promise<{ leadId: string; standing: string }[]> {
  return tenant.query(
    `select distinct m.lead_id as "leadId", r.lead_id as standing
     from lead_merges m join crm_records r on r.tenant_id = $1 and r.own_lead_id = m.lead_id
     where m.tenant_id = $1 and m.by_subject = any($2::uuid[]) and m.undone_at is null`,
    [tenant.tenantId, subjects],
  );
}

/** Leaves no trace of a merge that was undone. */
export async function forgetMerge(tenant: TenantSql, leadId: string): Promise<void> {
  await tenant.query(
    'delete from lead_merges where tenant_id = $1 and lead_id = $2 and undone_at is not null',
    [tenant.tenantId, leadId],
  );
}

/** The tables whose rows are tied to a lead. */
const TIED = ['identities', 'crm_records'];
