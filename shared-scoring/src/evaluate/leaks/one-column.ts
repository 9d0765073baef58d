/** How well one column alone tells converted leads from others: by its values, and by being empty. */
import type { MatrixColumn } from '../../math/column-matrix.ts';
import { countConversions, pickLabels, pickNumbers } from '../../math/order.ts';
import { quantileSorted, sortedPresent } from '../../math/quantile.ts';
import { rocAuc } from '../roc-auc.ts';

/** Labels with the rows cut in two, so that one half can be judged by what the other taught. */
export interface HalvedLabels {
  readonly labels: Uint8Array;
  readonly halves: readonly [Int32Array, Int32Array];
}

/** What being empty says of the outcome. */
export interface MissingEvidence {
  /** Share of leads without a value. */
  readonly share: number;
  /** AUC of being empty, .5..1. */
  readonly auc: number;
  /** Rates of conversion where it is empty and where it is filled; NaN where there is no such lead. */
  readonly rateEmpty: number;
  readonly rateFilled: number;
}

const NUMBER_GROUPS = 20;
/** Rates of small groups are pulled to the base rate as if by this many average leads. */
const PRIOR_ROWS = 10;

/** A small group number per row, 0 = missing: levels of a category, ranges of equal size of a number. */
export function groupRows(column: MatrixColumn): Int32Array {
  if (column.kind === 'category') return column.codes.map(code => code + 1);
  const sorted = sortedPresent(column.values);
  if (sorted.length === 0) return new Int32Array(column.values.length);
  const ends = Array.from({ length: NUMBER_GROUPS }, (_, at) =>
    quantileSorted(sorted, (at + 1) / NUMBER_GROUPS),
  );
  return Int32Array.from(column.values, value =>
    Number.isNaN(value) ? 0 : 1 + ends.findIndex(end => value <= end),
  );
}

/**
 * AUC of the groups' rates of conversion, at least .5: neither rising nor falling is needed. Each half is scored by the other half's
 * rates, so that a column of many values gains nothing by remembering. .5 where a half lacks an outcome.
 */
export function crossFittedAuc(groups: Int32Array, { labels, halves }: HalvedLabels): number {
  const scores = new Float64Array(labels.length);
  for (const [from, to] of [halves, [halves[1], halves[0]]]) {
    const rateOf = fitRates(groups, labels, from);
    for (const row of to) scores[row] = rateOf(groups[row]);
  }
  const aucs = halves.map(rows => rocAuc(pickNumbers(scores, rows), pickLabels(labels, rows)));
  const mean = (aucs[0] + aucs[1]) / 2;
  return Number.isNaN(mean) ? 0.5 : Math.max(0.5, mean);
}

/** Weighs empty (group 0) against filled. */
export function describeMissing(groups: Int32Array, labels: Uint8Array): MissingEvidence {
  const isEmpty = Float64Array.from(groups, group => Number(group === 0));
  const empty = isEmpty.reduce((sum, value) => sum + value, 0);
  const converted = isEmpty.reduce((sum, value, row) => sum + value * labels[row], 0);
  const auc = rocAuc(isEmpty, labels);
  return {
    share: empty / labels.length,
    auc: Math.max(auc, 1 - auc),
    rateEmpty: converted / empty,
    rateFilled: (countConversions(labels) - converted) / (labels.length - empty),
  };
}

function fitRates(groups: Int32Array, labels: Uint8Array, rows: Int32Array): (group: number) => number {
  const size = groups.reduce((most, group) => Math.max(most, group), 0) + 1;
  const counts = new Float64Array(size);
  const conversions = new Float64Array(size);
  for (const row of rows) {
    counts[groups[row]]++;
    conversions[groups[row]] += labels[row];
  }
  const baseRate = conversions.reduce((sum, value) => sum + value, 0) / Math.max(rows.length, 1);
  return group => (conversions[group] + PRIOR_ROWS * baseRate) / (counts[group] + PRIOR_ROWS);
}
