import { existsSync } from 'node:fs';
import { InputError } from '@aix/shared-scoring';
import { isPublicKey } from '../../security/write-keys.ts';
import { countOf } from '../count-of.ts';
import type { Terminal } from '../terminal.ts';
import { type BadRow, type ImportCounts, type ImportProgress, openProgress } from './import-progress.ts';
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

/** What became of a file, the rows of earlier runs included. */
interface Outcome extends ImportCounts {
  /** Where an earlier run had stopped; 0 for the beginning. */
  resumedAfterLine: number;
  /** Rows up to there. */
  earlierRows: number;
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
  const key = secretKeyOf(terminal);
  if (!existsSync(request.file))
    throw new InputError('ERR_INPUT_INVALID', `There is no file ${JSON.stringify(request.file)}`);
  const startedAt = performance.now();
  const progress = openProgress(request);
  const outcome = await importFile(request, key, { progress, terminal });
  progress.end();
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  terminal.stdout.write(
    request.json
      ? `${JSON.stringify({ ...outcome, seconds })}\n`
      : inWords(outcome, { file: request.file, seconds }),
  );
  return outcome.badRows > 0 ? EXIT_BAD_ROWS : EXIT_DONE;
}

/** @throws InputError ERR_INPUT_INVALID when there is none, or one that stands in web pages */
function secretKeyOf({ env }: Terminal): string {
  const key = env?.AIX_WRITE_KEY;
  if (!key)
    throw new InputError('ERR_INPUT_INVALID', 'events import needs a secret write key in AIX_WRITE_KEY');
  if (isPublicKey(key))
    throw new InputError(
      'ERR_INPUT_INVALID',
      'AIX_WRITE_KEY holds a public key: events import needs a secret one, which POST /v1/write-keys makes with {"kind":"secret"}',
    );
  return key;
}

async function importFile(
  request: ImportRequest,
  key: string,
  { progress, terminal: { stderr } }: { progress: ImportProgress; terminal: Terminal },
): Promise<Outcome> {
  const { line: resumedAfterLine, counts, withoutCounts } = progress;
  const outcome: Outcome = { ...counts, bad: [...counts.bad], resumedAfterLine, earlierRows: counts.rows };
  const list = ({ line, reason }: BadRow) => stderr.write(`line ${line}: ${reason}\n`);
  const say = createSayer(stderr, outcome);
  const destination: Destination = { url: request.url, key, say: text => stderr.write(text) };
  if (withoutCounts !== undefined) stderr.write(beginningAnew(withoutCounts));
  outcome.bad.forEach(list);
  for await (const batch of batchesOf(readRows(request), resumedAfterLine)) {
    const good = batch.filter(row => 'event' in row);
    const refused = good.length === 0 ? [] : await sendBatch(destination, good);
    const bad = inOrder([...problemsOf(batch), ...refused]);
    const listed = bad.slice(0, MOST_LISTED - outcome.bad.length);
    listed.forEach(list);
    outcome.bad.push(...listed);
    outcome.badRows += bad.length;
    outcome.rows += batch.length;
    outcome.stored += good.length - refused.length;
    progress.reach(batch.at(-1)!.line, outcome);
    say();
  }
  return outcome;
}

function problemsOf(batch: readonly Row[]): BadRow[] {
  return batch.flatMap(row => ('problem' in row ? [{ line: row.line, reason: row.problem }] : []));
}

function inOrder(bad: readonly BadRow[]): BadRow[] {
  return bad.toSorted((one, other) => one.line - other.line);
}

function beginningAnew(note: string): string {
  return `${note}, of an older version, does not say what was stored and what was bad: beginning at the first row; what is sent twice counts once\n`;
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

function createSayer(stderr: Terminal['stderr'], outcome: Outcome): () => void {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return () => {
    const now = performance.now();
    if (now - saidAt < SAY_EVERY_MS) return;
    saidAt = now;
    const perSecond = Math.round((1000 * (outcome.rows - outcome.earlierRows)) / (now - startedAt));
    stderr.write(`${countOf(outcome.rows, 'row')} so far, ${perSecond} a second\n`);
  };
}

function inWords(
  { rows, stored, badRows, resumedAfterLine, earlierRows }: Outcome,
  { file, seconds }: { file: string; seconds: number },
): string {
  if (rows === 0) return `${file} has no rows\n`;
  const earlier =
    earlierRows > 0 ? ` (${earlierRows} of the rows in an earlier run, up to line ${resumedAfterLine})` : '';
  return `${countOf(rows, 'row')}: ${stored} stored, ${badRows} bad${earlier} in ${seconds} s\n`;
}
