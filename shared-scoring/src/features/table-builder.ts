import { InputError } from '../domain/errors.ts';
import type { FieldDefinition, FieldValue, FieldValues } from '../domain/field.ts';
import { createGrowingFloat64, createGrowingInt32 } from './growing-array.ts';
import { createLevelIndex } from './level-index.ts';
import type { Table, TableColumn } from './table.ts';

/** Levels of a boolean field, as a rep reads them. */
export const BOOLEAN_LEVELS = ['no', 'yes'] as const;

/** Takes leads page by page and keeps only their typed columns. */
export interface TableBuilder {
  addPage(records: readonly FieldValues[]): void;
  /** Everything added so far. */
  build(): Table;
}

interface ColumnBuilder {
  add(value: FieldValue | undefined): void;
  build(): TableColumn;
}

/**
 * A builder for the given fields. A value of the wrong kind, an empty text or a number that is not finite counts as missing:
 * one odd record never stops a page. Fields that no definition names are left out.
 * @throws InputError ERR_INPUT_INVALID when two fields share a name
 */
export function createTableBuilder(fields: readonly FieldDefinition[]): TableBuilder {
  requireDistinctNames(fields.map(field => field.name));
  const builders = fields.map(field => ({ name: field.name, column: createColumnBuilder(field) }));
  let nRows = 0;
  return {
    addPage(records) {
      nRows += records.length;
      for (const { name, column } of builders) {
        for (const record of records) column.add(Object.hasOwn(record, name) ? record[name] : null);
      }
    },
    build: () => ({ nRows, columns: builders.map(({ column }) => column.build()) }),
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

function createColumnBuilder(field: FieldDefinition): ColumnBuilder {
  if (field.kind === 'number') return createNumberBuilder(field);
  return field.kind === 'boolean' ? createBooleanBuilder(field) : createCategoryBuilder(field);
}

function createNumberBuilder({ name, label }: FieldDefinition): ColumnBuilder {
  const values = createGrowingFloat64();
  return {
    add: value => values.push(typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN),
    build: () => ({ kind: 'number', name, label, values: values.toArray() }),
  };
}

function createBooleanBuilder({ name, label }: FieldDefinition): ColumnBuilder {
  const codes = createGrowingInt32();
  return {
    add: value => codes.push(typeof value === 'boolean' ? Number(value) : -1),
    build: () => ({ kind: 'category', name, label, codes: codes.toArray(), levels: BOOLEAN_LEVELS }),
  };
}

function createCategoryBuilder({ name, label }: FieldDefinition): ColumnBuilder {
  const codes = createGrowingInt32();
  const index = createLevelIndex();
  return {
    add(value) {
      const word = value === null || value === undefined ? '' : String(value).trim();
      codes.push(word === '' ? -1 : index.codeOf(word));
    },
    build: () => ({ kind: 'category', name, label, codes: codes.toArray(), levels: index.levels() }),
  };
}
