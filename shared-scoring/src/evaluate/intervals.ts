/**
 * 90 % intervals of the measures. All but the calibration error are percentile intervals of the bootstrap.
 *
 * The calibration error is a sum of absolute gaps, and chance only ever adds to it: drawing leads again adds a second time, so
 * percentiles would lie above the truth. Instead the error that would be found is simulated for true gaps of 0, the gaps as found,
 * and everything between and beyond (a factor times the gaps as found); the interval holds the true errors under which what was
 * found lies within the middle 90 %. Of true propensities its low end is 0.
 */
import { createRandom, type Random } from '../math/random.ts';
import { averagePrecisionOf } from './average-precision.ts';
import {
  DRAWS,
  drawStatistics,
  type Interval,
  type JudgedLeads,
  meanOverParts,
  percentileInterval,
  TAIL,
} from './bootstrap.ts';
import { liftAtTopOf } from './lift.ts';
import { TENTHS } from './measure.ts';
import { lossOfLead } from './probability-errors.ts';
import { rankLeads, tieGroups } from './ranking.ts';
import { type ReliabilityBin, reliabilityBins } from './reliability.ts';
import { rocAucOf } from './roc-auc.ts';

/** Of each measure of `Metrics`. */
export interface MetricIntervals {
  readonly auc: Interval;
  readonly prAuc: Interval;
  readonly logLoss: Interval;
  readonly brier: Interval;
  readonly ece10: Interval;
  readonly lift10: Interval;
}

const LARGEST_FACTOR = 16;
const BISECTIONS = 30;

/**
 * Intervals of the measures, or of their means over several parts that were judged one by one. Same seed, same intervals.
 * @throws RangeError when there are no parts
 */
export function measureIntervals(parts: readonly JudgedLeads[], seed: number): MetricIntervals {
  if (parts.length === 0) throw new RangeError('measureIntervals requires at least one part, got none');
  const drawn = meanOverParts(parts.map((part, at) => drawMeasures(part, seed + at)));
  const [auc, prAuc, logLoss, brier, lift10] = drawn.map(percentileInterval);
  return { auc, prAuc, logLoss, brier, ece10: calibrationErrorInterval(parts, seed), lift10 };
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

/** The mean of the parts' errors is the mean size of the gaps of all their bins. */
function calibrationErrorInterval(parts: readonly JudgedLeads[], seed: number): Interval {
  const bins = parts.flatMap(({ propensities, labels }) => reliabilityBins(propensities, labels, TENTHS));
  const random = createRandom(seed);
  const noise = Array.from({ length: DRAWS }, () => bins.map(() => drawNormal(random)));
  const found = meanSize(bins.map(gapOf));
  const chanceOfLess = (factor: number) => {
    const errors = bins.map(bin => standardError(bin, factor));
    const simulate = (ofBins: number[]) =>
      meanSize(ofBins.map((value, bin) => factor * gapOf(bins[bin]) + value * errors[bin]));
    return noise.filter(ofBins => simulate(ofBins) < found).length / DRAWS;
  };
  return {
    low: found * factorWhere(factor => chanceOfLess(factor) < 1 - TAIL),
    high: found * factorWhere(factor => chanceOfLess(factor) < TAIL),
  };
}

function gapOf({ propensity, rate }: ReliabilityBin): number {
  return propensity - rate;
}

/** Of the gap of a bin whose true gap is `factor` times what was found; one lead of its propensity keeps it from certainty. */
function standardError(bin: ReliabilityBin, factor: number): number {
  const assumed = Math.min(Math.max(bin.propensity - factor * gapOf(bin), 0), 1);
  const rate = (bin.rows * assumed + bin.propensity) / (bin.rows + 1);
  return Math.sqrt((rate * (1 - rate)) / bin.rows);
}

/** Box and Muller's transform of two uniform numbers, the first kept from 0. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** The smallest factor at which the condition holds; it fails below and holds above. */
function factorWhere(holds: (factor: number) => boolean): number {
  let [low, high] = [0, LARGEST_FACTOR];
  if (holds(0)) return 0;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function meanSize(gaps: readonly number[]): number {
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / gaps.length;
}
