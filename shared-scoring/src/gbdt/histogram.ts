/**
 * Sums of derivatives per bin, for the rows of one leaf, in one array for all columns: bin b of column c holds
 * [gradient, packed] at `slotStarts[c] + 2 b`. Rows are read one after the other across all columns: a row's sums stay in
 * registers, and neighbouring rows of one bin do not wait for each other's addition, as they would column by column.
 */
import type { BinnedMatrix } from './binning.ts';
import type { Derivatives } from './derivatives.ts';

/** An empty histogram of a matrix. */
export function createHistogram({ slotStarts }: Pick<BinnedMatrix, 'slotStarts'>): Float64Array {
  return new Float64Array(slotStarts[slotStarts.length - 1]);
}

/** What a histogram counts. */
export interface HistogramRequest {
  readonly binned: Pick<BinnedMatrix, 'rowSlots' | 'slotStarts'>;
  /** The leaf's rows. */
  readonly rows: Int32Array;
  readonly derivatives: Pick<Derivatives, 'gradients' | 'packed'>;
}

/** Fills a histogram in place. A thread pool may take `fillHistogram`'s place: parts of the rows, merged by `addHistogram`. */
export type FillHistogram = (histogram: Float64Array, request: HistogramRequest) => void;

/** Fills `histogram` in place. O(rows x columns). */
export const fillHistogram: FillHistogram = (histogram, { binned, rows, derivatives }) => {
  const { rowSlots, slotStarts } = binned;
  const { gradients, packed } = derivatives;
  const nColumns = slotStarts.length - 1;
  histogram.fill(0);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const gradient = gradients[row];
    const both = packed[row];
    const end = (row + 1) * nColumns;
    for (let index = row * nColumns; index < end; index++) {
      const slot = rowSlots[index];
      histogram[slot] += gradient;
      histogram[slot + 1] += both;
    }
  }
};

/** Adds a histogram of other rows to `histogram`, in place. Sums are exact: the order of merging changes nothing. */
export function addHistogram(histogram: Float64Array, other: Float64Array): void {
  for (let slot = 0; slot < histogram.length; slot++) histogram[slot] += other[slot];
}

/** `parent - sibling`, written over `parent`: the larger child's histogram without its rows. Exact too. */
export function subtractHistogram(parent: Float64Array, sibling: Float64Array): void {
  for (let slot = 0; slot < parent.length; slot++) parent[slot] -= sibling[slot];
}
