import { type UntouchedLead, untouchedLeads } from '../../store/alerts/untouched-leads.ts';
import type { Context } from '../context.ts';
import { type RecordLink, recordLinks } from '../record-links.ts';

/** So long may a hot lead wait, unless somebody asks for another time. */
export const UNTOUCHED_HOURS = 4;
const HOUR_MS = 3_600_000;

/** Hot leads that wait, with where people read of each. */
export interface ListedUntouched {
  /** Longest first. */
  leads: (UntouchedLead & { links: RecordLink[] })[];
  /** Whether there are more than were asked for. */
  hasMore: boolean;
}

/** When a lead must have been hot already to have waited for so many hours. */
export function hotBefore({ now }: Pick<Context, 'now'>, hours: number): Date {
  return new Date(now().getTime() - hours * HOUR_MS);
}

/** Lists leads that have been hot for `UNTOUCHED_HOURS` while nobody took a step or talked with them, at most `limit`. */
export async function listUntouched(
  context: Context,
  tenantId: string,
  limit: number,
): Promise<ListedUntouched> {
  return context.database.withTenant(tenantId, async sql => {
    const asked = { hotBefore: hotBefore(context, UNTOUCHED_HOURS), limit: limit + 1 };
    const found = await untouchedLeads(sql, asked);
    const listed = found.slice(0, limit);
    const links = await recordLinks(
      context,
      sql,
      listed.map(({ leadId }) => leadId),
    );
    return {
      leads: listed.map(lead => ({ ...lead, links: links.get(lead.leadId) ?? [] })),
      hasMore: found.length > limit,
    };
  });
}
