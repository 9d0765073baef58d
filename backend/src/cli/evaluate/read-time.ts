import { InputError, parseDecimal } from '@aix/shared-scoring';

/** What orders the rows. */
export interface TimeOrder {
  /** A column, or `row` for the file's own order. */
  name: string;
  newestFirst: boolean;
}

/** `COL`, `row`, `-COL` or `-row`; undefined when nothing was given. */
export function parseTimeOption(option: string | undefined): TimeOrder | undefined {
  if (option === undefined) return undefined;
  const newestFirst = option.startsWith('-');
  return { name: newestFirst ? option.slice(1) : option, newestFirst };
}

/** A time as a number that rises with it. */
export interface ReadTime {
  value: number;
  isDate: boolean;
}

/**
 * Reads a time: numbers as they are, ISO dates as milliseconds since 1970.
 * @throws InputError ERR_INPUT_INVALID naming column and row
 */
export function readTime(
  text: string,
  { column, row, option }: { column: string; row: number; option: 'time' | 'rolling' },
): ReadTime {
  const trimmed = text.trim();
  const decimal = parseDecimal(trimmed);
  if (!Number.isNaN(decimal)) return { value: decimal, isDate: false };
  const date = /^\d{4}-\d{2}(-\d{2}|$)/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  if (!Number.isNaN(date)) return { value: date, isDate: true };
  const found = trimmed === '' ? 'nothing' : JSON.stringify(trimmed);
  throw new InputError(
    'ERR_INPUT_INVALID',
    `row ${row} has ${found} in column ${JSON.stringify(column)}; --${option} needs a number or a date such as 2026-11-03 in every row`,
  );
}
