import { STEP_SIGNALS } from '@aix/shared-scoring';
import type { RefreshedScore, StandingLead } from '../../store/standing-scores.ts';
import type { ScoringRound } from './judge-lead.ts';
import { engagementAt } from './measure-engagement.ts';
import { measureScore, whenToLook } from './measure-score.ts';

/**
 * The score of a lead whose fit stands, as engagement and time make it now; undefined when it has to be published, or the lead did
 * something that may call for another step.
 */
export function refreshScore(
  { tenant, champion, signals, at }: ScoringRound,
  lead: StandingLead,
): RefreshedScore | undefined {
  if (mayCallForStep(lead)) return undefined;
  const { scorePoints, band, bandSince } = lead.published;
  const published = { scorePoints, band, bandSinceMs: bandSince.getTime() };
  const engagement = engagementAt(lead.engagement, signals, at);
  const parts = { tenant, champion, fit: lead.fit, engagement, published, atMs: at.getTime() };
  const measured = measureScore(parts);
  if (measured.decision.because !== null) return undefined;
  return { leadId: lead.leadId, ...measured.score, nextLookAt: whenToLook(parts, measured, published) };
}

/** An act in the very millisecond of the choice counts as newer. */
function mayCallForStep({ engagement, steppedAt }: StandingLead): boolean {
  const counters = engagement?.state.counters ?? {};
  const since = steppedAt?.getTime() ?? 0;
  return STEP_SIGNALS.some(name => Object.hasOwn(counters, name) && counters[name]!.newestMs >= since);
}
