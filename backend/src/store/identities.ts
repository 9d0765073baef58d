import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';

/** Which lead each of these e-mail addresses belongs to; unclaimed ones are absent. Addresses come normalised. */
export async function findLeadsByEmail(
  tenant: TenantSql,
  emails: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tenant.query<{ value: string; lead_id: string }>(
    `select value, lead_id from identities where tenant_id = $1 and kind = 'email' and value = any($2::text[])`,
    [tenant.tenantId, emails],
  );
  return new Map(rows.map(row => [row.value, row.lead_id]));
}

/** Ties addresses to leads. An address that is already tied keeps its lead. */
export async function claimEmails(
  tenant: TenantSql,
  claims: readonly { email: string; leadId: string }[],
): Promise<void> {
  await tenant.query(
    `insert into identities (tenant_id, kind, value, lead_id)
     select $1, 'email', email, "leadId" from jsonb_to_recordset($2::jsonb) as r(email text, "leadId" uuid)
     on conflict do nothing`,
    [tenant.tenantId, jsonParameter(claims)],
  );
}

/**
 * Until the transaction ends, no other process or connection ties this tenant's records to leads: two that read the same
 * person from two CRMs at once would otherwise make two leads.
 */
export async function lockIdentities(tenant: TenantSql): Promise<void> {
  await tenant.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `identities of ${tenant.tenantId}`,
  ]);
}
