/**
 * The interval around a propensity: what really happened to the held-out leads with the nearest scores.
 * Leads are cut into bins of equal size by calibrated log-odds; each bin gives the 90 % Jeffreys interval of its rate of
 * conversion, Beta(k + 1/2, n - k + 1/2). Between the bins' centres both ends are interpolated in log-odds. Beyond the
 * outer ones the far end moves with the score and the near end stays, since no lead there says more than the outermost
 * bin. Then the interval is widened to hold the point itself.
 * @see Brown, Cai, DasGupta (2001), Interval Estimation for a Binomial Proportion
 */
import { betaQuantile } from '../math/beta.ts';
import { logit, sigmoid } from '../math/logistic.ts';
import { ascendingOrder } from '../math/order.ts';

/** Ends of the interval, all in log-odds and rising; arrays of one length, at least 1. */
export interface IntervalTable {
  readonly centres: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

/** Share of leads that the interval means to hold. */
export const INTERVAL_LEVEL = 0.9;
const LEADS_PER_BIN = 100;
const MAX_BINS = 20;
/** Beta quantiles at a rate of nearly 0 or 1 round to 0 and 1, whose log-odds are infinite. */
const EXTREME_RATE = 1e-9;

/**
 * Builds the table from calibrated log-odds [n] of held-out leads and their labels [n].
 * @throws RangeError when there are no leads or the lengths differ
 */
export function fitIntervals(logOdds: Float64Array, labels: Uint8Array): IntervalTable {
  if (logOdds.length === 0 || logOdds.length !== labels.length) {
    throw new RangeError(
      `fitIntervals requires as many labels as log-odds and at least one, got ${labels.length} and ${logOdds.length}`,
    );
  }
  const order = ascendingOrder(logOdds);
  const binCount = Math.max(1, Math.min(MAX_BINS, Math.floor(order.length / LEADS_PER_BIN)));
  const bins = Array.from({ length: binCount }, (_, bin) => {
    const begin = Math.floor((bin * order.length) / binCount);
    const end = Math.floor(((bin + 1) * order.length) / binCount);
    return describeBin(order.subarray(begin, end), logOdds, labels);
  });
  const lows = Float64Array.from(bins, bin => bin.low);
  const highs = Float64Array.from(bins, bin => bin.high);
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

function describeBin(rows: Int32Array, logOdds: Float64Array, labels: Uint8Array) {
  let sum = 0;
  let conversions = 0;
  for (const row of rows) {
    sum += logOdds[row];
    conversions += labels[row];
  }
  const [a, b] = [conversions + 0.5, rows.length - conversions + 0.5];
  const tail = (1 - INTERVAL_LEVEL) / 2;
  return {
    centre: sum / rows.length,
    low: logitOfRate(betaQuantile(tail, a, b)),
    high: logitOfRate(betaQuantile(1 - tail, a, b)),
  };
}

function logitOfRate(rate: number): number {
  return logit(Math.min(Math.max(rate, EXTREME_RATE), 1 - EXTREME_RATE));
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
