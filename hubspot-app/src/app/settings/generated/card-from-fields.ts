// Generated from shared-scoring/src/card/card-from-fields.ts by npm run generate:hubspot. Do not edit.
import type { ScoredCard } from './card-view.ts';
import type { Band } from './score-points.ts';

/**
 * What a record says about its lead without asking the service: the card's first paint, and the whole card while the
 * service is down. Its parts are shaped as in `CardView`, so that the same components show both.
 */
export type SavedCard =
  | SavedScore
  | { state: 'too_little' | 'not_eligible'; savedAt: string | null }
  | { state: 'never_scored' };

/** The last score that was written to the record. A part whose fields are empty or unreadable is null, or left out of its list. */
export interface SavedScore {
  state: 'scored';
  header: ScoredCard['header'];
  probability: ScoredCard['probability'] | null;
  /** How much of the reader's own experience is behind the score. */
  evidenceText: string | null;
  /** What raises the score, most first, as it was written. */
  up: string[];
  /** What lowers it, most first, as it was written. */
  down: string[];
  /** What to do, and until when (ISO 8601 in UTC, null without a time), as it was written. */
  nextStep: { text: string; dueAt: string | null } | null;
  /** ISO 8601 in UTC; null when unknown. */
  savedAt: string | null;
}

/** The score fields that the card reads. */
export const SAVED_FIELDS = [
  'status_code',
  'score',
  'band',
  'probability',
  'low',
  'high',
  'horizon_days',
  'evidence',
  'reason_1',
  'reason_2',
  'reason_3',
  'detractor_1',
  'detractor_2',
  'next_action',
  'next_action_due',
  'scored_at',
] as const;
/** The key of one of them, as in `SCORE_FIELDS`. */
export type SavedField = (typeof SAVED_FIELDS)[number];

/** Values as a CRM hands them over: HubSpot gives numbers as texts, a field that the reader may not see is absent. */
export type SavedFieldValues = Partial<Record<SavedField, unknown>>;

/** The two things that no field holds in the reader's language. The apps take them from their platform's labels. */
export interface SavedTexts {
  bands: Readonly<Record<Band, string>>;
  /** `chance` and `interval` are in per cent without the sign. */
  probability(chance: string, days: number, interval: string): string;
}

/**
 * Makes the first paint from the score fields of a record, with numbers as `locale` (BCP 47) writes them. Never throws:
 * a value of the wrong kind counts as empty. Runs inside both CRM apps, which get this file as a copy, so it imports nothing.
 */
export function cardFromFields(values: SavedFieldValues, texts: SavedTexts, locale: string): SavedCard {
  const { status_code: status } = values;
  const savedAt = timeOf(values.scored_at);
  if (status === 'too_little' || status === 'not_eligible') return { state: status, savedAt };
  const header = headerOf(values, texts);
  if (header === null) return { state: 'never_scored' };
  return {
    state: 'scored',
    header,
    probability: probabilityOf(values, texts, locale),
    evidenceText: textsOf(values.evidence)[0] ?? null,
    up: textsOf(values.reason_1, values.reason_2, values.reason_3),
    down: textsOf(values.detractor_1, values.detractor_2),
    nextStep: stepOf(values),
    savedAt,
  };
}

function stepOf({ next_action, next_action_due }: SavedFieldValues): SavedScore['nextStep'] {
  const [text] = textsOf(next_action);
  return text === undefined ? null : { text, dueAt: timeOf(next_action_due) };
}

const MARKS = { Hot: '●', Warm: '◐', Nurture: '○', Low: '–' } as const satisfies Record<Band, string>;

function headerOf({ band, score }: SavedFieldValues, texts: SavedTexts): SavedScore['header'] | null {
  const scorePoints = numberOf(score);
  if (scorePoints === null || typeof band !== 'string' || !Object.hasOwn(MARKS, band)) return null;
  const known = band as Band;
  return { band: known, mark: MARKS[known], scorePoints, text: `${texts.bands[known]} · ${scorePoints}` };
}

function probabilityOf(
  values: SavedFieldValues,
  texts: SavedTexts,
  locale: string,
): SavedScore['probability'] {
  const [propensity, low, high, horizonDays] = [
    numberOf(values.probability),
    numberOf(values.low),
    numberOf(values.high),
    numberOf(values.horizon_days),
  ];
  if (propensity === null || low === null || high === null || horizonDays === null) return null;
  const whole = [propensity, low, high].map(share => percent(share, locale, 0));
  const tenths = [propensity, low, high].map(share => percent(share, locale, 1));
  // Ends that fall on the same whole number would show no width.
  const [chance, from, to] = (whole[1] === whole[2] ? tenths : whole) as [string, string, string];
  const text = texts.probability(chance, horizonDays, from === to ? from : `${from}–${to}`);
  return { propensity, low, high, horizonDays, text };
}

/** In per cent without the sign, a digit more under 1 and over 99. Never "0" or "100", which would claim certainty. */
function percent(share: number, locale: string, digits: 0 | 1): string {
  const value = share * 100;
  const tenths = Math.round(value * 10);
  const written = (number: number, fraction: 0 | 1) =>
    number.toLocaleString(locale, { minimumFractionDigits: fraction, maximumFractionDigits: fraction });
  if (tenths < 1) return `<${written(0.1, 1)}`;
  if (tenths > 999) return `>${written(99.9, 1)}`;
  return written(value, value < 1 || value > 99 ? 1 : digits);
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function textsOf(...values: unknown[]): string[] {
  return values.filter(value => typeof value === 'string' && value !== '') as string[];
}

/** ISO 8601 of a time that is written so, or as milliseconds since 1970. */
function timeOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const time = new Date(numberOf(value) ?? value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
