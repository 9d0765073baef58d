import type { TenantSql } from '../database.ts';

/** A hot lead that waits. */
export interface UntouchedLead {
  leadId: string;
  name: string | null;
  company: string | null;
  scorePoints: number;
  hotSince: Date;
}

/** Acts that show that somebody was in touch. */
const TOUCHES = ['call_answered', 'meeting', 'email_reply'];

/** Open leads that have been hot since before a time, without a step taken or a conversation since; longest first, at most `limit`. */
export async function untouchedLeads(
  tenant: TenantSql,
  { hotBefore, limit }: { hotBefore: Date; limit: number },
): Promise<UntouchedLead[]> {
  return tenant.query<UntouchedLead>(
    `select p.lead_id as "leadId", l.name, l.company, p.score_points as "scorePoints", p.band_since as "hotSince"
     from published p join standing_leads l on l.tenant_id = $1 and l.lead_id = p.lead_id
     where p.tenant_id = $1 and p.status = 'scored' and p.band = 'Hot' and p.band_since <= $2 and l.outcome = 'open'
       and not exists (select from next_steps n where n.tenant_id = $1 and n.lead_id = p.lead_id and n.answer = 'taken'
         and n.answered_at >= p.band_since)
       and not exists (select from events e where e.tenant_id = $1 and e.lead_id = p.lead_id and e.at >= p.band_since
         and e.signal = any($4::text[]))
     order by p.band_since, p.lead_id limit $3`,
    [tenant.tenantId, hotBefore, limit, TOUCHES],
  );
}
