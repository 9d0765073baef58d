import { type CardFacts, fieldEvidence, type StatusCode, starterEvidence } from '@aix/shared-scoring';
import type { Tenant } from '../../store/tenants.ts';
import type { Champion } from '../champion.ts';
import type { ReceiptPayload } from './receipt-payload.ts';

/**
 * The facts of a lead's card, from the receipt of what is published and the model that it names. Both the card and the
 * fields written to the CRM come from them.
 */
export function cardFactsOf(
  { outcome, scoredAt, modelVersion }: ReceiptPayload,
  { model }: Champion,
  { horizonDays }: Pick<Tenant, 'horizonDays'>,
): CardFacts & { state: StatusCode } {
  if (outcome.status === 'not_eligible') return { state: 'not_eligible', reason: outcome.reason };
  const { facts, scoreScale } = model;
  const evidence = { outcomes: facts.rows, conversions: facts.conversions };
  const { features } = outcome;
  if (outcome.status === 'too_little')
    return { state: 'too_little', ...evidence, assumed: starterEvidence(model, features) };
  const { score, fit, band } = outcome;
  return {
    state: 'scored',
    ...evidence,
    starterShare: facts.starter?.share ?? 0,
    scorePoints: score.scorePoints,
    band,
    propensity: score.propensity,
    low: score.low,
    high: score.high,
    horizonDays,
    pointsPerLogOdds: scoreScale.pointsPerLogOdds,
    evidence: fieldEvidence(model, features, fit.contributions),
    scoredAt: new Date(scoredAt),
    modelVersion,
  };
}
