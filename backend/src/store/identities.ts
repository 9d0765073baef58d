import { emailDigest } from '../security/email-digest.ts';
import type { TenantSql } from './database.ts';

/** Which lead each of these e-mail addresses belongs to; unclaimed ones are absent. Addresses come normalised. */
export async function findLeadsByEmail(
  tenant: TenantSql,
  emails: readonly string[],
): Promise<Map<string, string>> {
  const emailOf = new Map(emails.map(email => [emailDigest(email), email]));
  const rows = await tenant.query<{ value: string; lead_id: string }>(
    `select value, lead_id from identities where tenant_id = $1 and kind = 'email' and value = any($2::text[])`,
    [tenant.tenantId, [...emailOf.keys()]],
  );
  return new Map(rows.map(row => [emailOf.get(row.value)!, row.lead_id]));
}

/** Ties addresses to leads. An address that is already tied keeps its lead. */
export async function claimEmails(
  tenant: TenantSql,
  claims: readonly { email: string; leadId: string }[],
): Promise<void> {
  await tenant.query(
    `insert into identities (tenant_id, kind, value, lead_id, own_lead_id)
     select $1, 'email', digest, lead_id, lead_id from unnest($2::text[], $3::uuid[]) as claim(digest, lead_id)
     on conflict do nothing`,
    [tenant.tenantId, claims.map(({ email }) => emailDigest(email)), claims.map(({ leadId }) => leadId)],
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
