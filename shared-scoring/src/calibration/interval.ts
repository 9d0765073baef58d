/**
 * The interval around a propensity, wide enough to hold what the lead's propensity truly is. In log-odds,
 *   half width = 1.645 sqrt(error of the model + error of its calibration + drift of the base rate)
 * all three mean squares: the model's own, because it has learned from so few leads; that of the calibration line, which was fitted to
 * so few held-out leads; and what the base rate may do until the model is used. The first differs by score, so it is
 * averaged over bins of held-out leads of equal size; between the bins' centres both ends are interpolated. Beyond the outer ones the
 * far end moves with the score and the near end stays, since no lead there says more than the outermost bin. Then the
 * interval is widened to hold the point itself. Coverage is measured by bench/interval-coverage.ts.
 */
import { sigmoid } from '../math/logistic.ts';
import { ascendingOrder, pickNumbers } from '../math/order.ts';

/** Ends of the interval, all in log-odds and rising; arrays of one length, at least 1. */
export interface IntervalTable {
  readonly centres: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/** Share of leads whose true propensity the interval means to hold. */
export const INTERVAL_LEVEL = 0.9;
const LEADS_PER_BIN = 100;
const MAX_BINS = 20;
/** 95 % of a normal distribution lie below this: a twentieth at either end. */
const NORMAL_QUANTILE = 1.6448536269514722;

/** What held-out leads say of the accuracy of log-odds; arrays of one length. */
export interface HeldOutEvidence {
  /** Calibrated, as they will be shown. */
  readonly logOdds: Float64Array;
  /** Expected squared error of the model at each lead; only means over many leads are used. */
  readonly squaredErrors: Float64Array;
  /** Expected squared move of the base rate's log-odds until the model is used; 0 where none was seen. */
  readonly drift: number;
}

/**
 * Builds the table.
 * @throws RangeError when there are no leads or the lengths differ
 */
export function fitIntervals({ logOdds, squaredErrors, drift }: HeldOutEvidence): IntervalTable {
  if (logOdds.length === 0 || logOdds.length !== squaredErrors.length) {
    throw new RangeError(
      `fitIntervals requires as many squared errors as log-odds and at least one, got ${squaredErrors.length} and ${logOdds.length}`,
    );
  }
  const order = ascendingOrder(logOdds);
  const calibrationVariance = varianceOfCalibration(logOdds);
  const binCount = Math.max(1, Math.min(MAX_BINS, Math.floor(order.length / LEADS_PER_BIN)));
  const bins = Array.from({ length: binCount }, (_, bin) => {
    const begin = Math.floor((bin * order.length) / binCount);
    const end = Math.floor(((bin + 1) * order.length) / binCount);
    const rows = order.subarray(begin, end);
    const centre = mean(pickNumbers(logOdds, rows));
    const variance = mean(pickNumbers(squaredErrors, rows)) + calibrationVariance(centre) + drift;
    return { centre, halfWidth: NORMAL_QUANTILE * Math.sqrt(variance) };
  });
  const lows = Float64Array.from(bins, bin => bin.centre - bin.halfWidth);
  const highs = Float64Array.from(bins, bin => bin.centre + bin.halfWidth);
  // A higher score never gets a lower end: bins out of order widen one another, they never narrow.
  for (let bin = binCount - 2; bin >= 0; bin--) lows[bin] = Math.min(lows[bin], lows[bin + 1]);
  for (let bin = 1; bin < binCount; bin++) highs[bin] = Math.max(highs[bin], highs[bin - 1]);
  return { centres: Float64Array.from(bins, bin => bin.centre), lows, highs };
}

/** Ends of the interval as propensities; low <= sigmoid(logOdds) <= high. */
export function intervalAt(table: IntervalTable, logOdds: number): { low: number; high: number } {
  const { centres, lows, highs } = table;
  const beyond = { below: Math.min(0, logOdds - centres[0]), above: Math.max(0, logOdds - centres.at(-1)!) };
  const low = interpolate(centres, lows, logOdds) + beyond.below;
  const high = interpolate(centres, highs, logOdds) + beyond.above;
  return { low: sigmoid(Math.min(low, logOdds)), high: sigmoid(Math.max(high, logOdds)) };
}

/**
 * The variance of a line's value at any log-odds, when its intercept and slope are fitted to as many leads with these log-odds:
 * (1, z) times the inverse Fisher information times (1, z).
 */
function varianceOfCalibration(logOdds: Float64Array): (at: number) => number {
  // Half a lead at each of two points keeps the matrix invertible when all log-odds are alike.
  let [a, b, c] = [0.25, 0, 0.25];
  for (const value of logOdds) {
    const propensity = sigmoid(value);
    const weight = propensity * (1 - propensity);
    a += weight;
    b += weight * value;
    c += weight * value * value;
  }
  const determinant = a * c - b * b;
  return at => (c - 2 * b * at + a * at * at) / determinant;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function interpolate(centres: Float64Array, ends: Float64Array, logOdds: number): number {
  const last = centres.length - 1;
  if (logOdds <= centres[0]) return ends[0];
  if (logOdds >= centres[last]) return ends[last];
  let above = 1;
  while (centres[above] < logOdds) above++;
  const share = (logOdds - centres[above - 1]) / (centres[above] - centres[above - 1]);
  return ends[above - 1] + share * (ends[above] - ends[above - 1]);
}
