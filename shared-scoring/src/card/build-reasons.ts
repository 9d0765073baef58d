import type { AssumedSigns, Locale, Reason, ScoredCard, Sign } from './card-view.ts';
import { formatPoints, formatRate } from './format.ts';
import { type Fact, sayFact, sayRangeEnd } from './say-fact.ts';
import { MAX_POINTS, MID_POINTS } from './score-points.ts';
import type { CardTexts } from './texts/card-texts.ts';

/** What one field says about one lead. */
export interface FieldEvidence extends Fact {
  /** Name of the feature: the field's own, or what is derived from it. */
  field: string;
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
  const pointsOf = ({ logOdds }: FieldEvidence) => Math.round(logOdds * score.pointsPerLogOdds);
  const reasonOf = (each: FieldEvidence): Reason => ({
    field: fieldOf(each),
    points: pointsOf(each),
    text: sentenceOf(each, pointsOf(each), texts, locale),
  });
  const speaking = evidence.filter(each => pointsOf(each) !== 0);
  const up = strongest(speaking, 1, MOST_UP).map(reasonOf);
  const down = strongest(speaking, -1, MOST_DOWN).map(reasonOf);
  const shown = [...up, ...down].reduce((sum, reason) => sum + reason.points, 0);
  return {
    startText: texts.start(MID_POINTS),
    startPoints: MID_POINTS,
    up,
    down,
    rest: restOf(score.scorePoints, score.scorePoints - MID_POINTS - shown, texts),
  };
}

/**
 * What the starter takes for good and weak signs of a lead without a score, the strongest first: assumptions, so neither
 * points nor rates. Null when it knows nothing of the lead.
 */
export function buildSigns(
  evidence: readonly FieldEvidence[],
  texts: CardTexts,
  locale: Locale,
): AssumedSigns | null {
  const signOf = (each: FieldEvidence, say: (fact: string) => string): Sign => ({
    field: fieldOf(each),
    text: say(sayFact(each, texts, locale)),
  });
  const up = strongest(evidence, 1, MOST_UP).map(each => signOf(each, texts.goodSign));
  const down = strongest(evidence, -1, MOST_DOWN).map(each => signOf(each, texts.weakSign));
  return up.length + down.length === 0 ? null : { title: texts.assumed, up, down };
}

/** A reader knows fields, not what is derived from them. */
function fieldOf({ field, derived }: FieldEvidence): string {
  return derived?.source ?? field;
}

function strongest(evidence: readonly FieldEvidence[], sign: 1 | -1, most: number): FieldEvidence[] {
  return evidence
    .filter(({ logOdds }) => sign * logOdds > 0)
    .sort((a, b) => sign * (b.logOdds - a.logOdds) || (a.field < b.field ? -1 : 1))
    .slice(0, most);
}

function restOf(scorePoints: number, points: number, texts: CardTexts): Reason {
  // At an end of the scale the rest can be large and of the other sign: it is what the scale has cut off.
  const isAtLimit = scorePoints === 0 || scorePoints === MAX_POINTS;
  const name = isAtLimit ? texts.restAtLimit(scorePoints) : texts.rest;
  return { field: null, points, text: `${name} (${formatPoints(points)})` };
}

function sentenceOf(evidence: FieldEvidence, points: number, texts: CardTexts, locale: Locale): string {
  const fact = `${sayFact(evidence, texts, locale)} (${formatPoints(points)})`;
  const rate = rateSentence(evidence, points, texts, locale);
  return rate === undefined ? fact : `${fact} · ${rate}`;
}

/**
 * How the lead's peers did. Undefined where none are known, and where that points the other way than the field, or
 * nowhere: true, but other fields explain it, and a reader would take it for a mistake.
 */
function rateSentence(
  { peers, derived }: FieldEvidence,
  points: number,
  texts: CardTexts,
  locale: Locale,
): string | undefined {
  if (peers === undefined) return undefined;
  const { rate, averageRate, alike } = peers;
  const [shown, average] = [formatRate(rate, locale), formatRate(averageRate, locale)];
  if (shown === average || Math.sign(rate - averageRate) !== Math.sign(points)) return undefined;
  if (alike.by === 'rareness') return texts.leadsWithRareValue(shown, average);
  if (alike.by === 'value') return texts.suchLeads(shown, average);
  const [from, to] = [alike.from, alike.to].map(end => sayRangeEnd(end, derived, texts, locale));
  return from === to ? texts.suchLeads(shown, average) : texts.leadsBetween(from, to, shown, average);
}
