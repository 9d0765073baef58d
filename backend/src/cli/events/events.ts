import { existsSync } from 'node:fs';
import { InputError } from '@aix/shared-scoring';
import type { Terminal } from '../terminal.ts';
import { type ImportProgress, openProgress } from './import-progress.ts';
import { EVENTS_HELP, type ImportRequest, parseArguments } from './parse-arguments.ts';
import { type Row, readRows } from './read-rows.ts';
import { type Destination, sendBatch } from './send-batch.ts';

const EVENTS_A_BATCH = 500;
/** Of the service's 1 MiB, leaving room for what stands around the events. */
const BYTES_A_BATCH = 900_000;
const SAY_EVERY_MS = 2_000;
/** Bad rows that are listed one by one. */
const MOST_LISTED = 100;
const EXIT_DONE = 0;
const EXIT_BAD_ROWS = 3;

/** What became of a file. */
interface Outcome {
  rows: number;
  stored: number;
  badRows: number;
  /** The first of them. */
  bad: { line: number; reason: string }[];
  /** Where an earlier run had stopped; 0 for the beginning. */
  resumedAfterLine: number;
}

/**
 * `aix events import`: sends events of the past to a running service.
 * @returns the exit code: 0, or 3 when rows were bad
 * @throws InputError, AccessError, BusyError with one sentence on what to do
 */
export async function events(args: readonly string[], terminal: Terminal): Promise<number> {
  const request = parseArguments(args);
  if (request === null) {
    terminal.stdout.write(EVENTS_HELP);
    return EXIT_DONE;
  }
  const key = terminal.env?.AIX_WRITE_KEY;
  if (!key)
    throw new InputError('ERR_INPUT_INVALID', 'events import needs a secret write key in AIX_WRITE_KEY');
  if (!existsSync(request.file))
    throw new InputError('ERR_INPUT_INVALID', `There is no file ${JSON.stringify(request.file)}`);
  const startedAt = performance.now();
  const progress = openProgress(request.file, request.url);
  if (request.fresh) progress.end();
  const outcome = await importFile(request, { url: request.url, key }, { progress, terminal });
  progress.end();
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  terminal.stdout.write(
    request.json ? `${JSON.stringify({ ...outcome, seconds })}\n` : `${inWords(outcome)} in ${seconds} s\n`,
  );
  return outcome.badRows > 0 ? EXIT_BAD_ROWS : EXIT_DONE;
}

async function importFile(
  request: ImportRequest,
  destination: Destination,
  { progress, terminal }: { progress: ImportProgress; terminal: Terminal },
): Promise<Outcome> {
  const resumedAfterLine = request.fresh ? 0 : progress.line;
  const outcome: Outcome = { rows: 0, stored: 0, badRows: 0, bad: [], resumedAfterLine };
  const complain = (line: number, reason: string) => {
    outcome.badRows += 1;
    if (outcome.badRows > MOST_LISTED) return;
    outcome.bad.push({ line, reason });
    terminal.stderr.write(`line ${line}: ${reason}\n`);
  };
  const say = createSayer(terminal, outcome);
  for await (const batch of batchesOf(readRows(request), resumedAfterLine)) {
    const good = batch.flatMap(row => ('event' in row ? [{ line: row.line, event: row.event }] : []));
    for (const row of batch) if ('problem' in row) complain(row.line, row.problem);
    const refused =
      good.length === 0
        ? []
        : await sendBatch(
            destination,
            good.map(({ event }) => event),
          );
    for (const { index, reason } of refused) complain(good[index]!.line, reason);
    outcome.rows += batch.length;
    outcome.stored += good.length - refused.length;
    progress.reach(batch.at(-1)!.line);
    say();
  }
  return outcome;
}

/** Rows after a line, in batches as the service takes them. */
async function* batchesOf(rows: AsyncIterable<Row>, afterLine: number): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  let bytes = 0;
  for await (const row of rows) {
    if (row.line <= afterLine) continue;
    const size = 'event' in row ? Buffer.byteLength(JSON.stringify(row.event)) : 0;
    if (batch.length === EVENTS_A_BATCH || (batch.length > 0 && bytes + size > BYTES_A_BATCH)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function createSayer({ stderr }: Terminal, outcome: Outcome): () => void {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return () => {
    const now = performance.now();
    if (now - saidAt < SAY_EVERY_MS) return;
    saidAt = now;
    const perSecond = Math.round((1000 * outcome.rows) / (now - startedAt));
    stderr.write(`${outcome.rows} rows so far, ${perSecond} a second\n`);
  };
}

function inWords({ rows, stored, badRows, resumedAfterLine }: Outcome): string {
  const from = resumedAfterLine > 0 ? ` after line ${resumedAfterLine}, where the last run stopped` : '';
  return `${rows} rows${from}: ${stored} stored, ${badRows} bad`;
}
