import type { FieldValue } from '../domain/field.ts';
import type { Locale, Reason, ScoredCard } from './card-view.ts';
import { formatLabel, formatNumber, formatPoints, formatRate, formatValue } from './format.ts';
import { MAX_POINTS, MID_POINTS } from './score-points.ts';
import type { CardTexts } from './texts/card-texts.ts';

/** What one field says about one lead. */
export interface FieldEvidence {
  field: string;
  label: string;
  /** As the model read it: what it could not use is null. */
  value: FieldValue;
  /** Its share of the lead's calibrated log-odds, against an average lead. */
  logOdds: number;
  /** How leads with this value did; undefined when too few like it were seen. */
  peers: Peers | undefined;
}

/** Past leads that are alike in one field. */
export interface Peers {
  /** Their conversion rate, 0..1, and that of all leads. */
  rate: number;
  averageRate: number;
  /** The same value, a number in the same range (ends included), or any of the values too rare to count alone. */
  alike: { by: 'value' } | { by: 'range'; from: number; to: number } | { by: 'rareness' };
}

const MOST_UP = 3;
const MOST_DOWN = 2;

/**
 * The card's "why": the strongest reasons up and down, in whole points, and a rest, so that 50 + reasons + rest is the
 * score exactly, rounding and clamping included. A field that rounds to no points is no reason; of two that are equally
 * strong the first by name comes first. A text has at most 255 characters.
 */
export function buildReasons(
  evidence: readonly FieldEvidence[],
  score: { scorePoints: number; pointsPerLogOdds: number },
  texts: CardTexts,
  locale: Locale,
): ScoredCard['why'] {
  const strongest = (sign: 1 | -1, most: number): Reason[] =>
    evidence
      .map(each => ({ each, points: Math.round(each.logOdds * score.pointsPerLogOdds) }))
      .filter(({ points }) => sign * points > 0)
      .sort((a, b) => sign * (b.each.logOdds - a.each.logOdds) || (a.each.field < b.each.field ? -1 : 1))
      .slice(0, most)
      .map(({ each, points }) => ({
        field: each.field,
        points,
        text: sentenceOf(each, points, texts, locale),
      }));
  const up = strongest(1, MOST_UP);
  const down = strongest(-1, MOST_DOWN);
  const shown = [...up, ...down].reduce((sum, reason) => sum + reason.points, 0);
  return {
    startText: texts.start(MID_POINTS),
    startPoints: MID_POINTS,
    up,
    down,
    rest: restOf(score.scorePoints, score.scorePoints - MID_POINTS - shown, texts),
  };
}

function restOf(scorePoints: number, points: number, texts: CardTexts): Reason {
  // At an end of the scale the rest can be large and of the other sign: it is what the scale has cut off.
  const isAtLimit = scorePoints === 0 || scorePoints === MAX_POINTS;
  const name = isAtLimit ? texts.restAtLimit(scorePoints) : texts.rest;
  return { field: null, points, text: `${name} (${formatPoints(points)})` };
}

function sentenceOf(evidence: FieldEvidence, points: number, texts: CardTexts, locale: Locale): string {
  const { label, value, peers } = evidence;
  const shown = value === null ? texts.missing : formatValue(value, texts, locale);
  const fact = `${texts.fact(formatLabel(label), shown)} (${formatPoints(points)})`;
  const rate = peers && rateSentence(peers, points, texts, locale);
  return rate === undefined ? fact : `${fact} · ${rate}`;
}

/**
 * How the lead's peers did. Undefined when that points the other way than the field, or nowhere: true, but other fields
 * explain it, and a reader would take it for a mistake.
 */
function rateSentence(
  { rate, averageRate, alike }: Peers,
  points: number,
  texts: CardTexts,
  locale: Locale,
): string | undefined {
  const [shown, average] = [formatRate(rate, locale), formatRate(averageRate, locale)];
  if (shown === average || Math.sign(rate - averageRate) !== Math.sign(points)) return undefined;
  if (alike.by === 'rareness') return texts.leadsWithRareValue(shown, average);
  if (alike.by === 'value') return texts.suchLeads(shown, average);
  const [from, to] = [formatNumber(alike.from, locale), formatNumber(alike.to, locale)];
  return from === to ? texts.suchLeads(shown, average) : texts.leadsBetween(from, to, shown, average);
}
