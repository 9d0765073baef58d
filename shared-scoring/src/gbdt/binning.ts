/**
 * Columns as bytes. Bin 0 is "missing"; bins 1..254 hold values: of a number the range up to an edge, of a category one code.
 * Split search then scans at most 255 bins whatever the rows.
 */
import type { ColumnMatrix, MatrixColumn } from '../math/column-matrix.ts';
import { ascendingOrder } from '../math/order.ts';
import { type Bundles, bundleColumns } from './bins/bundles.ts';
import { type DistinctValues, findDistinctValues, MISSING_CODE } from './bins/distinct-values.ts';
import { chooseEdges, chooseEdgesOfMany, createEdgeCounter, MAX_VALUE_BINS } from './bins/edges.ts';
import { BIN_SLOTS, placeRows } from './bins/placing.ts';

/** Bin of a missing value, in every column. */
export const MISSING_BIN = 0;

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

/** One column, binned. */
export interface BinnedColumn {
  readonly rule: BinRule;
  /** [nRows] */
  readonly bins: Uint8Array;
}

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

/**
 * Learns edges from the values and bins every row. Looks at no label. O(n) a column, whatever it holds.
 * @throws RangeError when a column has another length, an infinite number, or a code without level
 */
export function binMatrix(matrix: ColumnMatrix): BinnedMatrix {
  return joinColumns(matrix.nRows, matrix.columns.map(binColumn));
}

/** Bins one column; threads may share the columns out. */
export function binColumn(column: MatrixColumn): BinnedColumn {
  requireValues(column);
  if (column.kind === 'category') {
    const bins = new Uint8Array(column.codes.length);
    for (let row = 0; row < bins.length; row++) bins[row] = binOfCode(column.codes[row]);
    return { rule: { kind: 'category', levelCount: column.levelCount }, bins };
  }
  const distinct = findDistinctValues(column.values);
  return distinct === null ? binManyValues(column.values) : binFewValues(distinct);
}

/** A matrix of binned columns. */
export function joinColumns(nRows: number, binned: readonly BinnedColumn[]): BinnedMatrix {
  const odd = binned.find(column => column.bins.length !== nRows);
  if (odd !== undefined)
    throw new RangeError(`binMatrix requires columns of ${nRows} rows, got one of ${odd.bins.length}`);
  const rules = binned.map(column => column.rule);
  const bins = binned.map(column => column.bins);
  const binCounts = Int32Array.from(rules, countBins);
  const slotStarts = startSlots(binCounts);
  const columns = { nRows, bins, binCounts, slotStarts };
  return { ...columns, rules, rowSlots: placeRows(bins, slotStarts, nRows), bundles: bundleColumns(columns) };
}

/** The bin of one category code, -1 = missing. */
export function binOfCode(code: number): number {
  return code < 0 ? MISSING_BIN : Math.min(code + 1, MAX_VALUE_BINS);
}

function requireValues(column: MatrixColumn): void {
  if (column.kind === 'number') {
    const { values } = column;
    for (let row = 0; row < values.length; row++)
      if (Math.abs(values[row]) === Number.POSITIVE_INFINITY)
        throw new RangeError(`binMatrix requires finite numbers or NaN, got ${values[row]} in row ${row}`);
    return;
  }
  const { codes, levelCount } = column;
  for (let row = 0; row < codes.length; row++)
    if (codes[row] < -1 || codes[row] >= levelCount)
      throw new RangeError(
        `binMatrix requires codes from -1 to ${levelCount - 1}, got ${codes[row]} in row ${row}`,
      );
}

function countBins(rule: BinRule): number {
  return rule.kind === 'number' ? rule.edges.length + 2 : Math.min(rule.levelCount, MAX_VALUE_BINS) + 1;
}

function startSlots(binCounts: Int32Array): Int32Array {
  const starts = new Int32Array(binCounts.length + 1);
  for (let column = 0; column < binCounts.length; column++) {
    starts[column + 1] = starts[column] + BIN_SLOTS * binCounts[column];
  }
  return starts;
}

function binFewValues({ values, counts, codes }: DistinctValues): BinnedColumn {
  const order = ascendingOrder(values);
  const edges = chooseEdges(
    Float64Array.from(order, code => values[code]),
    Int32Array.from(order, code => counts[code]),
  );
  const edgesBelow = createEdgeCounter(edges);
  const binOf = new Uint8Array(MISSING_CODE + 1).fill(MISSING_BIN);
  values.forEach((value, code) => {
    binOf[code] = 1 + edgesBelow(value);
  });
  const bins = new Uint8Array(codes.length);
  for (let row = 0; row < bins.length; row++) bins[row] = binOf[codes[row]];
  return { rule: { kind: 'number', edges }, bins };
}

function binManyValues(values: Float64Array): BinnedColumn {
  const edges = chooseEdgesOfMany(values);
  const edgesBelow = createEdgeCounter(edges);
  const bins = new Uint8Array(values.length);
  for (let row = 0; row < bins.length; row++) {
    const value = values[row];
    bins[row] = Number.isNaN(value) ? MISSING_BIN : 1 + edgesBelow(value);
  }
  return { rule: { kind: 'number', edges }, bins };
}
