import { otherRows, stratifiedFolds } from '../evaluate/stratified-folds.ts';
import { ascendingOrder, countConversions, pickLabels } from '../math/order.ts';
import type { Split } from './candidates.ts';

const LATER_SHARE = 0.25;
const MIN_LATER_OUTCOMES = 20;
const INNER_FOLDS = 4;

/**
 * Where to judge candidates. With times, on the newest quarter: base rates and habits move, and what wins on random rows
 * may lose on newer ones. Without times, or when that quarter or the rest holds too few of an outcome, on each row once, over
 * inner folds.
 */
export function chooseSplits(
  labels: Uint8Array,
  { times, seed }: { times: Float64Array | undefined; seed: number },
): { heldOutBy: 'time' | 'folds'; splits: Split[] } {
  const later = times === undefined ? null : splitByTime(labels, times);
  if (later !== null) return { heldOutBy: 'time', splits: [later] };
  const folds = stratifiedFolds(labels, Math.min(INNER_FOLDS, rarestOutcome(labels)), seed);
  const splits = folds.map(heldOutRows => ({
    heldOutRows,
    trainRows: otherRows(labels.length, heldOutRows),
  }));
  return { heldOutBy: 'folds', splits };
}

/** Rows of the rarer outcome. */
export function rarestOutcome(labels: Uint8Array): number {
  const conversions = countConversions(labels);
  return Math.min(conversions, labels.length - conversions);
}

function splitByTime(labels: Uint8Array, times: Float64Array): Split | null {
  const order = ascendingOrder(times);
  const cut = Math.floor(order.length * (1 - LATER_SHARE));
  const trainRows = order.slice(0, cut).sort();
  const heldOutRows = order.slice(cut).sort();
  const isEnough = [trainRows, heldOutRows].every(
    rows => rarestOutcome(pickLabels(labels, rows)) >= MIN_LATER_OUTCOMES,
  );
  return isEnough ? { trainRows, heldOutRows } : null;
}
