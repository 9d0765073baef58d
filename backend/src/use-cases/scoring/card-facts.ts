import {
  type CardFacts,
  type EmptyFieldFacts,
  effectiveCount,
  type FieldEvidence,
  fieldEvidence,
  type Model,
  type ScoreScale,
  type StandingFacts,
  type StatusCode,
  scorePointsOf,
  signalCounts,
  starterEvidence,
} from '@aix/shared-scoring';
import type { Tenant } from '../../store/tenants.ts';
import type { Champion } from '../champion.ts';
import { offsetOf } from './measure-engagement.ts';
import type { ReceiptEngagement, ReceiptPayload, ScoredOutcome } from './receipt-payload.ts';

/**
 * The facts of a lead's card, from the receipt of what is published and the model that it names. Both the card and the
 * fields written to the CRM come from them.
 */
export function cardFactsOf(
  { receiptId, payload }: { receiptId: string; payload: ReceiptPayload },
  { model }: Champion,
  { horizonDays }: Pick<Tenant, 'horizonDays'>,
): CardFacts & { state: StatusCode } {
  const { outcome, scoredAt, modelVersion } = payload;
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
    evidence: [...fieldEvidence(model, features, fit.contributions), ...actEvidence(outcome.engagement)],
    emptyField: emptyFieldOf(outcome, model),
    standing: standingOf(payload, outcome, { receiptId, scoreScale }),
    scoredAt: new Date(scoredAt),
    modelVersion,
  };
}

/** With the label that its features have in the model. */
export function emptyFieldOf({ emptyField }: ScoredOutcome, { features }: Model): EmptyFieldFacts | null {
  if (!emptyField) return null;
  const { field, low, high } = emptyField;
  const feature = features.find(({ name, derived }) => (derived?.source ?? name) === field);
  return feature === undefined
    ? null
    : { field, label: feature.derived?.sourceLabel ?? feature.label, low, high };
}

/** What each kind of act said: how often it happened of late, and its share of the log-odds. */
function actEvidence({ signals, state, asOf }: ReceiptEngagement): FieldEvidence[] {
  const counts = signalCounts(state, signals, Date.parse(asOf));
  return signals.map(({ name, label, weight, saturation }, at) => ({
    field: `engagement:${name}`,
    label,
    // A count that has decayed below one is still of an act that happened.
    value: Math.max(1, Math.round(counts[at]!)),
    logOdds: weight * effectiveCount(counts[at]!, saturation),
    peers: undefined,
  }));
}

/** How far ahead the card foretells. */
const FORECAST_MS = 5 * 86_400_000;

function standingOf(
  { override, scoredAt }: ReceiptPayload,
  { cell, score, engagement, trend7d, changes, fit }: ScoredOutcome,
  { receiptId, scoreScale }: { receiptId: string; scoreScale: ScoreScale },
): StandingFacts {
  const coolsAt = new Date(Date.parse(scoredAt) + FORECAST_MS);
  const cooled = scorePointsOf(fit.logOdds + offsetOf(engagement, coolsAt.toISOString()).all, scoreScale);
  const isForetold = engagement.isLearned && !score.isHeld && cooled !== score.scorePoints;
  return {
    cell,
    fitPoints: score.fitPoints,
    engagementPoints: score.engagementPoints,
    isAssumed: engagement.signals.length > 0 && !engagement.isLearned,
    trend7d,
    changes: changes && { since: new Date(changes.since), points: changes.points },
    cooling: isForetold ? { at: coolsAt, scorePoints: cooled } : null,
    // A receipt knows neither what was published before it nor a person's words.
    history: [],
    override: override && { ...override, endsAt: new Date(override.endsAt) },
    receiptId,
  };
}
