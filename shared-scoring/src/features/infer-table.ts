import { createGrowingInt32 } from './growing-array.ts';
import { createLevelIndex } from './level-index.ts';
import type { Table, TableColumn } from './table.ts';
import { requireDistinctNames } from './table-builder.ts';

/** Words that mean "missing" in most exports, whatever else the caller names. Compared after trimming. */
export const MISSING_WORDS = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL'] as const;

export interface InferenceOptions {
  /** Columns that hold categories even though every value reads as a number. */
  categorical?: readonly string[];
  /** Further words that mean "missing". */
  missing?: readonly string[];
}

/** Takes rows of raw text, such as a CSV's, and infers what each column holds. */
export interface TextTableBuilder {
  /** One text per column, in the order of the names. */
  addRow(texts: readonly string[]): void;
  /** Everything added so far. */
  build(): Table;
}

/**
 * A builder that infers types: a column is of numbers when every text that is not missing reads as a finite number
 * and it is not named categorical; otherwise it is of categories. A column's name is its label.
 * @throws InputError ERR_INPUT_INVALID when two columns share a name
 */
export function createTextTableBuilder(
  names: readonly string[],
  options: InferenceOptions = {},
): TextTableBuilder {
  requireDistinctNames(names);
  const missing = new Set([...MISSING_WORDS, ...(options.missing ?? [])].map(word => word.trim()));
  const categorical = new Set(options.categorical ?? []);
  const texts = names.map(() => ({ codes: createGrowingInt32(), index: createLevelIndex() }));
  let nRows = 0;
  return {
    addRow(row) {
      if (row.length !== names.length)
        throw new RangeError(`addRow requires ${names.length} texts, got ${row.length}`);
      nRows++;
      for (let column = 0; column < row.length; column++) {
        const word = row[column].trim();
        texts[column].codes.push(missing.has(word) ? -1 : texts[column].index.codeOf(word));
      }
    },
    build: () => ({
      nRows,
      columns: texts.map(({ codes, index }, at) =>
        inferColumn(names[at], codes.toArray(), index.levels(), categorical.has(names[at])),
      ),
    }),
  };
}

/** The finite number that a text spells in decimal notation, or NaN. Hexadecimal, `1,5` and `Infinity` are no numbers. */
export function parseDecimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? finiteOrNaN(Number(text)) : Number.NaN;
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

function inferColumn(
  name: string,
  codes: Int32Array,
  levels: readonly string[],
  categorical: boolean,
): TableColumn {
  const numbers = categorical ? [] : levels.map(parseDecimal);
  if (categorical || numbers.some(Number.isNaN))
    return { kind: 'category', name, label: name, codes, levels };
  const values = Float64Array.from(codes, code => (code < 0 ? Number.NaN : numbers[code]));
  return { kind: 'number', name, label: name, values };
}
