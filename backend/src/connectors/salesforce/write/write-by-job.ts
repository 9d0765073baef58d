import { setTimeout } from 'node:timers/promises';
import { ConnectorError } from '@aix/shared-scoring';
import type { WriteResult } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';
import { csvOfRecords } from '../csv/csv-of-records.ts';
import { rowsOfCsv } from '../csv/rows-of-csv.ts';
import { type PendingWrite, retryLocked } from './write-collections.ts';
import { isLocked, resultOfRefusal, resultsOfError } from './write-result.ts';

/** How a job is waited for. */
export interface JobOptions {
  /** First wait for a job of few records; further waits, and those for larger jobs, are longer. */
  pollMs: number;
}

const DOING = 'writing scores';
const LONGEST_POLL_MS = 10_000;
const POLL_GROWTH = 1.6;
/** No org is done with so many records within the first wait for a job of few. */
const RECORDS_A_POLL = 2_500;
/** A job that takes longer is given up, and its writes are tried again later: the same values do no harm. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** Of a job's records, so many that were locked are tried again at once. */
const MOST_RETRIED = 500;

interface JobInfo {
  id: string;
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  errorMessage?: string;
  numberRecordsProcessed?: number;
  numberRecordsFailed?: number;
}

/**
 * Writes records by one ingest job of Bulk API 2.0 and gives one result for each. Lists of results are asked for only where
 * the job's own counts do not say all. A failure on the way postpones every write.
 * @returns `unavailable` when the org runs no such job; nothing is written then
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED
 */
export async function writeByJob(
  client: SalesforceClient,
  writes: readonly PendingWrite[],
  options: JobOptions,
): Promise<WriteResult[] | 'unavailable'> {
  try {
    const body = { object: 'Lead', operation: 'update', contentType: 'CSV', lineEnding: 'LF' };
    const created = await client.post<JobInfo>('/jobs/ingest', body, DOING).catch(unlessRefused);
    if (created === undefined) return 'unavailable';
    const path = `/jobs/ingest/${created.id}`;
    const csv = await csvOfRecords(writes.map(({ record }) => record));
    // After a lost answer the repeat of an upload or a closing is refused. What the job says of itself decides.
    await client.putCsv(`${path}/batches`, csv, DOING).catch(unlessRefused);
    await client.patch(path, { state: 'UploadComplete' }, DOING).catch(unlessRefused);
    const pollMs = options.pollMs * Math.max(1, writes.length / RECORDS_A_POLL);
    const job = await finishedJob(client, path, { pollMs: Math.min(LONGEST_POLL_MS, pollMs) });
    const results = await resultsOf(client, path, job, writes);
    // Very many locked records are the next job's: small batches of them would cost more requests than jobs.
    return results.filter(isLocked).length > MOST_RETRIED
      ? results
      : await retryLocked(client, writes, results);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'ERR_CRM_AUTH_EXPIRED') throw error;
    return resultsOfError(writes, error);
  }
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof ConnectorError && error.code === 'ERR_CRM_WRITE_REJECTED') return undefined;
  throw error;
}

/** The job once it has ended, or has been given up after a long while. */
async function finishedJob(client: SalesforceClient, path: string, { pollMs }: JobOptions): Promise<JobInfo> {
  let waitMs = pollMs;
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += waitMs) {
    await setTimeout(waitMs);
    const job = await client.get<JobInfo>(path, DOING);
    if (job.state !== 'UploadComplete' && job.state !== 'InProgress') return job;
    waitMs = Math.min(LONGEST_POLL_MS, waitMs * POLL_GROWTH);
  }
  await client.patch(path, { state: 'Aborted' }, DOING).catch(unlessRefused);
  return client.get<JobInfo>(path, DOING);
}

async function resultsOf(
  client: SalesforceClient,
  path: string,
  job: JobInfo,
  writes: readonly PendingWrite[],
): Promise<WriteResult[]> {
  // A job that could not be closed holds nothing, and has no results.
  if (job.state === 'Open') return writes.map(write => unprocessed(write, job));
  const { numberRecordsProcessed = 0, numberRecordsFailed = 0 } = job;
  const isWhole = job.state === 'JobComplete' && numberRecordsProcessed === writes.length;
  const rowsOf = async (list: string) => {
    const { csv } = await client.getCsv(`${path}/${list}`, DOING);
    const rows: Record<string, string>[] = [];
    for await (const row of rowsOfCsv(csv)) rows.push(row);
    return rows;
  };
  const failed = isWhole && numberRecordsFailed === 0 ? [] : await rowsOf('failedResults');
  const errors = new Map(failed.map(row => [row.sf__Id || row.Id, row.sf__Error ?? '']));
  const succeeded = isWhole ? undefined : new Set((await rowsOf('successfulResults')).map(row => row.sf__Id));
  return writes.map(write => {
    const { objectId } = write;
    const error = errors.get(objectId);
    if (error !== undefined) return resultOfFailure(objectId, error);
    if (succeeded === undefined || succeeded.has(objectId)) return { objectId, status: 'written' };
    return unprocessed(write, job);
  });
}

/** An entry of the list of failures: `CODE:message:fields --`. */
function resultOfFailure(objectId: string, error: string): WriteResult {
  const [code = '', message = ''] = error.split(':');
  return resultOfRefusal(objectId, code, message);
}

/** The job ended before it came to this write. */
function unprocessed({ objectId }: PendingWrite, { state, errorMessage = '' }: JobInfo): WriteResult {
  // The text of a job's failure names columns, never values.
  const reason = `Salesforce ended the job as ${state}${errorMessage === '' ? '' : ` (${errorMessage.slice(0, 120)})`} while ${DOING}`;
  const isOurs = errorMessage.startsWith('InvalidBatch');
  if (!isOurs) return { objectId, status: 'postponed', reason };
  const advice = 'see that the integration user has the permission set and the fields exist';
  return { objectId, status: 'rejected', reason: `${reason}: ${advice}` };
}
