/**
 * Columns that may have been filled in after the outcome, found without knowing when they were filled. A suspicion, not a proof:
 * an honest field can tell as much as a leak, so suspects are ranked and shown with their figures for a person to decide.
 */
import type { ColumnMatrix, MatrixColumn } from '../math/column-matrix.ts';
import { pickLabels } from '../math/order.ts';
import { quantileSorted, sortedPresent } from '../math/quantile.ts';
import { rocAuc } from './roc-auc.ts';
import { otherRows, stratifiedFolds } from './stratified-folds.ts';

export interface LeakSuspect {
  readonly column: string;
  /** `predicts_alone`, `missing_tells`: too good alone, by its values or by being empty. `identifier`: a number for each row. */
  readonly sign: 'predicts_alone' | 'missing_tells' | 'identifier';
  /** AUC of the column alone, .5..1: how well it, or its being empty, tells the outcomes apart. */
  readonly auc: number;
  /** What was seen, with its figures, and what to check. */
  readonly sentence: string;
}

const PREDICTS_ALONE_AUC = 0.7;
const MISSING_TELLS_AUC = 0.6;
const MIN_MISSING_SHARE = 0.01;
const IDENTIFIER_SHARE = 0.9;
const MIN_IDENTIFIER_ROWS = 30;
const NUMBER_GROUPS = 20;
/** Rates of small groups are pulled to the base rate as if by this many average leads. */
const PRIOR_ROWS = 10;

/**
 * Suspects by falling AUC, one for each sign that a column shows.
 * @param names of the matrix's columns
 * @param labels [nRows] with at least two of each outcome
 */
export function findLeakSuspects(
  matrix: ColumnMatrix,
  names: readonly string[],
  { labels, seed }: { labels: Uint8Array; seed: number },
): LeakSuspect[] {
  const [heldOutRows] = stratifiedFolds(labels, 2, seed);
  const halves = [heldOutRows, otherRows(labels.length, heldOutRows)] as const;
  const suspects = matrix.columns.flatMap((column, at) => inspect(names[at], column, { labels, halves }));
  return suspects.sort((a, b) => b.auc - a.auc || (a.column < b.column ? -1 : 1));
}

interface Judged {
  labels: Uint8Array;
  halves: readonly [Int32Array, Int32Array];
}

function inspect(name: string, column: MatrixColumn, judged: Judged): LeakSuspect[] {
  const suspects: LeakSuspect[] = [];
  const quoted = JSON.stringify(name);
  const groups = groupRows(column);
  const auc = crossFittedAuc(groups, judged);
  if (isIdentifier(column)) {
    const sentence = `${quoted} differs in nearly every row, like an identifier: leave it out, it cannot say anything of a new lead`;
    suspects.push({ column: name, sign: 'identifier', auc, sentence });
  } else if (auc >= PREDICTS_ALONE_AUC) {
    const sentence = `${quoted} alone tells converted leads from others (AUC ${auc.toFixed(2)}): check that it is known before the outcome`;
    suspects.push({ column: name, sign: 'predicts_alone', auc, sentence });
  }
  const missing = describeMissing(groups, judged.labels);
  if (
    missing.share >= MIN_MISSING_SHARE &&
    missing.share <= 1 - MIN_MISSING_SHARE &&
    missing.auc >= MISSING_TELLS_AUC
  ) {
    const sentence = `${quoted} is empty in ${percent(missing.share)} of leads, of which ${percent(missing.rateEmpty)} convert, against ${percent(missing.rateFilled)} where it is filled: check who fills it and when`;
    suspects.push({ column: name, sign: 'missing_tells', auc: missing.auc, sentence });
  }
  return suspects;
}

/** A small group number per row, 0 = missing: levels of a category, ranges of equal size of a number. */
function groupRows(column: MatrixColumn): Int32Array {
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

/** Each half is scored by the other half's rates, so that a column of many values gains nothing by remembering. */
function crossFittedAuc(groups: Int32Array, { labels, halves }: Judged): number {
  const scores = new Float64Array(labels.length);
  for (const [from, to] of [halves, [halves[1], halves[0]]]) {
    const rateOf = fitRates(groups, labels, from);
    for (const row of to) scores[row] = rateOf(groups[row]);
  }
  const aucs = halves.map(rows =>
    rocAuc(
      Float64Array.from(rows, row => scores[row]),
      pickLabels(labels, rows),
    ),
  );
  return Math.max(0.5, (aucs[0] + aucs[1]) / 2);
}

function fitRates(groups: Int32Array, labels: Uint8Array, rows: Int32Array): (group: number) => number {
  const size = groups.reduce((most, group) => Math.max(most, group), 0) + 1;
  const counts = new Float64Array(size);
  const conversions = new Float64Array(size);
  for (const row of rows) {
    counts[groups[row]]++;
    conversions[groups[row]] += labels[row];
  }
  const baseRate = conversions.reduce((sum, value) => sum + value, 0) / rows.length;
  return group => (conversions[group] + PRIOR_ROWS * baseRate) / (counts[group] + PRIOR_ROWS);
}

function describeMissing(groups: Int32Array, labels: Uint8Array) {
  const isEmpty = Float64Array.from(groups, group => Number(group === 0));
  const empty = isEmpty.reduce((sum, value) => sum + value, 0);
  const total = labels.reduce((sum, label) => sum + label, 0);
  const converted = isEmpty.reduce((sum, value, row) => sum + value * labels[row], 0);
  const auc = rocAuc(isEmpty, labels);
  return {
    share: empty / labels.length,
    auc: Math.max(auc, 1 - auc),
    rateEmpty: converted / empty,
    rateFilled: (total - converted) / (labels.length - empty),
  };
}

/** Words, or whole numbers, that hardly ever repeat. Measurements with decimals hardly repeat either, and are none. */
function isIdentifier(column: MatrixColumn): boolean {
  const present =
    column.kind === 'category' ? column.codes.filter(code => code >= 0) : sortedPresent(column.values);
  if (present.length < MIN_IDENTIFIER_ROWS) return false;
  if (column.kind === 'number' && !present.every(Number.isInteger)) return false;
  return new Set(present).size >= IDENTIFIER_SHARE * present.length;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
