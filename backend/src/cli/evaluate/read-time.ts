import { InputError, parseDecimal, parseMoment } from '@aix/shared-scoring';

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

/** Which text was read, for a refusal. */
interface ReadFrom<Option extends string> {
  column: string;
  row: number;
  option: Option;
}

const MONTH = /^\d{4}-\d{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MS_PER_DAY = 86_400_000;

/**
 * Reads a time: numbers as they are, ISO dates as milliseconds since 1970.
 * @throws InputError ERR_INPUT_INVALID naming column and row
 */
export function readTime(text: string, from: ReadFrom<'time' | 'rolling'>): ReadTime {
  const trimmed = text.trim();
  const decimal = parseDecimal(trimmed);
  if (!Number.isNaN(decimal)) return { value: decimal, isDate: false };
  const date = parseDate(trimmed);
  if (!Number.isNaN(date)) return { value: date, isDate: true };
  throw refuse(trimmed, from, 'needs a number or a date such as 2026-11-03 in every row');
}

/**
 * Reads a moment, milliseconds since 1970. A day without a time is its last moment: what happened on it is known by then.
 * @throws InputError ERR_INPUT_INVALID naming column and row
 */
export function readMoment(text: string, from: ReadFrom<'created' | 'outcome-time' | 'filled'>): number {
  const trimmed = text.trim();
  const moment = parseDate(trimmed) + (DAY.test(trimmed) ? MS_PER_DAY - 1 : 0);
  if (!Number.isNaN(moment)) return moment;
  throw refuse(trimmed, from, 'needs a date such as 2026-11-03 or 2026-11-03T09:30Z');
}

/** NaN for what is no date. Without a zone it is UTC, so that every machine reads the same. */
function parseDate(text: string): number {
  if (!/^\d{4}-/.test(text)) return Number.NaN;
  return parseMoment(MONTH.test(text) ? `${text}-01` : text) ?? Number.NaN;
}

function refuse(text: string, { column, row, option }: ReadFrom<string>, need: string): InputError {
  const found = text === '' ? 'nothing' : JSON.stringify(text);
  const message = `row ${row} has ${found} in column ${JSON.stringify(column)}; --${option} ${need}`;
  return new InputError('ERR_INPUT_INVALID', message);
}
