import type { TenantSql } from './database.ts';
import { uuidArray } from './uuid-array.ts';

/** SQL: what is kept of an erased subject, with the salt of the tenant `t`. */
export function erasureDigest(subject: string): string {
  return `sha256(convert_to(t.erasure_salt::text || ' ' || ${subject}::text, 'UTF8'))`;
}

/**
 * Removes everything that these leads did, by which visitors and addresses they are recognised, and what was folded from
 * it. Of those visitors and addresses a salted digest stays, by which whatever comes of them later is refused.
 */
export async function eraseEngagementOf(tenant: TenantSql, leadIds: readonly string[]): Promise<void> {
  const ids = uuidArray(leadIds);
  await tenant.query(
    `with addresses as (select subject from identities where tenant_id = $1 and lead_id = any($2::uuid[])),
     erased as (
       select subject from addresses
       union select v.subject from visitors v join addresses a on v.email_subject = a.subject where v.tenant_id = $1
       union select subject from events where tenant_id = $1 and lead_id = any($2::uuid[]))
     insert into erased_identities (tenant_id, digest)
     select $1, ${erasureDigest('erased.subject')} from erased join tenants t on t.tenant_id = $1
     on conflict do nothing`,
    [tenant.tenantId, ids],
  );
  await tenant.query(
    `delete from visitors v using identities i where v.tenant_id = $1 and i.tenant_id = $1
       and v.email_subject = i.subject and i.lead_id = any($2::uuid[])`,
    [tenant.tenantId, ids],
  );
  for (const table of ['events', 'engagement', 'identities'])
    await tenant.query(`delete from ${table} where tenant_id = $1 and lead_id = any($2::uuid[])`, [
      tenant.tenantId,
      ids,
    ]);
}

/** Refuses from now on whatever comes of these addresses, visitors and records. */
export async function rememberErased(tenant: TenantSql, subjects: readonly string[]): Promise<void> {
  await tenant.query(
    `insert into erased_identities (tenant_id, digest)
     select $1, ${erasureDigest('erased.subject')} from unnest($2::uuid[]) as erased(subject)
     join tenants t on t.tenant_id = $1 on conflict do nothing`,
    [tenant.tenantId, uuidArray(subjects)],
  );
}

/** Those of these subjects that were erased. Whether the tenant erased anybody at all is known at once. */
export async function erasedAmong(
  tenant: TenantSql,
  subjects: () => readonly string[],
): Promise<Set<string>> {
  const [any] = await tenant.query('select from erased_identities where tenant_id = $1 limit 1', [
    tenant.tenantId,
  ]);
  if (any === undefined) return new Set();
  const rows = await tenant.query<{ subject: string }>(
    `select given.subject from unnest($2::uuid[]) as given(subject) join tenants t on t.tenant_id = $1
     join erased_identities x on x.tenant_id = $1 and x.digest = ${erasureDigest('given.subject')}`,
    [tenant.tenantId, uuidArray(subjects())],
  );
  return new Set(rows.map(row => row.subject));
}
