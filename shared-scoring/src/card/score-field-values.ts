import type { CardView, NextStep } from './card-view.ts';
import { type ScoreFieldValues, STATUS_CODES, type StatusCode } from './score-fields.ts';

const DIGITS = 1e4;

/**
 * What is written to the record, from the same card that people read: so field and card cannot differ. Fields that
 * are not computed for this card are emptied, so that nothing of an earlier score stays behind; those that no part of
 * the product computes yet are left alone.
 * @throws RangeError for the card of a lead that was never looked at: there is nothing to write
 */
export function scoreFieldValues(card: CardView, scoredAt: Date, modelVersion: string): ScoreFieldValues {
  if (!isStatusCode(card.state))
    throw new RangeError(
      `scoreFieldValues requires the card of a lead that was looked at, got ${card.state}`,
    );
  const status = { status_code: card.state, scored_at: scoredAt.toISOString(), model_version: modelVersion };
  if (card.state !== 'scored') return { ...EMPTY, ...status };
  const { header, probability, evidence, why, nextStep } = card;
  return {
    ...EMPTY,
    ...status,
    score: header.scorePoints,
    band: header.band,
    probability: roundShare(probability.propensity),
    low: roundShare(probability.low),
    high: roundShare(probability.high),
    horizon_days: probability.horizonDays,
    reason_1: why.up[0]?.text ?? null,
    reason_2: why.up[1]?.text ?? null,
    reason_3: why.up[2]?.text ?? null,
    detractor_1: why.down[0]?.text ?? null,
    detractor_2: why.down[1]?.text ?? null,
    evidence: evidence.text,
    ...stepFieldValues(nextStep),
  };
}

const EMPTY = {
  score: null,
  band: null,
  probability: null,
  low: null,
  high: null,
  horizon_days: null,
  reason_1: null,
  reason_2: null,
  reason_3: null,
  detractor_1: null,
  detractor_2: null,
  evidence: null,
  next_action: null,
  next_action_due: null,
} satisfies ScoreFieldValues;

/** What is written of the next step: nothing once a task has been made of it, for the task says it then. */
export function stepFieldValues(
  step: NextStep | null,
): Pick<ScoreFieldValues, 'next_action' | 'next_action_due'> {
  if (step === null || step.answer?.kind === 'taken') return { next_action: null, next_action_due: null };
  return { next_action: `${step.deed} · ${step.reason}`, next_action_due: step.dueAt };
}

function isStatusCode(state: CardView['state']): state is StatusCode {
  return (STATUS_CODES as readonly string[]).includes(state);
}

/** To the fields' four digits; never 0 or 1, which would claim certainty. */
function roundShare(share: number): number {
  return Math.min(DIGITS - 1, Math.max(1, Math.round(share * DIGITS))) / DIGITS;
}
