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

/**
 * What the types cannot say of a table: columns as long as the table, codes that have a level, and names that come once.
 * @param caller who asks, for the message
 * @throws RangeError naming the first column that does not fit
 */
export function requireTable(caller: string, { nRows, columns }: Table): void {
  const names = new Set<string>();
  for (const column of columns) {
    const name = JSON.stringify(column.name);
    if (names.has(column.name))
      throw new RangeError(`${caller} requires columns of distinct names, got ${name} twice`);
    names.add(column.name);
    const { length } = column.kind === 'number' ? column.values : column.codes;
    if (length !== nRows)
      throw new RangeError(`${caller} requires ${nRows} rows in column ${name}, got ${length}`);
    if (column.kind === 'number') continue;
    const most = column.levels.length - 1;
    const wrong = column.codes.find(code => code < -1 || code > most);
    if (wrong !== undefined)
      throw new RangeError(`${caller} requires codes from -1 to ${most} in column ${name}, got ${wrong}`);
  }
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
