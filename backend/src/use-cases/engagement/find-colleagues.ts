import { type ColleagueFacts, companyMarks, NotFoundError } from '@aix/shared-scoring';
import { activeColleagues, type Colleague, countActs } from '../../store/colleagues.ts';
import type { TenantSql } from '../../store/database.ts';
import { findLeads, type Lead } from '../../store/leads.ts';
import type { Context } from '../context.ts';

/** A colleague, and how many acts of theirs were counted. */
export interface CountedColleague extends Omit<Colleague, 'objectId'> {
  acts: number;
}

/**
 * Who of a lead's company was active since a time, the lead included, most recent first; nobody where it names no company.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND
 */
export async function findColleagues(
  context: Context,
  tenantId: string,
  { leadId, since, limit }: { leadId: string; since: Date; limit: number },
): Promise<CountedColleague[]> {
  return context.database.withTenant(tenantId, async tenant => {
    const [lead] = await findLeads(tenant, [leadId]);
    if (lead === undefined) throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no lead ${leadId}`);
    const active = await activeColleagues(tenant, { company: companyMarks(lead), since, limit });
    const ids = active.map(each => each.leadId);
    const acts = await countActs(tenant, ids, since);
    return active.map(({ objectId: _, ...each }) => ({ ...each, acts: acts.get(each.leadId) ?? 0 }));
  });
}

/** How far back a card looks for colleagues, and how many it names. */
const CARD_DAYS = 30;
const MOST_ON_CARD = 3;

/** Who else of a lead's company was active of late and has a record of the same kind in the same CRM, for its card. */
export async function colleaguesOnCard(
  tenant: TenantSql,
  lead: Pick<Lead, 'leadId' | 'email' | 'company'>,
  shownOn: { connectionId: string; objectType: string },
  now: Date,
): Promise<ColleagueFacts[]> {
  const found = await activeColleagues(tenant, {
    company: companyMarks(lead),
    since: new Date(now.getTime() - CARD_DAYS * 86_400_000),
    limit: MOST_ON_CARD,
    shownOn,
    except: lead.leadId,
  });
  const { objectType } = shownOn;
  return found.map(({ objectId, band, scorePoints, lastActAt }) => ({
    ...{ objectType, objectId: objectId!, band, scorePoints, lastActAt },
  }));
}
