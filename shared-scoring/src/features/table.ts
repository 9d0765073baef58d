import type { ColumnMatrix } from '../math/column-matrix.ts';
import type { Derivation } from './field-features.ts';

/** Leads as typed columns, one per feature of a field. A boolean field is a category with the levels `no` and `yes`. */
export interface Table {
  readonly nRows: number;
  readonly columns: readonly TableColumn[];
}

export type TableColumn = TableNumberColumn | TableCategoryColumn;

export interface TableNumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** What a rep reads. */
  readonly label: string;
  /** Absent when the column is the field itself. */
  readonly derived?: Derivation;
  /** [nRows], NaN = missing. */
  readonly values: Float64Array;
}

export interface TableCategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly label: string;
  /** Absent when the column is the field itself. */
  readonly derived?: Derivation;
  /** [nRows], index into `levels`, -1 = missing. */
  readonly codes: Int32Array;
  /** Distinct; some may have no row. */
  readonly levels: readonly string[];
}

/** The given rows, in the given order, as a new table with the same levels. */
export function selectRows(table: Table, rows: Int32Array): Table {
  const columns = table.columns.map(column =>
    column.kind === 'number'
      ? { ...column, values: Float64Array.from(rows, row => column.values[row]) }
      : { ...column, codes: Int32Array.from(rows, row => column.codes[row]) },
  );
  return { nRows: rows.length, columns };
}

/** The same columns without their names, for the numeric core. Shares the arrays. */
export function tableToMatrix(table: Table): ColumnMatrix {
  const columns = table.columns.map(column =>
    column.kind === 'number'
      ? ({ kind: 'number', values: column.values } as const)
      : ({ kind: 'category', codes: column.codes, levelCount: column.levels.length } as const),
  );
  return { nRows: table.nRows, columns };
}
