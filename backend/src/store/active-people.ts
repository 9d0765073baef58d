import type { TenantSql } from './database.ts';

/** A lead's first act within a time. */
export interface FirstAct {
  leadId: string;
  email: string | null;
  company: string | null;
  /** Whom its sender named. */
  subject: string;
  at: Date;
}

/** The first act of each lead from `from` to before `to`, among those that are vouched for and of no signal in `apart`. */
export async function firstActs(
  tenant: TenantSql,
  { from, to, apart }: { from: Date; to: Date; apart: readonly string[] },
): Promise<FirstAct[]> {
  return tenant.query<FirstAct>(
    `select l.lead_id as "leadId", l.email, l.company, a.subject, a.at
     from engagement g
     join standing_leads l on l.tenant_id = $1 and l.lead_id = g.lead_id
     cross join lateral (select e.subject, e.at from events e
       left join visitors v on v.tenant_id = $1 and v.subject = e.subject
       where e.tenant_id = $1 and e.lead_id = g.lead_id and e.at >= $2 and e.at < $3 and e.signal <> all($4::text[])
         and coalesce(v.signed, true)
       order by e.at, e.event_id limit 1) a
     where g.tenant_id = $1 and g.last_event_at >= $2
     order by l.lead_id`,
    [tenant.tenantId, from, to, apart],
  );
}
