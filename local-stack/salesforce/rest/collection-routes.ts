import { json, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { failsPartially } from '../../stand-in/faults.ts';
import type { RecordChange } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { toLongId } from '../record-id.ts';
import { readValue } from '../records/read-value.ts';
import { applyUpdate, type ParsedUpdate, parseUpdate } from '../records/update-record.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { apiPathOf, sessionOf } from './gates.ts';

const MOST_UPDATED = 200;
const MOST_READ_BY_POST = 2_000;
const MOST_READ_BY_GET = 800;
/** Records of one type that follow each other are one chunk. */
const MOST_CHUNKS = 10;

const recordSchema = z.looseObject({ attributes: z.looseObject({ type: z.string() }) });
const updateSchema = z.object({ allOrNone: z.boolean().default(false), records: z.array(recordSchema) });
const readSchema = z.object({ ids: z.array(z.string()), fields: z.array(z.string()).min(1) });

type SaveResult =
  | { id: string; success: true; errors: [] }
  | { success: false; errors: { statusCode: string; message: string; fields: readonly string[] }[] };

/** `/composite/sobjects`: up to 200 records updated in one request, with a result for each. */
export function collectionRoutes(org: Org, now: () => number): Router {
  const router = Router();
  // 200 records of long texts are more than Express takes by default.
  const body = json({ limit: '6mb' });

  router.patch('/composite/sobjects', body, (request, response) => {
    const { allOrNone, records } = parseBody(updateSchema, request);
    if (records.length > MOST_UPDATED) throw tooMany(`${MOST_UPDATED} records`);
    const updates = records.map(record =>
      parseUpdate(org.objectType(record.attributes.type), String(record.id ?? record.Id ?? ''), record),
    );
    if (chunksOf(updates) > MOST_CHUNKS) throw tooMany(`${MOST_CHUNKS} chunks`);
    const by = { userId: sessionOf(response).user.id, now: now() };
    response.json(save(org, updates, { by, allOrNone, failing: everySecond(response) }));
  });

  const read = (request: Request, response: Response, asked: z.output<typeof readSchema>, most: number) => {
    if (asked.ids.length > most) throw tooMany(`${most} records`);
    const object = org.objectType(String(request.params.object));
    response.json(asked.ids.map(id => readRecord(org, object, id, asked.fields, apiPathOf(response))));
  };
  router.post('/composite/sobjects/:object', body, (request, response) =>
    read(request, response, parseBody(readSchema, request), MOST_READ_BY_POST),
  );
  router.get('/composite/sobjects/:object', (request, response) => {
    const { ids = '', fields = '' } = request.query as Record<string, string | undefined>;
    read(request, response, { ids: ids.split(','), fields: fields.split(',') }, MOST_READ_BY_GET);
  });
  return router;
}

function parseBody<T>(schema: z.ZodType<T>, request: Request): T {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  throw new PlatformError(400, 'JSON_PARSER_ERROR', z.prettifyError(parsed.error));
}

function tooMany(limit: string): PlatformError {
  const message = `record limit reached. cannot submit more than ${limit} in this request`;
  return new PlatformError(400, 'LIMIT_EXCEEDED', message);
}

function chunksOf(updates: readonly ParsedUpdate[]): number {
  return updates.filter((update, index) => update.object !== updates[index - 1]?.object).length;
}

/** On demand every second record cannot be locked, which is how batches fail in part in a busy org. */
function everySecond(response: Response): (index: number) => boolean {
  return failsPartially(response) ? index => index % 2 === 1 : () => false;
}

interface SaveOptions {
  by: { userId: string; now: number };
  allOrNone: boolean;
  failing(index: number): boolean;
}

function save(org: Org, updates: readonly ParsedUpdate[], options: SaveOptions): SaveResult[] {
  const changes: RecordChange[] = [];
  const results = updates.map((update, index): SaveResult => {
    try {
      if (options.failing(index))
        throw new PlatformError(
          400,
          'UNABLE_TO_LOCK_ROW',
          'unable to obtain exclusive access to this record',
        );
      const change = applyUpdate(org, update, options.by);
      changes.push(change);
      return { id: change.id, success: true, errors: [] };
    } catch (error) {
      if (error instanceof PlatformError) return failed(error);
      throw error;
    }
  });
  if (options.allOrNone && changes.length < updates.length) return results.map(rolledBack);
  org.save(changes);
  return results;
}

function failed({ errorCode, message, fields }: PlatformError): SaveResult {
  return { success: false, errors: [{ statusCode: errorCode, message, fields }] };
}

function rolledBack(result: SaveResult): SaveResult {
  if (!result.success) return result;
  const message =
    'Record rolled back because not all records were valid and the request was using AllOrNone header';
  return failed(new PlatformError(400, 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message));
}

/** A record that is not there is `null`, at its place in the list. */
function readRecord(
  org: Org,
  object: SObjectType,
  id: string,
  names: readonly string[],
  apiPath: string,
): object | null {
  const record = org.record(object, toLongId(id));
  if (record === undefined || record.IsDeleted === true) return null;
  const url = `${apiPath}/sobjects/${object.name}/${String(record.Id)}`;
  const values = names.map(name => {
    const field = object.fieldsByName.get(name.trim().toLowerCase());
    if (field === undefined)
      throw new PlatformError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object.name}'.`);
    return [field.name, readValue(record, field)] as const;
  });
  return { attributes: { type: object.name, url }, ...Object.fromEntries(values) };
}
