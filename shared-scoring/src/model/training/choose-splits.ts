import { otherRows, stratifiedFolds } from '../../evaluate/stratified-folds.ts';
import { ascendingOrder, countConversions, pickLabels } from '../../math/order.ts';

/** Rows to learn from and rows to be judged on, without any in common. */
export interface Split {
  readonly trainRows: Int32Array;
  readonly heldOutRows: Int32Array;
}

/** Where candidates are judged. By time the blocks follow one another, oldest first, each after all that it is learned from. */
export interface SplitPlan {
  readonly heldOutBy: 'time' | 'folds';
  readonly splits: readonly Split[];
}

const LATER_SHARE = 0.25;
const MOST_BLOCKS = 3;
const MIN_BLOCK_OUTCOMES = 20;
const INNER_FOLDS = 4;

/**
 * Where to judge candidates. With times, on the newest quarter, cut into three blocks, each after a training on all before it:
 * base rates and habits move, what wins on random rows may lose on newer ones, and a single later block is one throw of the dice.
 * Fewer blocks where one would hold too few of an outcome. Without times, or when even the whole quarter or the rest does,
 * on each row once, over inner folds.
 */
export function chooseSplits(
  labels: Uint8Array,
  { times, seed }: { times: Float64Array | undefined; seed: number },
): SplitPlan {
  const order = times === undefined ? null : ascendingOrder(times);
  for (let blocks = MOST_BLOCKS; order !== null && blocks > 0; blocks--) {
    const splits = splitByTime(order, blocks);
    if (splits.every(split => isEnough(split, labels))) return { heldOutBy: 'time', splits };
  }
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

function splitByTime(order: Int32Array, blocks: number): Split[] {
  const cut = Math.floor(order.length * (1 - LATER_SHARE));
  const startOf = (block: number) => cut + Math.floor((block * (order.length - cut)) / blocks);
  return Array.from({ length: blocks }, (_, block) => ({
    trainRows: order.slice(0, startOf(block)).sort(),
    heldOutRows: order.slice(startOf(block), startOf(block + 1)).sort(),
  }));
}

function isEnough({ trainRows, heldOutRows }: Split, labels: Uint8Array): boolean {
  return [trainRows, heldOutRows].every(
    rows => rarestOutcome(pickLabels(labels, rows)) >= MIN_BLOCK_OUTCOMES,
  );
}
