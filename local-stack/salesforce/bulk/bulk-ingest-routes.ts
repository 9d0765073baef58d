import { stringify } from 'csv-stringify/sync';
import { json, type Request, type Response, Router, text } from 'express';
import { z } from 'zod';
import { failsPartially } from '../../stand-in/faults.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { recordIdOf } from '../record-id.ts';
import { toPlatformTime } from '../records/check-value.ts';
import { apiPathOf, sessionOf } from '../rest/gates.ts';
import { type IngestJob, type IngestState, idOf, ingestJobSchema, runIngestJob } from './ingest-job.ts';

/** What one upload holds at most: 150 MB once it is base64, which is a quarter less before. */
const MOST_BYTES = 112_500_000;

/** Ingest jobs of Bulk API 2.0: create, upload once, close, look, and three lists of results. */
export function bulkIngestRoutes(org: Org, now: () => number): Router {
  const jobs = new Map<string, IngestJob>();
  const router = Router();
  const jobOf = (request: Request, response: Response): IngestJob => {
    const job = jobs.get(String(request.params.id));
    if (job === undefined || job.createdById !== sessionOf(response).user.id)
      throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
    return job;
  };

  router.post('/jobs/ingest', json(), (request, response) => {
    const parsed = ingestJobSchema.safeParse(request.body);
    if (!parsed.success) throw new PlatformError(400, 'INVALIDJOB', z.prettifyError(parsed.error));
    org.objectType(parsed.data.object);
    const job: IngestJob = {
      ...parsed.data,
      id: recordIdOf('750', 1_000_000 + jobs.size),
      createdById: sessionOf(response).user.id,
      createdDate: toPlatformTime(now()),
      state: 'Open',
      ...{ columns: [], succeeded: [], failed: [], unprocessed: [] },
    };
    jobs.set(job.id, job);
    response.json(describeJob(job, apiPathOf(response)));
  });
  router.put(
    '/jobs/ingest/:id/batches',
    text({ type: 'text/csv', limit: MOST_BYTES }),
    (request, response) => {
      const job = jobOf(request, response);
      requireState(job, 'Open');
      if (job.csv !== undefined) throw wrongState(job, 'its data is uploaded already');
      if (typeof request.body !== 'string')
        throw new PlatformError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The upload must be text/csv');
      job.csv = request.body;
      response.status(201).end();
    },
  );
  router.patch('/jobs/ingest/:id', json(), (request, response) => {
    const job = jobOf(request, response);
    const { state } = request.body as { state?: unknown };
    if (state === 'Aborted') {
      requireState(job, 'Open', 'UploadComplete', 'InProgress');
      job.state = 'Aborted';
    } else if (state === 'UploadComplete') {
      requireState(job, 'Open');
      job.state = 'UploadComplete';
      start(org, job, { now, failsPartially: failsPartially(response) });
    } else throw wrongState(job, `it cannot become ${String(state)}`);
    response.json(describeJob(job, apiPathOf(response)));
  });
  router.get('/jobs/ingest/:id', (request, response) => {
    response.json(describeJob(jobOf(request, response), apiPathOf(response)));
  });
  router.delete('/jobs/ingest/:id', (request, response) => {
    const job = jobOf(request, response);
    requireState(job, 'JobComplete', 'Failed', 'Aborted', 'UploadComplete');
    jobs.delete(job.id);
    response.status(204).end();
  });
  router.get('/jobs/ingest/:id/:results', (request, response) => {
    const job = jobOf(request, response);
    requireState(job, 'JobComplete', 'Failed', 'Aborted');
    response.type('text/csv; charset=UTF-8').send(resultsOf(job, String(request.params.results)));
  });
  return router;
}

/** A job begins after its answer has gone out, as a queue would begin it. */
function start(org: Org, job: IngestJob, options: { now: () => number; failsPartially: boolean }): void {
  const by = { userId: job.createdById, now: options.now };
  setImmediate(() => {
    if (job.state !== 'UploadComplete') return;
    job.state = 'InProgress';
    void runIngestJob(org, job, { by, failsPartially: options.failsPartially });
  });
}

function requireState(job: IngestJob, ...states: IngestState[]): void {
  if (!states.includes(job.state)) throw wrongState(job, `it is ${job.state}`);
}

function wrongState(job: IngestJob, why: string): PlatformError {
  return new PlatformError(400, 'INVALIDJOBSTATE', `Job ${job.id} does not allow this: ${why}`);
}

function describeJob(job: IngestJob, apiPath: string): object {
  const { columns: _columns, csv: _csv, succeeded, failed, unprocessed: _unprocessed, ...described } = job;
  const counts = {
    numberRecordsProcessed: succeeded.length + failed.length,
    numberRecordsFailed: failed.length,
    retries: 0,
  };
  return {
    ...described,
    systemModstamp: job.createdDate,
    concurrencyMode: 'Parallel',
    apiVersion: Number(apiPath.split('/v').at(-1)),
    jobType: 'V2Ingest',
    ...(job.state === 'Open' ? { contentUrl: `${apiPath.slice(1)}/jobs/ingest/${job.id}/batches` } : counts),
  };
}

/** One list of results; a list without rows is empty but for its header. */
function resultsOf(job: IngestJob, name: string): string {
  const { columns, succeeded, failed, unprocessed } = job;
  const csv = (header: readonly string[], rows: readonly (readonly string[])[]) =>
    stringify([header, ...rows], { quoted: true });
  switch (name.toLowerCase()) {
    case 'successfulresults':
      return csv(
        ['sf__Id', 'sf__Created', ...columns],
        succeeded.map(row => [idOf(columns, row), 'false', ...row]),
      );
    case 'failedresults':
      return csv(
        ['sf__Id', 'sf__Error', ...columns],
        failed.map(({ error, row }) => [idOf(columns, row), error, ...row]),
      );
    case 'unprocessedrecords':
      return csv(columns, unprocessed);
    default:
      throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
}
