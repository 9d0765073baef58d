import type { Locale, ScoredCard } from './card-view.ts';
import { formatLabel, formatPoints } from './format.ts';
import { MAX_POINTS } from './score-points.ts';
import { cardTexts } from './texts/card-texts.ts';

/** An empty field, and how far it could move the lead's log-odds; low <= high. */
export interface EmptyFieldFacts {
  field: string;
  /** What a rep reads for the field. */
  label: string;
  low: number;
  high: number;
}

/** Less than this either way is not worth a person's time. */
const LEAST_POINTS = 3;

/** What a person could add. The scale ends at 0 and 100, so no more is promised. Null where it would hardly move the score. */
export function buildEmptyField(
  { field, label, low, high }: EmptyFieldFacts,
  { scorePoints, pointsPerLogOdds }: { scorePoints: number; pointsPerLogOdds: number },
  locale: Locale,
): ScoredCard['emptyField'] {
  const pointsOf = (logOdds: number) =>
    Math.min(MAX_POINTS - scorePoints, Math.max(-scorePoints, Math.round(logOdds * pointsPerLogOdds)));
  const points = { low: pointsOf(low), high: pointsOf(high) };
  if (points.low === points.high || Math.max(-points.low, points.high) < LEAST_POINTS) return null;
  const texts = cardTexts(locale);
  const shown = texts.ownLabels.get(label) ?? formatLabel(label);
  const text = texts.emptyField(shown, formatPoints(points.low), formatPoints(points.high));
  return { field, points, text };
}
