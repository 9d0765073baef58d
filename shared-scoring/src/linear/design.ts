/**
 * The logistic model's view of the columns. A number becomes one standardised term, a category one term per frequent level,
 * and what is missing a term of its own. In every row exactly one term per column is not zero, so a row is stored as
 * one (term, value) pair per column: the Newton steps cost the square of the columns, not of the terms.
 *
 * Numbers of leads have heavy tails (visits, seconds, revenue), so each goes through z = asinh((x - median) / spread): linear
 * near the middle, logarithmic in the tails. Well-behaved columns hardly change, so no column needs to be told apart, and
 * nothing is cut off: a rate or a price that moves beyond its training range still counts, ever more gently.
 */
import type { ColumnMatrix, MatrixColumn, NumberColumn } from '../math/column-matrix.ts';
import { quantileSorted, sortedPresent } from '../math/quantile.ts';
import type { TermRows } from '../math/term-rows.ts';

export interface Design {
  /** One per input column, in its order. */
  readonly columns: readonly ColumnDesign[];
  readonly termCount: number;
}

export type ColumnDesign = NumberDesign | CategoryDesign;

/** Terms `term` (the standardised value) and `term + 1` (is missing). */
export interface NumberDesign {
  readonly kind: 'number';
  readonly term: number;
  readonly median: number;
  readonly spread: number;
  /** Mean and standard deviation of z over the rows that have a value. */
  readonly mean: number;
  readonly deviation: number;
}

/** Terms `term + code` for the codes below `ownLevels`, `term + ownLevels` for all others, and the last for missing. */
export interface CategoryDesign {
  readonly kind: 'category';
  readonly term: number;
  readonly ownLevels: number;
}

/** Newton steps cost the cube of the terms; beyond this many the rarest levels of the longest lists share one. */
const MAX_CATEGORY_TERMS = 400;
const MAX_OWN_LEVELS = 60;
/** Up to this many half widths from the median a number counts nearly as it is; only real tails are bent. */
const HALF_WIDTHS = 4;

/** Learns scales and terms from the columns; looks at no label. Codes are expected by falling frequency. */
export function fitDesign(matrix: ColumnMatrix): Design {
  const ownLevelLimit = chooseOwnLevelLimit(matrix);
  const columns: ColumnDesign[] = [];
  let term = 0;
  for (const column of matrix.columns) {
    const design =
      column.kind === 'number'
        ? fitNumber(column, term)
        : fitCategory(column.levelCount, term, ownLevelLimit);
    columns.push(design);
    term += termsOf(design);
  }
  return { columns, termCount: term };
}

/** Applies a design to columns of the same number and kinds. */
export function designRows(design: Design, matrix: ColumnMatrix): TermRows {
  const nColumns = design.columns.length;
  if (matrix.columns.length !== nColumns) {
    throw new RangeError(`designRows requires ${nColumns} columns, got ${matrix.columns.length}`);
  }
  const terms = new Int32Array(matrix.nRows * nColumns);
  const values = new Float64Array(matrix.nRows * nColumns);
  for (let at = 0; at < nColumns; at++)
    fillColumn(design.columns[at], matrix.columns[at], { at, nColumns, terms, values });
  return { nRows: matrix.nRows, nColumns, terms, values };
}

function termsOf(design: ColumnDesign): number {
  return design.kind === 'number' ? 2 : design.ownLevels + 2;
}

function chooseOwnLevelLimit(matrix: ColumnMatrix): number {
  const levelCounts = matrix.columns
    .filter(column => column.kind === 'category')
    .map(column => column.levelCount);
  let limit = MAX_OWN_LEVELS;
  const total = () => levelCounts.reduce((sum, count) => sum + Math.min(count, limit), 0);
  while (limit > 1 && total() > MAX_CATEGORY_TERMS) limit--;
  return limit;
}

function fitCategory(levelCount: number, term: number, ownLevelLimit: number): CategoryDesign {
  return { kind: 'category', term, ownLevels: Math.min(levelCount, ownLevelLimit) };
}

function fitNumber(column: NumberColumn, term: number): NumberDesign {
  const sorted = sortedPresent(column.values);
  if (sorted.length === 0) return { kind: 'number', term, median: 0, spread: 1, mean: 0, deviation: 1 };
  const median = quantileSorted(sorted, 0.5);
  const spread = chooseSpread(sorted);
  const z = sorted.map(value => bend(value, { median, spread }));
  const mean = z.reduce((sum, value) => sum + value / z.length, 0);
  const variance = z.reduce((sum, value) => sum + (value - mean) ** 2 / z.length, 0);
  return { kind: 'number', term, median, spread, mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** Twice the width of the middle half of the values, or, where all of those are equal, of the least wider share that is not. */
function chooseSpread(sorted: Float64Array): number {
  for (const tail of [0.25, 0.1, 0.05, 0.01, 0]) {
    const halfWidth = quantileSorted(sorted, 1 - tail) / 2 - quantileSorted(sorted, tail) / 2;
    if (halfWidth > 0) return Math.min(HALF_WIDTHS * halfWidth, Number.MAX_VALUE);
  }
  return 1;
}

function bend(value: number, { median, spread }: Pick<NumberDesign, 'median' | 'spread'>): number {
  const distance = (value - median) / spread;
  // Differences of the largest doubles overflow, as do quotients by the smallest: hold them at the end of the range.
  return Math.asinh(Math.min(Math.max(distance, -Number.MAX_VALUE), Number.MAX_VALUE));
}

interface Target {
  at: number;
  nColumns: number;
  terms: Int32Array;
  values: Float64Array;
}

function fillColumn(design: ColumnDesign, column: MatrixColumn, target: Target): void {
  if (design.kind === 'number' && column.kind === 'number') fillNumber(design, column.values, target);
  else if (design.kind === 'category' && column.kind === 'category')
    fillCategory(design, column.codes, target);
  else
    throw new TypeError(
      `designRows requires column ${target.at} to be a ${design.kind}, got a ${column.kind}`,
    );
}

function fillNumber(
  design: NumberDesign,
  column: Float64Array,
  { at, nColumns, terms, values }: Target,
): void {
  for (let row = 0, slot = at; row < column.length; row++, slot += nColumns) {
    const isMissing = Number.isNaN(column[row]);
    terms[slot] = design.term + Number(isMissing);
    values[slot] = isMissing ? 1 : (bend(column[row], design) - design.mean) / design.deviation;
  }
}

function fillCategory(
  design: CategoryDesign,
  codes: Int32Array,
  { at, nColumns, terms, values }: Target,
): void {
  for (let row = 0, slot = at; row < codes.length; row++, slot += nColumns) {
    const code = codes[row] < 0 ? design.ownLevels + 1 : Math.min(codes[row], design.ownLevels);
    terms[slot] = design.term + code;
    values[slot] = 1;
  }
}
