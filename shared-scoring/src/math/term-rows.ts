/**
 * Rows of a linear model in which exactly one term of each column is not zero:
 * [nRows x nColumns], row-major, the number of that term and its value. Terms rise with the column.
 */
export interface TermRows {
  readonly nRows: number;
  readonly nColumns: number;
  readonly terms: Int32Array;
  readonly values: Float64Array;
}
