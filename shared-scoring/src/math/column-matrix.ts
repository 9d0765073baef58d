/**
 * What the numeric core sees of leads: columns of numbers or of category codes, without names or meaning.
 * Column-major, because training and binning read one column at a time.
 */
export interface ColumnMatrix {
  readonly nRows: number;
  /** Each of length `nRows`. */
  readonly columns: readonly MatrixColumn[];
}

export type MatrixColumn = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly kind: 'number';
  /** NaN = missing; otherwise finite. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: 'category';
  /** 0..levelCount-1, or -1 = missing. */
  readonly codes: Int32Array;
  readonly levelCount: number;
}

/** Copies one row into `values`: numbers as they are, category codes as numbers, missing as NaN. */
export function gatherRow(matrix: ColumnMatrix, row: number, values: Float64Array): void {
  for (let at = 0; at < values.length; at++) {
    const column = matrix.columns[at];
    if (column.kind === 'number') values[at] = column.values[row];
    else values[at] = column.codes[row] < 0 ? Number.NaN : column.codes[row];
  }
}

/** What the columns hold from row `first` to before `last`, values or codes. Shares the arrays. */
export function viewColumns(
  { columns }: ColumnMatrix,
  first: number,
  last: number,
): (Float64Array | Int32Array)[] {
  return columns.map(column =>
    (column.kind === 'number' ? column.values : column.codes).subarray(first, last),
  );
}
