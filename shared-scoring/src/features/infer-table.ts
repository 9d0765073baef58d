import type { FieldDefinition, FieldKind, FieldValue } from '../domain/field.ts';
import { type FieldFeature, fieldFeatures } from './field-features.ts';
import { createGrowingFloat64, createGrowingInt32 } from './growing-array.ts';
import { inferKind, parseBoolean } from './infer-kind.ts';
import { createLevelIndex } from './level-index.ts';
import { parseDecimal } from './parse-decimal.ts';
import { parseMoment, slashOrderOf } from './parse-moment.ts';
import type { Table, TableColumn } from './table.ts';
import { createColumnBuilder, requireDistinctNames } from './table-builder.ts';

/** Words that mean "missing" in most exports, whatever else the caller names. Compared after trimming. */
export const MISSING_WORDS = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL'] as const;

export interface InferenceOptions {
  /** Columns that hold categories even though every value reads as a number. */
  categorical?: readonly string[];
  /** What columns hold, by name, whatever their texts look like; `categorical` gives way to it. */
  kinds?: ReadonlyMap<string, FieldKind>;
  /** Further words that mean "missing". */
  missing?: readonly string[];
}

/** Takes rows of raw text, such as a CSV's, and infers what each column holds. */
export interface TextTableBuilder {
  /** One text per column, in the order of the names, as known at `asOf`. */
  addRow(texts: readonly string[], asOf?: Date): void;
  /** What the columns hold, told or inferred from everything added so far. */
  fields(): FieldDefinition[];
  /**
   * Everything added so far: the columns' features in the columns' order (`fieldFeatures`). A column that was not told to
   * be of identifiers but looks so keeps its values, so that a check for leaks can show it to a person. Dates are read as of each
   * row's own time; when no row has one, as of the newest date in the table, the only hint at when it was written.
   * @throws InputError ERR_INPUT_INVALID when two features share a name
   */
  build(): Table;
}

/** One column's texts, each distinct one once. */
interface TextColumn {
  readonly field: FieldDefinition;
  /** [nRows], index into `levels`, -1 = missing. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/**
 * A builder that infers what columns hold (`inferKind`) unless it is told. A column's name is its label. A text that does
 * not read as what its column holds counts as missing.
 * @throws InputError ERR_INPUT_INVALID when two columns share a name
 */
export function createTextTableBuilder(
  names: readonly string[],
  options: InferenceOptions = {},
): TextTableBuilder {
  requireDistinctNames(names);
  const missing = new Set([...MISSING_WORDS, ...(options.missing ?? [])].map(word => word.trim()));
  const kinds = new Map<string, FieldKind>(options.categorical?.map(name => [name, 'category']));
  for (const [name, kind] of options.kinds ?? []) kinds.set(name, kind);
  const texts = names.map(name => ({ name, codes: createGrowingInt32(), index: createLevelIndex() }));
  const instants = createGrowingFloat64();
  const columns = () =>
    texts.map(({ name, codes, index }) => {
      const column = { codes: codes.toArray(), levels: index.levels() };
      const kind = kinds.get(name) ?? inferKind({ name, levels: column.levels, counts: countLevels(column) });
      return { field: { name, label: name, kind }, ...column };
    });
  return {
    addRow(row, asOf) {
      if (row.length !== names.length)
        throw new RangeError(`addRow requires ${names.length} texts, got ${row.length}`);
      instants.push(asOf?.getTime() ?? Number.NaN);
      for (let column = 0; column < row.length; column++) {
        const word = row[column].trim();
        texts[column].codes.push(missing.has(word) ? -1 : texts[column].index.codeOf(word));
      }
    },
    fields: () => columns().map(({ field }) => field),
    build: () => {
      const read = columns().map(column => (kinds.has(column.field.name) ? column : keepIdentifiers(column)));
      return buildTable(read, instants.toArray());
    },
  };
}

function keepIdentifiers(column: TextColumn): TextColumn {
  if (column.field.kind !== 'identifier') return column;
  const isNumber = column.levels.every(text => !Number.isNaN(parseDecimal(text)));
  return { ...column, field: { ...column.field, kind: isNumber ? 'number' : 'category' } };
}

/** `instants` is [nRows], epoch milliseconds, NaN where a row has no as-of time. */
function buildTable(columns: readonly TextColumn[], instants: Float64Array): Table {
  const read = columns.map(column => ({ ...column, values: valuesOf(column) }));
  const asOf = instants.every(Number.isNaN) ? instants.fill(newestDate(read)) : instants;
  const built = read.flatMap(column =>
    fieldFeatures(column.field).map(feature => buildColumn(column, feature, asOf)),
  );
  requireDistinctNames(built.map(({ name }) => name));
  return { nRows: instants.length, columns: built };
}

interface ReadColumn extends TextColumn {
  /** [levels.length], each text as its column's kind. */
  readonly values: readonly FieldValue[];
}

function valuesOf({ field, levels }: TextColumn): FieldValue[] {
  const finite = (value: number | undefined) => (Number.isFinite(value) ? value! : null);
  if (field.kind === 'number') return levels.map(text => finite(parseDecimal(text)));
  if (field.kind === 'boolean') return levels.map(parseBoolean);
  if (field.kind !== 'date') return [...levels];
  const slashOrder = slashOrderOf(levels);
  return levels.map(text => finite(parseMoment(text, slashOrder)));
}

/** NaN when no column holds a date. */
function newestDate(columns: readonly ReadColumn[]): number {
  let newest = Number.NaN;
  for (const { field, values } of columns) {
    if (field.kind !== 'date') continue;
    for (const value of values) if (typeof value === 'number' && !(value <= newest)) newest = value;
  }
  return newest;
}

function buildColumn(
  { field, codes, values }: ReadColumn,
  feature: FieldFeature,
  asOf: Float64Array,
): TableColumn {
  const column = createColumnBuilder(feature);
  if (field.kind === 'date') {
    codes.forEach((code, row) => {
      column.add(feature.read(code < 0 ? null : values[code], asOf[row]));
    });
    return column.build();
  }
  // Nothing else depends on the time, so each distinct text is read once.
  const features = values.map(value => feature.read(value, Number.NaN));
  const absent = feature.read(null, Number.NaN);
  for (const code of codes) column.add(code < 0 ? absent : features[code]);
  return column.build();
}

function countLevels({ codes, levels }: Pick<TextColumn, 'codes' | 'levels'>): Int32Array {
  const counts = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  return counts;
}
