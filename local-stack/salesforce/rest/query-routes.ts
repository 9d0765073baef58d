import { type Request, type Response, Router } from 'express';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { runQuery } from '../soql/run-query.ts';
import { projectRecord } from '../soql/select.ts';
import { describeColumns } from './describe-columns.ts';
import { apiPathOf, sessionOf } from './gates.ts';
import { createQueryCursors, type QueryCursor } from './query-cursors.ts';

/** Fewest and most rows a page that a client may ask for. */
const PAGE_SIZE = { fewest: 200, most: 2_000 };

/** `/query`, `/queryAll` and their further pages. */
export function queryRoutes(org: Org, { pageSize, now }: { pageSize: number; now: () => number }): Router {
  const router = Router();
  const cursors = createQueryCursors();

  const first = (includeDeleted: boolean) => (request: Request, response: Response) => {
    const text = request.query.q;
    if (typeof text !== 'string' || text === '')
      throw new PlatformError(400, 'MALFORMED_QUERY', "unexpected token: '<EOF>'");
    const outcome = runQuery(org, text, { now: now(), includeDeleted });
    if (request.query.columns === 'true') {
      response.json(describeColumns(outcome));
      return;
    }
    if (outcome.kind === 'count') {
      response.json({ totalSize: outcome.count, done: true, records: [] });
      return;
    }
    const cursor = cursors.open(outcome, askedPageSize(request, pageSize), sessionOf(response).user.id);
    response.json(pageOf(org, cursor, 0, apiPathOf(response)));
  };
  const next = (request: Request, response: Response) => {
    const [, locator = '', offset = ''] = /^(\w+)-(\d+)$/.exec(String(request.params.locator)) ?? [];
    const cursor = cursors.find(locator, sessionOf(response).user.id);
    response.json(pageOf(org, cursor, Number(offset), apiPathOf(response)));
  };

  router.get('/query', first(false)).get('/query/:locator', next);
  router.get('/queryAll', first(true)).get('/queryAll/:locator', next);
  return router;
}

function askedPageSize(request: Request, standard: number): number {
  const asked = /batchSize=(\d+)/.exec(request.get('sforce-query-options') ?? '')?.[1];
  if (asked === undefined) return standard;
  return Math.min(standard, Math.max(PAGE_SIZE.fewest, Math.min(PAGE_SIZE.most, Number(asked))));
}

/** Rows are read when their page is asked for, so a page shows a record as it is then. */
function pageOf(org: Org, cursor: QueryCursor, offset: number, apiPath: string): object {
  const { object, columns, ids, pageSize, locator } = cursor;
  const end = offset + pageSize;
  const records = ids.slice(offset, end).flatMap(id => {
    const record = org.record(object, id);
    return record === undefined ? [] : [projectRecord(object, columns, record, apiPath)];
  });
  const done = end >= ids.length;
  const nextRecordsUrl = done ? {} : { nextRecordsUrl: `${apiPath}/query/${locator}-${end}` };
  return { totalSize: ids.length, done, ...nextRecordsUrl, records };
}
