import { type ColumnMatrix, gatherRow } from '../../src/math/column-matrix.ts';

/** [nRows x nColumns], row-major, as every reference wants its table. */
export function floatRows(matrix: ColumnMatrix): Float32Array {
  const nColumns = matrix.columns.length;
  const values = new Float32Array(matrix.nRows * nColumns);
  const row = new Float64Array(nColumns);
  for (let at = 0; at < matrix.nRows; at++) {
    gatherRow(matrix, at, row);
    values.set(row, at * nColumns);
  }
  return values;
}
