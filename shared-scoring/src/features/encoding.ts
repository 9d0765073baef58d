import { ModelError } from '../domain/errors.ts';
import type { ColumnMatrix, MatrixColumn } from '../math/column-matrix.ts';
import type { Derivation } from './field-features.ts';
import {
  requireTable,
  type Table,
  type TableCategoryColumn,
  type TableColumn,
  type TableNumberColumn,
} from './table.ts';

/**
 * What the model remembers of its input columns, so that a later table, with other levels in another order or with a
 * column less, becomes the same matrix.
 */
export type Feature = NumberFeature | CategoryFeature;

export interface NumberFeature {
  readonly kind: 'number';
  readonly name: string;
  readonly label: string;
  /** Of which field it tells what; absent when it is the field itself. */
  readonly derived?: Derivation;
}

export interface CategoryFeature {
  readonly kind: 'category';
  readonly name: string;
  readonly label: string;
  /** Of which field it tells what; absent when it is the field itself. */
  readonly derived?: Derivation;
  /** By falling frequency. A level's position is its code. */
  readonly levels: readonly string[];
  /**
   * Whether rare levels were trained together under the code `levels.length`. A level that was never seen then counts as
   * one of them, otherwise as missing.
   */
  readonly hasOther: boolean;
}

export interface Encoding {
  /** In the table's order. */
  readonly features: readonly Feature[];
  /** Names of columns that say nothing because all their rows are alike. */
  readonly unused: readonly string[];
}

/** A level seen in fewer leads than this says nothing of its own. */
const MIN_LEVEL_ROWS = 5;
/** With "missing" and "other" this fills the 255 bins of a column of bytes. */
const MAX_LEVELS = 253;

/**
 * Learns levels from the rows of a table; columns whose rows are all alike are left out. Looks at no label.
 * @throws RangeError when a column does not fit the table or its name comes twice
 */
export function fitEncoding(table: Table): Encoding {
  requireTable('fitEncoding', table);
  const features: Feature[] = [];
  const unused: string[] = [];
  for (const column of table.columns) {
    const feature = fitFeature(column);
    if (feature === null) unused.push(column.name);
    else features.push(feature);
  }
  return { features, unused };
}

/**
 * The table's columns in the model's order and codes. A column that the table lacks is all missing.
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH when a column is of another kind than the model's feature
 * @throws RangeError when a column does not fit the table or its name comes twice
 */
export function encodeTable(features: readonly Feature[], table: Table): ColumnMatrix {
  requireTable('encodeTable', table);
  const byName = new Map(table.columns.map(column => [column.name, column]));
  const columns = features.map(feature => encodeColumn(feature, byName.get(feature.name), table.nRows));
  return { nRows: table.nRows, columns };
}

function fitFeature(column: TableColumn): Feature | null {
  const { name, label, derived } = column;
  const head = { name, label, ...(derived && { derived }) };
  if (column.kind === 'number')
    return varies(finiteValues(column.values)) ? { kind: 'number', ...head } : null;
  const counts = new Int32Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) counts[code]++;
  const byFrequency = [...counts.keys()]
    .filter(code => counts[code] >= MIN_LEVEL_ROWS)
    .sort((a, b) => counts[b] - counts[a] || (column.levels[a] < column.levels[b] ? -1 : 1))
    .slice(0, MAX_LEVELS);
  const levels = byFrequency.map(code => column.levels[code]);
  const seen = counts.reduce((total, count) => total + Number(count > 0), 0);
  const feature: CategoryFeature = { kind: 'category', ...head, levels, hasOther: seen > levels.length };
  return varies(encodeLevels(feature, column)) ? feature : null;
}

/** Whether two rows differ; NaN equals NaN. */
function varies(values: Float64Array | Int32Array): boolean {
  for (let row = 1; row < values.length; row++) if (!Object.is(values[row], values[0])) return true;
  return false;
}

function encodeColumn(feature: Feature, column: TableColumn | undefined, nRows: number): MatrixColumn {
  if (column !== undefined && column.kind !== feature.kind) {
    throw new ModelError(
      'ERR_MODEL_SCHEMA_MISMATCH',
      `feature ${JSON.stringify(feature.name)} is a ${feature.kind} in the model, got a ${column.kind} column`,
    );
  }
  if (feature.kind === 'number') {
    const values = (column as TableNumberColumn | undefined)?.values;
    return {
      kind: 'number',
      values: values ? finiteValues(values) : new Float64Array(nRows).fill(Number.NaN),
    };
  }
  const levelCount = feature.levels.length + Number(feature.hasOther);
  const codes = column
    ? encodeLevels(feature, column as TableCategoryColumn)
    : new Int32Array(nRows).fill(-1);
  return { kind: 'category', codes, levelCount };
}

function encodeLevels(feature: CategoryFeature, column: TableCategoryColumn): Int32Array {
  const known = new Map(feature.levels.map((level, code) => [level, code]));
  const unseen = feature.hasOther ? feature.levels.length : -1;
  const codeOf = column.levels.map(level => known.get(level) ?? unseen);
  return column.codes.map(code => (code < 0 ? -1 : codeOf[code]));
}

/** The same array when it holds no infinity, otherwise a copy with them as missing. */
function finiteValues(values: Float64Array): Float64Array {
  const isInfinite = (value: number) => value === Infinity || value === -Infinity;
  return values.some(isInfinite) ? values.map(value => (isInfinite(value) ? Number.NaN : value)) : values;
}
