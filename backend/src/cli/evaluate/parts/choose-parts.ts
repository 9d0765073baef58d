import { ascendingOrder, InputError, otherRows, pickLabels, stratifiedFolds } from '@aix/shared-scoring';
import type { EvaluateRequest } from '../parse-arguments.ts';
import type { CsvLeads } from '../read-leads.ts';
import { cutRolling } from './cut-rolling.ts';
import { readSplits } from './read-splits.ts';

/** Leads that are judged together, and those that the model judging them learns from. Rows ascend. */
export interface Part {
  /** The window of time, such as `2026-03`; undefined where parts are no windows. */
  window: string | undefined;
  trainRows: Int32Array;
  testRows: Int32Array;
}

const NEWEST_SHARE = 0.2;
const FOLDS = 5;

/**
 * What to judge: windows of time each after what came before it (`--rolling`), the rows of the given file, the newest fifth when times
 * are known, otherwise five stratified folds.
 * @throws InputError ERR_INPUT_INVALID when a part, or what is left to learn from, holds a single outcome
 */
export async function chooseParts(
  { splits, cut }: EvaluateRequest,
  leads: CsvLeads,
  seed: number,
): Promise<Part[]> {
  const { labels, times } = leads;
  if (times !== undefined && cut === 'rolling') return cutRolling(labels, times);
  const tests =
    splits === undefined ? cutRows(labels, times?.values, seed) : await readSplits(splits, labels.length);
  const parts = tests.map(testRows => ({
    window: undefined,
    trainRows: otherRows(labels.length, testRows),
    testRows,
  }));
  parts.forEach(({ trainRows, testRows }, at) => {
    requireBothOutcomes(pickLabels(labels, testRows), `the test rows of part ${at + 1}`);
    requireBothOutcomes(pickLabels(labels, trainRows), `the rows left to learn from in part ${at + 1}`);
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
