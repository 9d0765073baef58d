import type { SalesforceClient } from '../client.ts';
import { platformCodeOf } from '../translate-error.ts';
import { type BulkOptions, readByJob } from './read-by-job.ts';
import { cursorFromText, cursorToText, type ReadCursor } from './read-cursor.ts';
import { changedAtOf, type Row, type RowSource, rowQuery } from './row-query.ts';

/**
 * A change carries the time at which its transaction wrote it, but shows when the transaction commits, up to ten minutes
 * later. So each pass reads again what changed in the ten minutes before the pass before it.
 */
const OVERLAP_MS = 10 * 60 * 1000;

/** Rows, and the cursor behind them. Without rows only the cursor has moved. */
export interface RowPage {
  rows: Row[];
  cursor: string;
}

/** How rows are read besides the usual. */
export interface ReadOptions extends BulkOptions {
  /** From how many rows on a first pass goes by a bulk job. */
  bulkFromRows: number;
}

interface QueryAnswer {
  done: boolean;
  nextRecordsUrl?: string;
  totalSize: number;
  records: Row[];
}

/**
 * Every row of an object that changed since the cursor. A first pass over many rows goes by a bulk job, every other one by
 * queries, oldest change first. All times are the org's own, so that our clock may be wrong.
 * @throws ConnectorError, and InputError for a damaged cursor
 */
export async function* readRows(
  client: SalesforceClient,
  source: RowSource,
  cursorText: string | undefined,
  options: ReadOptions,
): AsyncGenerator<RowPage> {
  const cursor = cursorFromText(cursorText);
  const byJob = 'job' in cursor ? cursor : await plannedJob(client, source, cursor, options);
  if (byJob === undefined) return yield* readByQueries(client, source, cursor);
  const finished = yield* readByJob(client, source, byJob, options);
  if (finished !== 'unavailable') yield { rows: [], cursor: nextPassAfter(byJob.passStartedAt) };
  else yield* readByQueries(client, source, { since: null });
}

/** A job to begin, when this is a first pass over enough rows. */
async function plannedJob(
  client: SalesforceClient,
  source: RowSource,
  cursor: ReadCursor,
  { bulkFromRows }: ReadOptions,
): Promise<{ passStartedAt: number; job: undefined } | undefined> {
  if ('position' in cursor || !('since' in cursor) || cursor.since !== null) return undefined;
  const count = `SELECT COUNT() FROM ${source.object}`;
  const { totalSize } = await client.get<QueryAnswer>(pathOf(count), `counting ${source.object}`);
  const passStartedAt = client.serverTime() ?? 0;
  return totalSize < bulkFromRows ? undefined : { passStartedAt, job: undefined };
}

async function* readByQueries(
  client: SalesforceClient,
  source: RowSource,
  cursor: ReadCursor,
): AsyncGenerator<RowPage> {
  const since = 'since' in cursor ? cursor.since : null;
  // The clock of the answer before the query: nothing that the query sees can be newer than its end is.
  let queryStartedAt = client.serverTime() ?? (await askTime(client));
  const passStartedAt = 'passStartedAt' in cursor ? cursor.passStartedAt : queryStartedAt;
  let position = 'position' in cursor ? cursor.position : undefined;
  const resource = source.withDeleted && since !== null ? '/queryAll' : '/query';

  for (let next: string | undefined, done = false; !done; ) {
    const soql = rowQuery(source, { since, position, passStartedAt });
    const answer = await readPage(client, next ?? pathOf(soql, resource), source.doing);
    if (answer === 'locator-lost') {
      next = undefined;
      queryStartedAt = client.serverTime() ?? queryStartedAt;
      continue;
    }
    const rows = answer.records.map(flattened);
    position = lastSafeRow(source, rows, queryStartedAt) ?? position;
    ({ done, nextRecordsUrl: next } = answer);
    if (rows.length === 0) continue;
    const within = position === undefined ? { since } : { since, passStartedAt, position };
    yield { rows, cursor: done ? nextPassAfter(passStartedAt) : cursorToText(within) };
  }
}

function nextPassAfter(passStartedAt: number): string {
  return cursorToText({ since: Math.max(0, passStartedAt - OVERLAP_MS) });
}

function pathOf(soql: string, resource = '/query'): string {
  return `${resource}?q=${encodeURIComponent(soql)}`;
}

/** A client that has had no answer yet does not know the org's clock. */
async function askTime(client: SalesforceClient): Promise<number> {
  await client.get('/limits', 'asking for the time');
  return client.serverTime() ?? 0;
}

/** The org drops a query's further pages after a while, or for newer queries; then it is asked again from our position. */
async function readPage(
  client: SalesforceClient,
  path: string,
  doing: string,
): Promise<QueryAnswer | 'locator-lost'> {
  try {
    return await client.get<QueryAnswer>(path, doing);
  } catch (error) {
    if (platformCodeOf(error) === 'INVALID_QUERY_LOCATOR') return 'locator-lost';
    throw error;
  }
}

/** A query's row as a CSV would name its columns: `{ Campaign: { Type } }` is `Campaign.Type`. */
export function flattened({ attributes: _, ...row }: Row): Row {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (typeof value !== 'object' || value === null || !('attributes' in value)) flat[name] = value;
    else for (const [inner, each] of Object.entries(flattened(value as Row))) flat[`${name}.${inner}`] = each;
  }
  return flat;
}

/**
 * The last row from which the order may be resumed. A row that changed after the query began may show its new time at its
 * old place; resuming from that time would skip what lies between.
 */
function lastSafeRow(source: RowSource, rows: readonly Row[], queryStartedAt: number) {
  const row = rows.findLast(each => changedAtOf(source, each) <= queryStartedAt);
  return row === undefined ? undefined : { modifiedAt: changedAtOf(source, row), id: String(row.Id) };
}
