/**
 * How far the base rate will have moved by the time that a model is used, judged by how it moved before. Leads in order of time are
 * cut into ten blocks. What each block's log-odds lack to meet its conversions is one step of a random walk seen through
 * sampling noise, so q, the variance of a step, is the mean square of the differences less what noise alone makes of them.
 * A calibration on the last quarter lags the next block by the step ahead and on average by most of another, and so few
 * steps tell q badly: 2.5 q.
 */
import { sigmoid } from '../math/logistic.ts';
import { ascendingOrder } from '../math/order.ts';

const BLOCKS = 10;
/** Blocks with fewer leads tell noise from movement too badly. */
const MIN_BLOCK_ROWS = 20;
const STEPS_AHEAD = 2.5;

/** Leads with their log-odds by a model that does not know their time; arrays [n]. */
export interface TimedLeads {
  readonly logOdds: Float64Array;
  readonly labels: Uint8Array;
  /** Larger is later; finite. */
  readonly times: Float64Array;
}

/** Expected squared move of the base rate's log-odds until the model is used; 0 when no more than noise is seen. */
export function estimateDrift({ logOdds, labels, times }: TimedLeads): number {
  if (labels.length < BLOCKS * MIN_BLOCK_ROWS) return 0;
  const order = ascendingOrder(times);
  const offsets = Array.from({ length: BLOCKS }, (_, block) => {
    const rows = order.subarray((block * order.length) / BLOCKS, ((block + 1) * order.length) / BLOCKS);
    return offsetOf(rows, logOdds, labels);
  });
  const steps = offsets.slice(1).map((next, at) => {
    const difference = next.offset - offsets[at].offset;
    return difference * difference - next.variance - offsets[at].variance;
  });
  const q = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return STEPS_AHEAD * Math.max(0, q);
}

/** What must be added to a block's log-odds, to first order, and the variance of that figure by chance. */
function offsetOf(
  rows: Int32Array,
  logOdds: Float64Array,
  labels: Uint8Array,
): { offset: number; variance: number } {
  // Half a lead that tells nothing keeps the sum of weights away from zero.
  let [residual, information] = [0, 0.125];
  for (const row of rows) {
    const propensity = sigmoid(logOdds[row]);
    residual += labels[row] - propensity;
    information += propensity * (1 - propensity);
  }
  return { offset: residual / information, variance: 1 / information };
}
