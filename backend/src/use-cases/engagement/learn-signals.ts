import { DEFAULT_SIGNALS, type FollowedLead, withReturns } from '@aix/shared-scoring';
import type { TenantSql } from '../../store/database.ts';
import { lockEngagement, pageOfOutdatedEngagement } from '../../store/engagement.ts';
import { eventsOfLeads, firstEventAt } from '../../store/events.ts';
import { type AgePosition, pageOfLeadsByAge, type StoredLead } from '../../store/leads.ts';
import { currentSignals, saveSignals } from '../../store/signals.ts';
import { getTenant } from '../../store/tenants.ts';
import type { Context } from '../context.ts';
import { refoldEngagement } from './fold-engagement.ts';

export type LearningOutcome =
  | { status: 'learned'; version: number; leads: number; conversions: number }
  /** The present signals stay; the sentence says what is missing. */
  | { status: 'too_little'; reason: string };

const PAGE = 1_000;
/** As many as a training of half-lives needs at most; the newest, since old leads met another product. */
const MOST_LEADS = 20_000;
/** Under so many the priors decide alone, and calling that learned would say too much. */
const FEWEST_CONVERSIONS = 30;

/**
 * Learns from the tenant's own outcomes how fast each signal cools and what it weighs, and lets that count from now on: a new
 * version of the signals is stored, all engagement is folded anew, and its leads are scored again.
 */
export async function learnTenantSignals(context: Context, tenantId: string): Promise<LearningOutcome> {
  const learnedAt = context.now();
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  const { horizonDays } = await inTenant(getTenant);
  const leads = await collectFollowedLeads(inTenant, learnedAt);
  const conversions = leads.filter(({ convertedAtMs }) => convertedAtMs !== null).length;
  if (conversions < FEWEST_CONVERSIONS)
    return {
      status: 'too_little',
      reason: `Only ${conversions} leads converted since events are collected; it takes ${FEWEST_CONVERSIONS}`,
    };
  const signals = await context.scoring.learnSignals({
    leads,
    horizonDays,
    learnedAt,
    defaults: DEFAULT_SIGNALS,
  });
  const version = await inTenant(tenant =>
    saveSignals(tenant, { signals, learnedAt, leads: leads.length, conversions }),
  );
  await refoldOutdated(context, tenantId);
  context.announce('dirty_leads');
  return { status: 'learned', version, leads: leads.length, conversions };
}

/** Folds engagement that older signals weighed with the present ones, page by page, so that events never wait long. */
export async function refoldOutdated(context: Context, tenantId: string): Promise<void> {
  for (let folded = PAGE; folded === PAGE; )
    folded = await context.database.withTenant(tenantId, async tenant => {
      await lockEngagement(tenant, 'alone');
      const { version } = await currentSignals(tenant);
      const leadIds = await pageOfOutdatedEngagement(tenant, version, PAGE);
      await refoldEngagement(tenant, leadIds, context.now());
      return leadIds.length;
    });
}

/** The tenant's leads as far as they could be followed: since their creation, but not since before the first event. */
async function collectFollowedLeads(
  inTenant: <T>(work: (tenant: TenantSql) => Promise<T>) => Promise<T>,
  until: Date,
): Promise<FollowedLead[]> {
  const since = await inTenant(firstEventAt);
  const followed: FollowedLead[] = [];
  let after: AgePosition | undefined;
  for (;;) {
    const page = since === undefined ? [] : await inTenant(tenant => pageOfLeadsByAge(tenant, after, PAGE));
    const events = await inTenant(tenant =>
      eventsOfLeads(
        tenant,
        page.map(({ leadId }) => leadId),
      ),
    );
    const byLead = Map.groupBy(
      events.filter(({ signed }) => signed),
      ({ leadId }) => leadId,
    );
    for (const lead of page) {
      const times = timesOf(lead, since!, until);
      if (times !== undefined)
        followed.push({ ...times, events: withReturns(byLead.get(lead.leadId) ?? []) });
    }
    followed.splice(0, followed.length - MOST_LEADS);
    after = page.at(-1);
    if (page.length < PAGE) return followed;
  }
}

/** Undefined for a lead that was decided before anything was collected, or that nobody has waited for yet. */
function timesOf(
  { createdAt, outcome }: StoredLead,
  since: Date,
  until: Date,
): Omit<FollowedLead, 'events'> | undefined {
  const fromMs = Math.max(createdAt.getTime(), since.getTime());
  const convertedAtMs = outcome.kind === 'converted' ? outcome.at.getTime() : null;
  const untilMs = until.getTime();
  const isFollowed =
    fromMs <= untilMs && (convertedAtMs === null || (convertedAtMs >= fromMs && convertedAtMs <= untilMs));
  return isFollowed ? { fromMs, untilMs, convertedAtMs } : undefined;
}
