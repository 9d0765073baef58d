/**
 * Sums of gradient, hessian and rows per bin, for the rows of one leaf.
 * One Float64Array for all columns: column c begins at `3 * starts[c]`, each bin holds [gradient, hessian, rows].
 */
import type { BinnedMatrix } from './binning.ts';

/** Where each column's bins begin, and the total of bins at the end: [nColumns + 1]. */
export function histogramStarts(binned: BinnedMatrix): Int32Array {
  const starts = new Int32Array(binned.binCounts.length + 1);
  for (let column = 0; column < binned.binCounts.length; column++) {
    starts[column + 1] = starts[column] + binned.binCounts[column];
  }
  return starts;
}

export interface HistogramRequest {
  readonly binned: BinnedMatrix;
  readonly starts: Int32Array;
  /** Columns that this tree sees. The others' bins are left as they were. */
  readonly columns: Int32Array;
  /** The leaf's rows. */
  readonly rows: Int32Array;
  /** [nRows] by row of the matrix. */
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  /** Room for [gradient, hessian] of the leaf's rows in their order, so that columns read it in sequence. */
  readonly scratch: Float64Array;
}

/** Fills `histogram` in place. O(rows x columns). */
export function fillHistogram(histogram: Float64Array, request: HistogramRequest): void {
  const { rows, gradients, hessians, scratch, binned, starts, columns } = request;
  for (let at = 0; at < rows.length; at++) {
    scratch[2 * at] = gradients[rows[at]];
    scratch[2 * at + 1] = hessians[rows[at]];
  }
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at];
    histogram.fill(0, 3 * starts[column], 3 * starts[column + 1]);
    addColumn(histogram, 3 * starts[column], binned.bins[column], rows, scratch);
  }
}

/** `parent - sibling` in the tree's columns, written over `parent`: the larger child's histogram without its rows. */
export function subtractHistogram(
  parent: Float64Array,
  sibling: Float64Array,
  { starts, columns }: Pick<HistogramRequest, 'starts' | 'columns'>,
): void {
  for (let at = 0; at < columns.length; at++) {
    const end = 3 * starts[columns[at] + 1];
    for (let slot = 3 * starts[columns[at]]; slot < end; slot++) parent[slot] -= sibling[slot];
  }
}

function addColumn(
  histogram: Float64Array,
  offset: number,
  bins: Uint8Array,
  rows: Int32Array,
  scratch: Float64Array,
): void {
  for (let at = 0; at < rows.length; at++) {
    const slot = offset + 3 * bins[rows[at]];
    histogram[slot] += scratch[2 * at];
    histogram[slot + 1] += scratch[2 * at + 1];
    histogram[slot + 2] += 1;
  }
}
