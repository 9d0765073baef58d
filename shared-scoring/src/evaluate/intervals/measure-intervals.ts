/** 90 % intervals of the measures: percentile intervals of the bootstrap, but for the calibration error, which has its own. */
import { averagePrecisionOf } from '../average-precision.ts';
import { type JudgedLeads, requireJudged } from '../judged-leads.ts';
import { liftAtTopOf } from '../lift.ts';
import { TENTHS } from '../measure.ts';
import { lossOfLead } from '../probability-errors.ts';
import { rankLeads, tieGroups } from '../ranking.ts';
import { reliabilityBins } from '../reliability.ts';
import { rocAucOf } from '../roc-auc.ts';
import { drawStatistics, type Interval, meanOverParts, percentileInterval } from './bootstrap.ts';
import { calibrationErrorInterval } from './calibration-error-interval.ts';

/** Of each measure of `Metrics`. */
export interface MetricIntervals {
  readonly auc: Interval;
  readonly prAuc: Interval;
  readonly logLoss: Interval;
  readonly brier: Interval;
  readonly ece10: Interval;
  readonly lift10: Interval;
}

/**
 * Intervals of the measures, or of their means over several parts that were judged one by one. Same seed, same intervals.
 * @throws RangeError when there are no parts, or one holds no leads, other lengths, or a propensity or label out of range
 */
export function measureIntervals(parts: readonly JudgedLeads[], seed: number): MetricIntervals {
  if (parts.length === 0) throw new RangeError('measureIntervals requires at least one part, got none');
  for (const part of parts) requireJudged('measureIntervals', part);
  const drawn = meanOverParts(parts.map((part, at) => drawMeasures(part, seed + at)));
  const [auc, prAuc, logLoss, brier, lift10] = drawn.map(percentileInterval);
  const bins = parts.flatMap(({ propensities, labels }) => reliabilityBins(propensities, labels, TENTHS));
  return { auc, prAuc, logLoss, brier, ece10: calibrationErrorInterval(bins, seed), lift10 };
}

function drawMeasures({ propensities, labels }: JudgedLeads, seed: number): Float64Array[] {
  const ranking = rankLeads(propensities);
  const losses = propensities.map((propensity, row) => lossOfLead(propensity, labels[row]));
  const squares = propensities.map((propensity, row) => (propensity - labels[row]) ** 2);
  const ofDraw = (counts: Int32Array) => {
    const groups = tieGroups(ranking, labels, counts);
    return [
      rocAucOf(groups),
      averagePrecisionOf(groups),
      countedMean(losses, counts),
      countedMean(squares, counts),
      liftAtTopOf(groups, 1 / TENTHS),
    ];
  };
  return drawStatistics(labels.length, ofDraw, { seed });
}

function countedMean(values: Float64Array, counts: Int32Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += counts[row] * values[row];
  return sum / values.length;
}
