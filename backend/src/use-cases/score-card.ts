import { type CardFacts, fieldEvidence } from '@aix/shared-scoring';
import type { StoredLead } from '../store/leads.ts';
import type { Score } from '../store/scores.ts';
import type { Tenant } from '../store/tenants.ts';
import type { Champion } from './champion.ts';

/** The facts of a lead's card, from its stored score. Both the card and the fields written to the CRM come from them. */
export function cardFactsOf(
  score: Score,
  lead: StoredLead,
  tenant: Tenant,
  champion: Champion,
): CardFacts & { state: Score['status'] } {
  if (score.status === 'too_little') return { state: 'too_little' };
  if (score.status === 'not_eligible') return { state: 'not_eligible', reason: score.reason };
  const { facts, scoreScale } = champion.model;
  return {
    state: 'scored',
    scorePoints: score.scorePoints,
    band: score.band,
    propensity: score.propensity,
    low: score.low,
    high: score.high,
    horizonDays: tenant.horizonDays,
    pointsPerLogOdds: scoreScale.pointsPerLogOdds,
    evidence: fieldEvidence(champion.model, lead.fields, score.contributions),
    outcomes: facts.rows,
    conversions: facts.conversions,
    scoredAt: score.scoredAt,
    modelVersion: score.modelVersion,
    ...(lead.changedAt >= score.scoredAt && { waitingSince: lead.changedAt }),
  };
}
