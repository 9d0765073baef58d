/**
 * Columns as bytes. Bin 0 is "missing"; bins 1..254 hold values: of a number the range up to an edge, of a category one code.
 * Split search then scans at most 255 bins whatever the rows.
 */
import type { ColumnMatrix, MatrixColumn } from '../math/column-matrix.ts';
import { sortedPresent } from '../math/quantile.ts';
import { type Bundles, bundleColumns } from './bundles.ts';
import { BIN_SLOTS, placeRows } from './placing.ts';

/** Bin of a missing value, in every column. */
export const MISSING_BIN = 0;
/** Bins of a column that hold values, at most. */
export const MAX_VALUE_BINS = 254;

/** How a column's values map to bins. */
export type BinRule =
  | {
      readonly kind: 'number';
      /** Rising. A value is in bin 1 + the number of edges below it: bin b holds edges[b - 2] < value <= edges[b - 1]. */
      readonly edges: Float64Array;
    }
  | {
      readonly kind: 'category';
      /** Code c is in bin c + 1; codes from 254 on share the last bin. */
      readonly levelCount: number;
    };

export interface BinnedMatrix {
  readonly nRows: number;
  readonly rules: readonly BinRule[];
  /** Per column [nRows], bins. */
  readonly bins: readonly Uint8Array[];
  /** Per column, "missing" included. */
  readonly binCounts: Int32Array;
  /** Where each column's bins begin in a histogram, and its length at the end: [nColumns + 1]. */
  readonly slotStarts: Int32Array;
  /** Where each row is counted in a histogram: [nRows x nColumns], row-major. */
  readonly rowSlots: Uint16Array | Uint32Array;
  /** Columns that are counted together; null when none can be. */
  readonly bundles: Bundles | null;
}

/** Learns edges from the values and bins every row. Looks at no label. O(n log n) a column. */
export function binMatrix(matrix: ColumnMatrix): BinnedMatrix {
  const rules = matrix.columns.map(fitBinRule);
  const bins = matrix.columns.map((column, at) => binColumn(column, rules[at]));
  const binCounts = Int32Array.from(rules, rule =>
    rule.kind === 'number' ? rule.edges.length + 2 : Math.min(rule.levelCount, MAX_VALUE_BINS) + 1,
  );
  const slotStarts = startSlots(binCounts);
  const columns = { nRows: matrix.nRows, bins, binCounts, slotStarts };
  const rowSlots = placeRows(bins, slotStarts, matrix.nRows);
  return { ...columns, rules, rowSlots, bundles: bundleColumns(columns) };
}

/** The bin of one category code, -1 = missing. */
export function binOfCode(code: number): number {
  return code < 0 ? MISSING_BIN : Math.min(code + 1, MAX_VALUE_BINS);
}

function startSlots(binCounts: Int32Array): Int32Array {
  const starts = new Int32Array(binCounts.length + 1);
  for (let column = 0; column < binCounts.length; column++) {
    starts[column + 1] = starts[column] + BIN_SLOTS * binCounts[column];
  }
  return starts;
}

function fitBinRule(column: MatrixColumn): BinRule {
  if (column.kind === 'category') return { kind: 'category', levelCount: column.levelCount };
  return { kind: 'number', edges: chooseEdges(sortedPresent(column.values)) };
}

function binColumn(column: MatrixColumn, rule: BinRule): Uint8Array {
  if (column.kind === 'number' && rule.kind === 'number') {
    return Uint8Array.from(column.values, value => binOfValue(value, rule.edges));
  }
  return Uint8Array.from((column as { codes: Int32Array }).codes, binOfCode);
}

function binOfValue(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

/** Edges between neighbouring distinct values: all of them when they are few, otherwise so that bins hold about equally many. */
function chooseEdges(sorted: Float64Array): Float64Array {
  const distinct: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (distinct.length > 0 && value === distinct[distinct.length - 1]) counts[counts.length - 1]++;
    else {
      distinct.push(value);
      counts.push(1);
    }
  }
  const edges: number[] = [];
  let inBin = 0;
  let rowsLeft = sorted.length;
  for (let at = 0; at + 1 < distinct.length; at++) {
    inBin += counts[at];
    const binsLeft = MAX_VALUE_BINS - edges.length;
    if (distinct.length > MAX_VALUE_BINS && inBin < rowsLeft / binsLeft) continue;
    if (edges.length === MAX_VALUE_BINS - 1) break;
    edges.push(between(distinct[at], distinct[at + 1]));
    rowsLeft -= inBin;
    inBin = 0;
  }
  return Float64Array.from(edges);
}

/** The middle, or the lower value where rounding would reach the upper one. Halved first: the sum could overflow. */
function between(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle < upper && middle >= lower ? middle : lower;
}
