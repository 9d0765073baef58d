import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '@aix/shared-scoring';
import { CsvError, parse } from 'csv-parse';
import type { ImportRequest } from './parse-arguments.ts';

/** One row of the file: the event that it holds, or what is wrong with it. `line` counts from 1. */
export type Row = GoodRow | { line: number; problem: string };

/** A row that holds an event, which only the service can find fault with. */
export interface GoodRow {
  line: number;
  event: object;
}

/** Columns that are not properties. */
const FIELDS = new Set(['id', 'signal', 'at', 'email', 'emailSha256', 'visitorId']);
const LONGEST_LINE = 65_536;

/**
 * The rows of a file, one after another, never all in memory.
 * @throws InputError ERR_INPUT_INVALID when the file cannot be read, or is not what its name says
 */
export async function* readRows({
  file,
  format,
}: Pick<ImportRequest, 'file' | 'format'>): AsyncGenerator<Row> {
  const unpack = file.endsWith('.gz') ? createGunzip() : new PassThrough();
  const source = createReadStream(file);
  const text = source.pipe(unpack);
  source.once('error', error => unpack.destroy(error));
  try {
    yield* format === 'csv' ? readCsv(text, file) : readLines(text);
  } catch (error) {
    const problem = error instanceof CsvError ? error.message : ((error as NodeJS.ErrnoException).code ?? '');
    if (error instanceof InputError || problem === '') throw error;
    throw new InputError('ERR_INPUT_INVALID', `${file} cannot be read: ${problem}`, { cause: error });
  } finally {
    source.destroy();
  }
}

async function* readCsv(text: Readable, file: string): AsyncGenerator<Row> {
  const parser = text.pipe(
    parse({ bom: true, info: true, skip_empty_lines: true, relax_column_count: true }),
  );
  text.once('error', error => parser.destroy(error));
  let header: string[] | undefined;
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    if (header === undefined) header = checkHeader(record);
    else yield { line: info.lines, ...eventOfRecord(header, record) };
  }
  if (header === undefined)
    throw new InputError(
      'ERR_INPUT_INVALID',
      `${file} is empty: a CSV begins with a header, such as at,signal,email`,
    );
}

function checkHeader(names: readonly string[]): string[] {
  const header = names.map(name => name.trim());
  const missing = ['signal', 'at'].filter(name => !header.includes(name));
  if (missing.length > 0)
    throw new InputError('ERR_INPUT_INVALID', `The header has no column ${missing.join(' and no column ')}`);
  const twice = header.find((name, at) => header.indexOf(name) !== at);
  if (twice !== undefined)
    throw new InputError('ERR_INPUT_INVALID', `The header has the column ${JSON.stringify(twice)} twice`);
  return header;
}

function eventOfRecord(header: readonly string[], record: readonly string[]) {
  if (record.length !== header.length)
    return { problem: `it has ${record.length} values where the header has ${header.length}` };
  const filled = header.flatMap((name, at): [string, string][] => {
    const value = record[at]!.trim();
    return value === '' ? [] : [[name, value]];
  });
  const fields = Object.fromEntries(filled.filter(([name]) => FIELDS.has(name)));
  const properties = Object.fromEntries(filled.filter(([name]) => !FIELDS.has(name)));
  return { event: withId({ ...fields, ...(Object.keys(properties).length > 0 && { properties }) }) };
}

async function* readLines(text: Readable): AsyncGenerator<Row> {
  let line = 0;
  for await (const each of linesOf(text)) {
    line += 1;
    if (each.trim() !== '') yield { line, ...eventOfLine(each) };
  }
}

/** Lines without their ends. Of one that never ends only the beginning is kept. */
async function* linesOf(text: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!.slice(0, LONGEST_LINE + 1);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function eventOfLine(line: string): { event: object } | { problem: string } {
  if (line.length > LONGEST_LINE) return { problem: `it is longer than ${LONGEST_LINE} characters` };
  try {
    const event: unknown = JSON.parse(line);
    const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
    return isObject ? { event: withId(event) } : { problem: 'it is no JSON object' };
  } catch {
    return { problem: 'it is no JSON' };
  }
}

/** An id made of what the event holds, where it has none. */
function withId(event: object): object {
  if ('id' in event) return event;
  return { id: createHash('sha256').update(JSON.stringify(event)).digest('hex'), ...event };
}
