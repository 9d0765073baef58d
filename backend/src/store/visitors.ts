import type { TenantSql } from './database.ts';

/** Somebody said whose browser this is. */
export interface Identification {
  /** The visitor, and the person by their address. */
  subject: string;
  emailSubject: string;
  /** Whether the tenant's own server vouches for it. */
  signed: boolean;
  /** Whether it is one of the tenant's own people, whose visits do not count. */
  own?: boolean;
  at: Date;
}

/**
 * Notes whose browsers these are. Of several identifications of one visitor a signed one counts before an unsigned one,
 * then the newest; so the result does not depend on their order. Only under `lockEngagement` alone.
 * @returns the visitors that are somebody else's now, or are vouched for now
 */
export async function identifyVisitors(
  tenant: TenantSql,
  identifications: readonly Identification[],
): Promise<string[]> {
  const rows = await tenant.query<{ subject: string }>(
    `with given as (
       select distinct on (subject) * from unnest($2::uuid[], $3::uuid[], $4::boolean[], $5::timestamptz[], $6::boolean[])
         as each(subject, email_subject, signed, identified_at, own)
       order by subject, signed desc, identified_at desc, email_subject desc),
     before as (select v.* from visitors v join given using (subject) where v.tenant_id = $1),
     after as (
       insert into visitors as v (tenant_id, subject, email_subject, signed, identified_at, own) select $1, * from given
       on conflict (tenant_id, subject) do update set email_subject = excluded.email_subject, signed = excluded.signed,
         identified_at = excluded.identified_at, own = excluded.own
       where (excluded.signed, excluded.identified_at, excluded.email_subject) > (v.signed, v.identified_at, v.email_subject)
       returning subject, email_subject, signed)
     select a.subject from after a left join before b using (subject)
     where (a.email_subject, a.signed) is distinct from (b.email_subject, b.signed)`,
    [
      tenant.tenantId,
      identifications.map(({ subject }) => subject),
      identifications.map(({ emailSubject }) => emailSubject),
      identifications.map(({ signed }) => signed),
      identifications.map(({ at }) => at.toISOString()),
      identifications.map(({ own }) => own ?? false),
    ],
  );
  return rows.map(row => row.subject);
}

/** The visitors that were identified by these addresses. */
export async function visitorsOfEmails(
  tenant: TenantSql,
  emailSubjects: readonly string[],
): Promise<string[]> {
  const rows = await tenant.query<{ subject: string }>(
    'select subject from visitors where tenant_id = $1 and email_subject = any($2::uuid[])',
    [tenant.tenantId, emailSubjects],
  );
  return rows.map(row => row.subject);
}
