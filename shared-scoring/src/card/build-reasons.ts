import type { FieldValue } from '../domain/field.ts';
import type { Locale, Reason, ScoredCard } from './card-view.ts';
import { formatNumber, formatPoints, formatRate, formatValue } from './format.ts';
import { MID_POINTS } from './score-points.ts';
import type { CardTexts } from './texts/card-texts.ts';

/** What one field says about one lead. */
export interface FieldEvidence {
  field: string;
  label: string;
  value: FieldValue;
  /** Its share of the lead's calibrated log-odds, against an average lead. */
  logOdds: number;
  /** How leads with this value did; undefined when none like it was seen. */
  peers: Peers | undefined;
}

/** Past leads with the same value, or with a number in the same range. */
export interface Peers {
  /** Their conversion rate, 0..1, and that of all leads. */
  rate: number;
  averageRate: number;
  /** The range that a number lies in, ends included. Absent for words. */
  range?: { from: number; to: number };
}

const MOST_UP = 3;
const MOST_DOWN = 2;

/**
 * The card's "why": the strongest reasons up and down, in whole points, and a rest, so that 50 + reasons + rest is the
 * score exactly, rounding and clamping included.
 */
export function buildReasons(
  evidence: readonly FieldEvidence[],
  score: { scorePoints: number; pointsPerLogOdds: number },
  texts: CardTexts,
  locale: Locale,
): ScoredCard['why'] {
  const reasons = evidence.map(each => {
    const points = Math.round(each.logOdds * score.pointsPerLogOdds);
    return { field: each.field, points, text: sentenceOf(each, points, texts, locale) };
  });
  const strongest = (sign: 1 | -1, most: number): Reason[] =>
    reasons
      .filter(reason => sign * reason.points > 0)
      .sort((a, b) => sign * (b.points - a.points) || (a.field < b.field ? -1 : 1))
      .slice(0, most);
  const up = strongest(1, MOST_UP);
  const down = strongest(-1, MOST_DOWN);
  const shown = [...up, ...down].reduce((sum, reason) => sum + reason.points, 0);
  const rest = score.scorePoints - MID_POINTS - shown;
  return {
    startText: texts.start(MID_POINTS),
    startPoints: MID_POINTS,
    up,
    down,
    rest: { field: null, points: rest, text: `${texts.rest} (${formatPoints(rest)})` },
  };
}

function sentenceOf(evidence: FieldEvidence, points: number, texts: CardTexts, locale: Locale): string {
  const { label, value, peers } = evidence;
  const fact = value === null ? texts.isMissing(label) : texts.is(label, formatValue(value, texts, locale));
  const withPoints = `${fact} (${formatPoints(points)})`;
  // A rate that points the other way is true but confuses: other fields explain it. The points are what the score used.
  if (peers === undefined || Math.sign(peers.rate - peers.averageRate) !== Math.sign(points))
    return withPoints;
  return `${withPoints}: ${rateSentence(peers, texts, locale)}`;
}

function rateSentence({ rate, averageRate, range }: Peers, texts: CardTexts, locale: Locale): string {
  const [shown, average] = [formatRate(rate, locale), formatRate(averageRate, locale)];
  if (range === undefined || range.from === range.to) return texts.suchLeads(shown, average);
  return texts.leadsBetween(formatNumber(range.from, locale), formatNumber(range.to, locale), shown, average);
}
