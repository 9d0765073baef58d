import { ascendingOrder, InputError, otherRows, pickLabels, stratifiedFolds } from '@aix/shared-scoring';
import type { EvaluateRequest } from './parse-arguments.ts';
import type { CsvLeads } from './read-leads.ts';
import { readSplits } from './read-splits.ts';

const NEWEST_SHARE = 0.2;
const FOLDS = 5;

/**
 * Which rows to judge in each part: those of the given file, the newest fifth when times are known, otherwise five stratified folds.
 * @throws InputError ERR_INPUT_INVALID when a part, or what is left to learn from, holds a single outcome
 */
export async function chooseTestRows(
  { splits }: EvaluateRequest,
  { labels, times }: CsvLeads,
  seed: number,
): Promise<Int32Array[]> {
  const parts = splits === undefined ? cutRows(labels, times, seed) : await readSplits(splits, labels.length);
  parts.forEach((testRows, part) => {
    requireBothOutcomes(pickLabels(labels, testRows), `the test rows of part ${part + 1}`);
    requireBothOutcomes(
      pickLabels(labels, otherRows(labels.length, testRows)),
      `the rows left to learn from in part ${part + 1}`,
    );
  });
  return parts;
}

function cutRows(labels: Uint8Array, times: Float64Array | undefined, seed: number): Int32Array[] {
  if (times !== undefined) {
    const order = ascendingOrder(times);
    return [order.slice(Math.floor(order.length * (1 - NEWEST_SHARE))).sort()];
  }
  try {
    return stratifiedFolds(labels, FOLDS, seed);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `judging in ${FOLDS} parts needs at least ${FOLDS} leads of each outcome; give more rows, or --holdout`;
    throw new InputError('ERR_INPUT_INVALID', message, { cause });
  }
}

function requireBothOutcomes(labels: Uint8Array, where: string): void {
  if (labels.includes(0) && labels.includes(1)) return;
  const outcome = labels.includes(1) ? 'only leads that converted' : 'no lead that converted';
  throw new InputError('ERR_INPUT_INVALID', `${where} hold ${outcome}; both outcomes are needed`);
}
