import { stringify } from 'csv-stringify/sync';
import { json, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { recordIdOf } from '../record-id.ts';
import { toPlatformTime } from '../records/check-value.ts';
import { apiPathOf, sessionOf } from '../rest/gates.ts';
import { type QueryOutcome, runQuery } from '../soql/run-query.ts';

const jobSchema = z.object({
  operation: z.enum(['query', 'queryAll']),
  query: z.string().min(1),
  contentType: z.literal('CSV').default('CSV'),
  columnDelimiter: z.literal('COMMA').default('COMMA'),
  lineEnding: z.enum(['LF', 'CRLF']).default('LF'),
});

type Rows = Extract<QueryOutcome, { kind: 'rows' }>;
interface BulkJob extends z.output<typeof jobSchema> {
  id: string;
  createdById: string;
  createdDate: string;
  state: 'UploadComplete' | 'JobComplete' | 'Aborted';
  rows: Rows;
}

/** Rows in one part of a result when the client names no number. */
const ROWS_PER_PART = 50_000;

/** Query jobs of Bulk API 2.0. A job is done when it is first asked after, so that clients poll at least once. */
export function bulkQueryRoutes(org: Org, now: () => number): Router {
  const jobs = new Map<string, BulkJob>();
  let created = 0;
  const router = Router();
  const jobOf = (request: Request, response: Response): BulkJob => {
    const job = jobs.get(String(request.params.id));
    if (job === undefined || job.createdById !== sessionOf(response).user.id)
      throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
    return job;
  };

  router.post('/jobs/query', json(), (request, response) => {
    const by = { userId: sessionOf(response).user.id, now: now() };
    created += 1;
    const job = createJob(org, request.body, recordIdOf('750', created), by);
    jobs.set(job.id, job);
    response.json(describeJob(job, apiPathOf(response)));
  });
  router.get('/jobs/query', (_request, response) => {
    const own = [...jobs.values()].filter(job => job.createdById === sessionOf(response).user.id);
    const records = own.map(job => describeJob(job, apiPathOf(response)));
    response.json({ done: true, records, nextRecordsUrl: null });
  });
  router.get('/jobs/query/:id', (request, response) => {
    const job = jobOf(request, response);
    if (job.state === 'UploadComplete') job.state = 'JobComplete';
    response.json(describeJob(job, apiPathOf(response)));
  });
  router.get('/jobs/query/:id/results', (request, response) => {
    sendResults(org, jobOf(request, response), request, response);
  });
  router.patch('/jobs/query/:id', json(), (request, response) => {
    const job = jobOf(request, response);
    if ((request.body as { state?: unknown }).state !== 'Aborted' || job.state === 'JobComplete')
      throw new PlatformError(
        400,
        'INVALIDJOBSTATE',
        `Job ${job.id} cannot be aborted in state ${job.state}`,
      );
    job.state = 'Aborted';
    response.json(describeJob(job, apiPathOf(response)));
  });
  router.delete('/jobs/query/:id', (request, response) => {
    const job = jobOf(request, response);
    if (job.state === 'UploadComplete')
      throw new PlatformError(400, 'INVALIDJOBSTATE', 'Job must be complete or aborted before it is deleted');
    jobs.delete(job.id);
    response.status(204).end();
  });
  return router;
}

function createJob(org: Org, body: unknown, id: string, by: { userId: string; now: number }): BulkJob {
  const parsed = jobSchema.safeParse(body);
  if (!parsed.success) throw new PlatformError(400, 'INVALIDJOB', z.prettifyError(parsed.error));
  const includeDeleted = parsed.data.operation === 'queryAll';
  const rows = runQuery(org, parsed.data.query, { now: by.now, includeDeleted });
  if (rows.kind === 'count')
    throw new PlatformError(400, 'API_ERROR', 'Aggregate Relationships not supported in Bulk Query');
  const createdDate = toPlatformTime(by.now);
  return { ...parsed.data, id, createdById: by.userId, createdDate, state: 'UploadComplete', rows };
}

function describeJob(job: BulkJob, apiPath: string): object {
  const { rows, query: _query, ...described } = job;
  return {
    ...described,
    object: rows.object.name,
    systemModstamp: job.createdDate,
    concurrencyMode: 'Parallel',
    apiVersion: Number(apiPath.split('/v').at(-1)),
    jobType: 'V2Query',
    ...(job.state === 'JobComplete' ? { numberRecordsProcessed: rows.ids.length, retries: 0 } : {}),
  };
}

/** One part of the result; `Sforce-Locator` names the next, the word `null` says that there is none. */
function sendResults(org: Org, job: BulkJob, request: Request, response: Response): void {
  if (job.state !== 'JobComplete')
    throw new PlatformError(
      400,
      'INVALIDJOBSTATE',
      `Results are not available while the job is ${job.state}`,
    );
  const { object, columns, ids } = job.rows;
  const start = decodeLocator(request.query.locator, ids.length);
  const asked = Number(request.query.maxRecords ?? ROWS_PER_PART);
  const count = Number.isInteger(asked) && asked > 0 ? asked : ROWS_PER_PART;
  const part = ids
    .slice(start, start + count)
    .map(id => org.record(object, id))
    .filter(record => record !== undefined);
  const end = start + count;
  const csv = stringify(
    [columns.map(({ name }) => name), ...part.map(record => columns.map(({ path }) => path.read(record)))],
    {
      quoted: true,
      record_delimiter: job.lineEnding === 'LF' ? '\n' : '\r\n',
      cast: { boolean: value => String(value) },
    },
  );
  response
    .set('Sforce-Locator', end < ids.length ? encodeLocator(end) : 'null')
    .set('Sforce-NumberOfRecords', String(part.length))
    .type('text/csv; charset=UTF-8')
    .send(csv);
}

const encodeLocator = (offset: number) => Buffer.from(String(offset)).toString('base64url');

function decodeLocator(locator: unknown, size: number): number {
  if (locator === undefined || locator === 'null') return 0;
  const offset = Number(Buffer.from(String(locator), 'base64url').toString('utf8'));
  if (!Number.isInteger(offset) || offset < 0 || offset > size)
    throw new PlatformError(400, 'INVALID_LOCATOR', 'Invalid locator');
  return offset;
}
