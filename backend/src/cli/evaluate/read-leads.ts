import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError, type KnownTimes, type Table } from '@aix/shared-scoring';
import { CsvError, parse } from 'csv-parse';
import { createKnownTimes } from './leaks/known-times.ts';
import type { EvaluateRequest } from './parse-arguments.ts';
import { type Layout, planColumns } from './plan-columns.ts';
import { parseTimeOption, readMoment, readTime, type TimeOrder } from './read-time.ts';
import { createSlices, type Slices } from './slices.ts';

/** The leads of a CSV file, ready for training. */
export interface CsvLeads {
  /** Every column but the target, the ignored ones and those that only tell when something was known. */
  table: Table;
  labels: Uint8Array;
  /** Undefined without `--time` and `--rolling`. */
  times: LeadTimes | undefined;
  /** When outcomes and columns were known; undefined without `--outcome-time`. */
  knownTimes: KnownTimes | undefined;
  /** Undefined without `--slice`. */
  slices: Slices | undefined;
}

/** What orders the leads. */
export interface LeadTimes {
  /** [nRows], larger is later. Dates in milliseconds since 1970, negative when the newest come first. */
  values: Float64Array;
  /** `dates` when every row has one and the oldest come first. */
  kind: 'dates' | 'numbers';
}

/**
 * Reads a CSV, gzipped when its name ends in `.gz`, row by row.
 * @throws InputError ERR_INPUT_INVALID naming the file, column or row that must change
 */
export async function readLeads(request: EvaluateRequest): Promise<CsvLeads> {
  const collector = createCollector(request);
  const unpack = request.file.endsWith('.gz') ? createGunzip() : new PassThrough();
  const parser = parse({ bom: true, skip_empty_lines: true });
  try {
    await pipeline(createReadStream(request.file), unpack, parser, async records => {
      for await (const record of records) collector.add(record as string[]);
    });
  } catch (error) {
    throw explainReadError(error, { file: request.file, width: collector.width() });
  }
  return collector.finish();
}

function createCollector(request: EvaluateRequest) {
  const order = parseTimeOption(request.time);
  const labels: number[] = [];
  const times = order === undefined ? undefined : createTimes(order, request.cut ?? 'time');
  const slices = request.slice === undefined ? undefined : createSlices(request.slice, request.missing);
  const outcomes = new Map<string, number>();
  const readCreated = (text: string, row: number) =>
    new Date(readMoment(text, { column: request.created!, row, option: 'created' }));
  let layout: Layout | undefined;
  let knownTimes: ReturnType<typeof createKnownTimes> | undefined;
  return {
    add(record: string[]) {
      if (layout === undefined) {
        layout = planColumns(request, record);
        knownTimes = layout.leakTimes && createKnownTimes(layout.leakTimes, request.missing);
        return;
      }
      const outcome = record[layout.target]!.trim();
      const row = labels.length;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      labels.push(Number(outcome === request.positive));
      times?.add(layout.time === undefined ? undefined : record[layout.time]!, row);
      knownTimes?.add(record, row);
      if (layout.slice !== undefined) slices?.add(record[layout.slice]!);
      layout.builder.addRow(
        layout.features.map(position => record[position]!),
        layout.created === undefined ? undefined : readCreated(record[layout.created]!, row),
      );
    },
    /** Columns of the header, 0 before it was read. */
    width: () => layout?.width ?? 0,
    finish(): CsvLeads {
      if (layout === undefined) throw refuse(`${quote(request.file)} is empty; it needs a header and rows`);
      if (labels.length === 0) throw refuse(`${quote(request.file)} has a header but no rows`);
      requireBothOutcomes(request, outcomes);
      const table = layout.builder.build();
      requireReadable(request, table);
      return {
        table,
        labels: Uint8Array.from(labels),
        times: times?.finish(),
        knownTimes: knownTimes?.finish(table),
        slices: slices?.finish(),
      };
    },
  };
}

/** Collects what orders the leads: the texts of a column, or without one the rows' own order. */
function createTimes({ name, newestFirst }: TimeOrder, option: 'time' | 'rolling') {
  const values: number[] = [];
  let areDates = !newestFirst;
  return {
    add(text: string | undefined, row: number) {
      const time =
        text === undefined ? { value: row, isDate: false } : readTime(text, { column: name, row, option });
      values.push(newestFirst ? -time.value : time.value);
      areDates &&= time.isDate;
    },
    finish: (): LeadTimes => ({ values: Float64Array.from(values), kind: areDates ? 'dates' : 'numbers' }),
  };
}

/** A kind that no text of its column reads as is a mistake, not a column without values. */
function requireReadable({ kinds }: EvaluateRequest, { columns }: Table): void {
  for (const [name, kind] of kinds) {
    const own = columns.filter(column => (column.derived?.source ?? column.name) === name);
    const isEmpty = own.every(column =>
      column.kind === 'number' ? column.values.every(Number.isNaN) : column.codes.every(code => code < 0),
    );
    if (own.length > 0 && isEmpty)
      throw refuse(
        `column ${quote(name)} holds nothing that can be read as ${quote(kind)}; give it another --kind, or ignore it`,
      );
  }
}

function requireBothOutcomes(
  { target, positive }: EvaluateRequest,
  outcomes: ReadonlyMap<string, number>,
): void {
  const byFrequency = [...outcomes.keys()].sort((a, b) => outcomes.get(b)! - outcomes.get(a)!);
  if (!outcomes.has(positive)) {
    const found = byFrequency.slice(0, 5).map(quote).join(', ');
    throw refuse(`column ${quote(target)} never holds ${quote(positive)}; it holds ${found}`);
  }
  if (outcomes.size === 1) {
    throw refuse(
      `column ${quote(target)} holds ${quote(positive)} in every row; leads that did not convert are needed too`,
    );
  }
}

function explainReadError(error: unknown, { file, width }: { file: string; width: number }): unknown {
  if (error instanceof InputError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof CsvError) return refuse(explainCsvError(error, { file, width }));
  if (code === 'ENOENT') return refuse(`there is no file ${quote(file)}`);
  if (code === 'EISDIR') return refuse(`${quote(file)} is a directory; name a CSV file`);
  if (code === 'EACCES') return refuse(`${quote(file)} may not be read; change its permissions`);
  if (code?.startsWith('Z_'))
    return refuse(`${quote(file)} is not a whole gzip file (${message}); pack or copy it again`);
  return error;
}

function explainCsvError(error: CsvError, { file, width }: { file: string; width: number }): string {
  const line = String(error.lines);
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    const found = (error.record as unknown[]).length;
    return `line ${line} of ${quote(file)} has ${found} values, but the header has ${width}; mend that line`;
  }
  return `line ${line} of ${quote(file)} is not CSV: ${error.message.split(':')[0]}; mend that line`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function refuse(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', message);
}
