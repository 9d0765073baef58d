import { emailDigest, emailSubject } from '../security/digests.ts';
import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** Which lead each of these e-mail addresses belongs to; unclaimed ones are absent. Addresses come normalised. */
export async function findLeadsByEmail(
  tenant: TenantSql,
  emails: readonly string[],
): Promise<Map<string, string>> {
  const emailOf = new Map(emails.map(email => [subjectOf(email), email]));
  const rows = await tenant.query<{ subject: string; lead_id: string }>(
    `select wanted.subject, i.lead_id from unnest($2::uuid[]) as wanted(subject)
     cross join lateral (select lead_id from identities k where k.tenant_id = $1 and k.subject = wanted.subject limit 1) as i`,
    [tenant.tenantId, uuidArray([...emailOf.keys()])],
  );
  return new Map(rows.map(row => [emailOf.get(row.subject)!, row.lead_id]));
}

/**
 * Ties addresses to leads. An address that is already tied keeps its lead.
 * @returns the subjects of those that were not
 */
export async function claimEmails(
  tenant: TenantSql,
  claims: readonly { email: string; leadId: string }[],
): Promise<string[]> {
  if (claims.length === 0) return [];
  const rows = await tenant.query<{ subject: string }>(
    `insert into identities (tenant_id, subject, lead_id, own_lead_id)
     select $1, subject, lead_id, lead_id from unnest($2::uuid[], $3::uuid[]) as claim(subject, lead_id)
     on conflict do nothing returning subject`,
    [tenant.tenantId, claims.map(({ email }) => subjectOf(email)), claims.map(({ leadId }) => leadId)],
  );
  return rows.map(row => row.subject);
}

const subjectOf = (email: string): string => emailSubject(emailDigest(email));

/**
 * Until the transaction ends, no other process or connection ties this tenant's records to leads: two that read the same
 * person from two CRMs at once would otherwise make two leads.
 */
export async function lockIdentities(tenant: TenantSql): Promise<void> {
  await tenant.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `identities of ${tenant.tenantId}`,
  ]);
}
