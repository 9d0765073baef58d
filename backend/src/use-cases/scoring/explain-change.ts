import {
  type FitScore,
  type PointChanges,
  type ScoreScale,
  type Signal,
  scoreLead,
  shareChange,
} from '@aix/shared-scoring';
import { offsetOf } from './measure-engagement.ts';
import type { ReceiptEngagement, ScoredOutcome } from './receipt-payload.ts';

/** Two scores of one lead, the earlier one first. */
export interface ScorePair {
  from: ScoredOutcome;
  to: ScoredOutcome;
  /** Of the models that made them. */
  fromScale: ScoreScale;
  toScale: ScoreScale;
  /** What counted then; without those of which the lead had no acts, these are weighed as they are now. */
  signalsBefore: readonly Signal[];
  /** What the earlier model says of the later facts. */
  fitOfNewFacts: FitScore;
}

/**
 * What moved the points from one score to another, by kind of change (`shareChange` says in which order). Events count with the
 * signals of the earlier score; that signals were learned anew belongs to the model.
 */
export function explainChange({
  from,
  to,
  fromScale,
  toScale,
  signalsBefore,
  fitOfNewFacts,
}: ScorePair): PointChanges {
  const points = (fit: FitScore, engagement: ReceiptEngagement) =>
    scoreLead(fit, offsetOf(engagement, to.engagement.asOf), {
      scale: fromScale,
      thresholds: from.thresholds,
    }).scorePoints;
  const weighedAsBefore = {
    ...to.engagement,
    isLearned: from.engagement.isLearned,
    signals: signalsAsBefore(signalsBefore, to.engagement.signals),
  };
  const last = scoreLead(to.fit, offsetOf(to.engagement), { scale: toScale, thresholds: to.thresholds });
  return shareChange(from.score.scorePoints, {
    decay: points(from.fit, from.engagement),
    events: points(from.fit, weighedAsBefore),
    fields: points(fitOfNewFacts, weighedAsBefore),
    model: last.scorePoints,
    override: last.scorePoints,
  });
}

function signalsAsBefore(before: readonly Signal[], now: readonly Signal[]): Signal[] {
  return now.map(signal => before.find(({ name }) => name === signal.name) ?? signal);
}
