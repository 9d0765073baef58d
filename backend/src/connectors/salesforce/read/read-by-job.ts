import { setTimeout } from 'node:timers/promises';
import { ConnectorError } from '@aix/shared-scoring';
import type { SalesforceClient } from '../client.ts';
import { rowsOfCsv } from '../csv/rows-of-csv.ts';
import { cursorToText, type JobPosition } from './read-cursor.ts';
import type { RowPage } from './read-rows.ts';
import { bulkQuery, type Row, type RowSource } from './row-query.ts';

/** How bulk jobs are waited for, and read. */
export interface BulkOptions {
  /** First wait between two looks at a job; further ones are longer. */
  pollMs: number;
  /** Rows in one part of a result: one request each. */
  partRows: number;
}

const LONGEST_POLL_MS = 20_000;
const POLL_GROWTH = 1.6;
/** Then whoever reads next goes on waiting: the job is remembered. */
const LONGEST_WAIT_MS = 30 * 60_000;
/** Rows handed on at a time; a page is one transaction of the reader's. */
const PAGE_ROWS = 2_000;

/**
 * All rows of an object by a query job of Bulk API 2.0, part by part. Each page's cursor names the job and the place in it, so
 * that a stop goes on there; a job that the org no longer has is begun again.
 * @returns `unavailable`, before any row, when the org runs no such job
 * @throws ConnectorError
 */
export async function* readByJob(
  client: SalesforceClient,
  source: RowSource,
  { passStartedAt, job }: { passStartedAt: number; job: JobPosition | undefined },
  options: BulkOptions,
): AsyncGenerator<RowPage, 'read' | 'unavailable'> {
  let position = job;
  const cursorAt = (at: JobPosition) => cursorToText({ passStartedAt, job: at });
  if (position === undefined || !(await isThere(client, source, position))) {
    position = await createJob(client, source, passStartedAt);
    if (position === undefined) return 'unavailable';
    yield { rows: [], cursor: cursorAt(position) };
  }
  if (!(await waitForJob(client, source, position.id, options))) return 'unavailable';
  for (let next: JobPosition | undefined = position; next !== undefined; ) {
    const { rows, following } = await readPart(client, source, next, options.partRows);
    const { locator, read }: JobPosition = next;
    let taken = 0;
    for await (const page of inPages(rows, source)) {
      taken += page.length;
      if (taken > read) yield { rows: page, cursor: cursorAt({ ...next, locator, read: taken }) };
    }
    next = following;
  }
  return 'read';
}

/** Whether the org still has a job: it keeps them for seven days. */
async function isThere(client: SalesforceClient, source: RowSource, { id }: JobPosition): Promise<boolean> {
  const info = await client.get(`/jobs/query/${id}`, source.doing).catch(unlessRefused);
  return info !== undefined;
}

async function createJob(
  client: SalesforceClient,
  source: RowSource,
  passStartedAt: number,
): Promise<JobPosition | undefined> {
  const body = { operation: 'query', query: bulkQuery(source, passStartedAt) };
  const created = await client.post<{ id: string }>('/jobs/query', body, source.doing).catch(unlessRefused);
  return created && { id: created.id, locator: null, read: 0 };
}

/** A refusal is an answer here: another way is gone. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof ConnectorError && error.code === 'ERR_CRM_WRITE_REJECTED') return undefined;
  throw error;
}

/** Waits until the job is complete; false when the org gave it up. None is done at once, so the first look comes after a while. */
async function waitForJob(
  client: SalesforceClient,
  { doing }: RowSource,
  id: string,
  { pollMs }: BulkOptions,
): Promise<boolean> {
  let waitMs = pollMs;
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += waitMs) {
    await setTimeout(waitMs);
    const { state } = await client.get<{ state: string }>(`/jobs/query/${id}`, doing);
    if (state === 'JobComplete') return true;
    if (state === 'Failed' || state === 'Aborted') return false;
    waitMs = Math.min(LONGEST_POLL_MS, waitMs * POLL_GROWTH);
  }
  throw new ConnectorError('ERR_CRM_UNAVAILABLE', `Salesforce has not finished its job yet while ${doing}`);
}

async function readPart(
  client: SalesforceClient,
  { doing }: RowSource,
  { id, locator }: JobPosition,
  partRows: number,
): Promise<{ rows: AsyncIterable<Record<string, string>>; following: JobPosition | undefined }> {
  const from = locator === null ? '' : `&locator=${encodeURIComponent(locator)}`;
  const { csv, headers } = await client.getCsv(
    `/jobs/query/${id}/results?maxRecords=${partRows}${from}`,
    doing,
  );
  const next = headers['sforce-locator'] ?? 'null';
  const following = next === 'null' ? undefined : { id, locator: next, read: 0 };
  return { rows: rowsOfCsv(csv), following };
}

async function* inPages(
  rows: AsyncIterable<Record<string, string>>,
  { types }: RowSource,
): AsyncGenerator<Row[]> {
  let page: Row[] = [];
  for await (const row of rows) {
    page.push(typedRow(row, types));
    if (page.length < PAGE_ROWS) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

const NUMBERS: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent']);

/** Cells as a query's JSON would have them: empty is null, numbers are numbers. */
function typedRow(cells: Readonly<Record<string, string>>, types: ReadonlyMap<string, string>): Row {
  return Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => {
      const type = types.get(name.toLowerCase()) ?? 'string';
      if (cell === '') return [name, type === 'boolean' ? false : null];
      if (type === 'boolean') return [name, cell === 'true'];
      return [name, NUMBERS.has(type) ? Number(cell) : cell];
    }),
  );
}
