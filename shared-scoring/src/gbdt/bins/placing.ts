/** Numbers that a histogram keeps of a bin (`histogram.ts`). */
export const BIN_SLOTS = 2;
/** Rows transposed at a time, so that both sides stay in the processor's cache. */
const BLOCK_ROWS = 256;

/** Where each row is counted in a histogram whose columns begin at `slotStarts`: [nRows x nColumns], row-major. */
export function placeRows(
  bins: readonly Uint8Array[],
  slotStarts: Int32Array,
  nRows: number,
): Uint16Array | Uint32Array {
  const nColumns = bins.length;
  const size = nRows * nColumns;
  const rowSlots = slotStarts[nColumns] <= 2 ** 16 ? new Uint16Array(size) : new Uint32Array(size);
  for (let first = 0; first < nRows; first += BLOCK_ROWS) {
    const last = Math.min(first + BLOCK_ROWS, nRows);
    for (let column = 0; column < nColumns; column++) {
      const columnBins = bins[column];
      const start = slotStarts[column];
      for (let row = first; row < last; row++)
        rowSlots[row * nColumns + column] = start + BIN_SLOTS * columnBins[row];
    }
  }
  return rowSlots;
}
