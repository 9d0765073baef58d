import { STEP_SIGNALS } from '@aix/shared-scoring';
import type { TenantSql } from '../../store/database.ts';
import type { StoredEngagement } from '../../store/engagement.ts';
import { findStandingLeads, type RefreshedScore, type StandingLead } from '../../store/standing-scores.ts';
import { getTenant } from '../../store/tenants.ts';
import { loadChampion } from '../champion.ts';
import type { ScoringRound } from './judge-lead.ts';
import { engagementAt } from './measure-engagement.ts';
import { measureScore, whenToLook } from './measure-score.ts';

/** What scores are refreshed of, besides engagement. */
export interface StandingScores extends Pick<ScoringRound, 'tenant' | 'champion'> {
  /** Leads whose fit of the champion stands. */
  leads: ReadonlyMap<string, StandingLead>;
}

/** What the scores of these leads can be refreshed of; undefined without a champion. */
export async function standingScores(
  sql: TenantSql,
  leadIds: readonly string[],
): Promise<StandingScores | undefined> {
  const [champion, tenant, leads] = await Promise.all([
    loadChampion(sql),
    getTenant(sql),
    findStandingLeads(sql, leadIds),
  ]);
  if (champion === undefined) return undefined;
  const ofChampion = leads.filter(({ modelVersion }) => modelVersion === champion.version);
  return { champion, tenant, leads: new Map(ofChampion.map(lead => [lead.leadId, lead])) };
}

/**
 * The score of a lead whose fit stands, as engagement and time make it now; undefined when it has to be published, or the lead did
 * something that may call for another step.
 * @param stored undefined while the lead did nothing
 */
export function refreshScore(
  { tenant, champion, signals, at }: ScoringRound,
  lead: StandingLead,
  stored: Omit<StoredEngagement, 'leadId' | 'revision'> | undefined,
): RefreshedScore | undefined {
  if (mayCallForStep(lead, stored)) return undefined;
  const { leadId, revision } = lead;
  const { scorePoints, band, bandSince } = lead.published;
  const published = { scorePoints, band, bandSinceMs: bandSince.getTime() };
  const engagement = engagementAt(stored, signals, at);
  const parts = { tenant, champion, fit: lead.fit, engagement, published, atMs: at.getTime() };
  const measured = measureScore(parts);
  if (measured.decision.because !== null) return undefined;
  return { leadId, revision, ...measured.score, nextLookAt: whenToLook(parts, measured, published) };
}

/** Only acts that are vouched for do. One in the very millisecond of the choice counts as newer. */
function mayCallForStep(
  { steppedAt }: StandingLead,
  stored: Pick<StoredEngagement, 'signedState'> | undefined,
): boolean {
  const counters = stored?.signedState.counters ?? {};
  const since = steppedAt?.getTime() ?? 0;
  return STEP_SIGNALS.some(name => Object.hasOwn(counters, name) && counters[name]!.newestMs >= since);
}
