import type { CardView } from './card-view.ts';
import { LONGEST_REASON, type ScoreFieldValues, STATUS_CODES, type StatusCode } from './score-fields.ts';

const DIGITS = 1e4;

/**
 * What is written to the record, from the same card that people read: so field and card cannot differ. Fields that
 * are not computed for this card are emptied, so that nothing of an earlier score stays behind; those that no part of
 * the product computes yet are left alone.
 * @throws RangeError for the card of a lead that was never looked at: there is nothing to write
 */
export function scoreFieldValues(card: CardView, scoredAt: Date, modelVersion: string): ScoreFieldValues {
  if (!isStatusCode(card.state))
    throw new RangeError(`scoreFieldValues requires a scored lead's card, got ${card.state}`);
  const status = { status_code: card.state, scored_at: scoredAt.toISOString(), model_version: modelVersion };
  if (card.state !== 'scored') return { ...EMPTY, ...status };
  const { header, probability, why } = card;
  return {
    ...EMPTY,
    ...status,
    score: header.scorePoints,
    band: header.band,
    probability: round(probability.propensity),
    low: round(probability.low),
    high: round(probability.high),
    horizon_days: probability.horizonDays,
    reason_1: cut(why.up[0]?.text),
    reason_2: cut(why.up[1]?.text),
    reason_3: cut(why.up[2]?.text),
    detractor_1: cut(why.down[0]?.text),
    detractor_2: cut(why.down[1]?.text),
    evidence: cut(card.evidence.text),
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
} satisfies ScoreFieldValues;

function isStatusCode(state: CardView['state']): state is StatusCode {
  return (STATUS_CODES as readonly string[]).includes(state);
}

function round(share: number): number {
  return Math.round(share * DIGITS) / DIGITS;
}

function cut(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1)}…` : text;
}
