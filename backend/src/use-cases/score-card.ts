import { type CardFacts, fieldEvidence, starterEvidence } from '@aix/shared-scoring';
import type { StoredLead } from '../store/leads.ts';
import type { Score } from '../store/scores.ts';
import type { Tenant } from '../store/tenants.ts';
import type { Champion } from './champion.ts';
import { leadFeatures } from './model-inputs.ts';

/** The facts of a lead's card, from its stored score. Both the card and the fields written to the CRM come from them. */
export function cardFactsOf(
  score: Score,
  lead: StoredLead,
  tenant: Tenant,
  champion: Champion,
): CardFacts & { state: Score['status'] } {
  if (score.status === 'not_eligible') return { state: 'not_eligible', reason: score.reason };
  const { facts, scoreScale } = champion.model;
  const evidence = { outcomes: facts.rows, conversions: facts.conversions };
  const features = leadFeatures(lead, tenant);
  if (score.status === 'too_little')
    return { state: 'too_little', ...evidence, assumed: starterEvidence(champion.model, features) };
  return {
    state: 'scored',
    ...evidence,
    starterShare: facts.starter?.share ?? 0,
    scorePoints: score.scorePoints,
    band: score.band,
    propensity: score.propensity,
    low: score.low,
    high: score.high,
    horizonDays: tenant.horizonDays,
    pointsPerLogOdds: scoreScale.pointsPerLogOdds,
    evidence: fieldEvidence(champion.model, features, score.contributions),
    scoredAt: score.scoredAt,
    modelVersion: score.modelVersion,
    ...(lead.changedAt >= score.scoredAt && { waitingSince: lead.changedAt }),
  };
}
