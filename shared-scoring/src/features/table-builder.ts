import { InputError } from '../domain/errors.ts';
import type { FieldDefinition, FieldValue, FieldValues } from '../domain/field.ts';
import { type FieldFeature, fieldFeatures } from './field-features.ts';
import { createGrowingFloat64, createGrowingInt32 } from './growing-array.ts';
import { createLevelIndex } from './level-index.ts';
import type { Table, TableColumn } from './table.ts';

/** Levels of a boolean field, as a rep reads them. */
export const BOOLEAN_LEVELS = ['no', 'yes'] as const;

/** Takes leads page by page and keeps only their typed columns. */
export interface TableBuilder {
  /**
   * Adds leads as known at `asOf`: one instant for all, or one for each. Dates after it count as missing, and all dates do
   * without it, so that no feature knows the future.
   * @throws RangeError when there is not one instant for each lead
   */
  addPage(records: readonly FieldValues[], asOf?: Date | readonly Date[]): void;
  /** Everything added so far. */
  build(): Table;
}

/** Collects one column of a table. */
export interface ColumnBuilder {
  /** A value as `FieldFeature.read` returns it. */
  add(value: FieldValue): void;
  build(): TableColumn;
}

/**
 * A builder for the given fields, whose columns are their features in the fields' order (`fieldFeatures`). A value of the
 * wrong kind, an empty text or a number that is not finite counts as missing: one odd record never stops a page. Fields
 * that no definition names are left out.
 * @throws InputError ERR_INPUT_INVALID when two fields, or two of their features, share a name
 */
export function createTableBuilder(fields: readonly FieldDefinition[]): TableBuilder {
  const columns = fields.flatMap(field =>
    fieldFeatures(field).map(feature => ({
      source: field.name,
      feature,
      column: createColumnBuilder(feature),
    })),
  );
  requireDistinctNames(columns.map(({ feature }) => feature.name));
  let nRows = 0;
  return {
    addPage(records, asOf) {
      const instants = instantsOf(records.length, asOf);
      nRows += records.length;
      for (const { source, feature, column } of columns) {
        records.forEach((record, row) => {
          const value = Object.hasOwn(record, source) ? record[source] : null;
          column.add(feature.read(value, instants[row]));
        });
      }
    },
    build: () => ({ nRows, columns: columns.map(({ column }) => column.build()) }),
  };
}

/** @throws InputError ERR_INPUT_INVALID naming the first name that comes twice */
export function requireDistinctNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new InputError(
        'ERR_INPUT_INVALID',
        `column ${JSON.stringify(name)} comes twice; give each column its own name`,
      );
    }
    seen.add(name);
  }
}

/** An empty column for a feature. */
export function createColumnBuilder({ kind, name, label, derived }: FieldFeature): ColumnBuilder {
  const head = { name, label, ...(derived && { derived }) };
  if (kind === 'number') {
    const values = createGrowingFloat64();
    return {
      add: value => values.push(typeof value === 'number' ? value : Number.NaN),
      build: () => ({ kind: 'number', ...head, values: values.toArray() }),
    };
  }
  const codes = createGrowingInt32();
  if (kind === 'boolean') {
    return {
      add: value => codes.push(typeof value === 'boolean' ? Number(value) : -1),
      build: () => ({ kind: 'category', ...head, codes: codes.toArray(), levels: BOOLEAN_LEVELS }),
    };
  }
  const index = createLevelIndex();
  return {
    add: value => codes.push(typeof value === 'string' ? index.codeOf(value) : -1),
    build: () => ({ kind: 'category', ...head, codes: codes.toArray(), levels: index.levels() }),
  };
}

function instantsOf(count: number, asOf: Date | readonly Date[] | undefined): Float64Array {
  if (asOf === undefined) return new Float64Array(count).fill(Number.NaN);
  if (asOf instanceof Date) return new Float64Array(count).fill(asOf.getTime());
  if (asOf.length !== count)
    throw new RangeError(`addPage requires ${count} as-of times, got ${asOf.length}`);
  return Float64Array.from(asOf, each => each.getTime());
}
