import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { failsPartially } from '../../stand-in/faults.ts';
import { actorOf, grantedScopes, requireScope } from '../authentication.ts';
import { commitEdits, type Edit } from '../portal/commit.ts';
import type { Portal } from '../portal/portal.ts';
import { commitCreated } from './commit-created.ts';
import { createSchema, prepareRecord } from './create-object.ts';
import {
  checkBatchSize,
  findLive,
  MAX_WITH_HISTORY,
  objectsNotFound,
  readBody,
  readUpdateInputs,
} from './object-input.ts';
import type { ObjectType } from './object-type.ts';
import { recordToJson } from './object-view.ts';
import { checkInputs, updateRecord } from './update-object.ts';

const readSchema = z.object({
  inputs: z.array(z.object({ id: z.string() })),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
  idProperty: z.string().optional(),
});
const createBatchSchema = z.object({ inputs: z.array(createSchema) });
const archiveSchema = z.object({ inputs: z.array(z.object({ id: z.string() })) });

/** `…/{objectType}/batch`: read, create, update and archive up to 100 records at once. */
export function batchRoutes(portal: Portal, type: ObjectType, now: () => number): Router {
  const router = Router();
  const mayRead = requireScope(...type.readScopes);
  const mayWrite = requireScope(...type.writeScopes);
  router.post('/read', mayRead, batchRead(portal, type, now));
  router.post('/create', mayWrite, batchCreate(portal, type, now));
  router.post('/update', mayWrite, batchUpdate(portal, type, now));
  router.post('/archive', mayWrite, (request, response) => {
    const { inputs } = readBody(archiveSchema, request.body);
    checkBatchSize(inputs.length);
    const found = inputs.map(({ id }) => findLive(portal, type, id)).filter(each => each !== undefined);
    const archivedAt = new Date(now()).toISOString();
    const edits = found.map(before => ({ type, before, after: { ...before, archived: true, archivedAt } }));
    commitEdits(portal, edits, actorOf(portal, response), now());
    response.status(204).end();
  });
  return router;
}

/** Ids of archived and merged records count as missing (assumed for merged ones). */
function batchRead(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const { inputs, idProperty, ...names } = readBody(readSchema, request.body);
    checkBatchSize(inputs.length, names.propertiesWithHistory.length > 0 ? MAX_WITH_HISTORY : undefined);
    const archived = request.query.archived === 'true';
    const found = inputs.map(({ id }) => {
      if (!archived) return findLive(portal, type, id, idProperty);
      const record = portal.table(type).record(id);
      return record?.archived === true ? record : undefined;
    });
    const missing = inputs.map(each => each.id).filter((_id, position) => found[position] === undefined);
    const view = { ...names, scopes: grantedScopes(response) };
    const results = found
      .filter(each => each !== undefined)
      .map(each => recordToJson(portal, type, each, view));
    sendBatch(response, results, missing.length === 0 ? [] : [objectsNotFound(type, missing)], now());
  };
}

function batchCreate(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const { inputs } = readBody(createBatchSchema, request.body);
    checkBatchSize(inputs.length);
    const prepared = inputs.map(input => prepareRecord(portal, type, input, now()));
    commitCreated(portal, type, prepared, actorOf(portal, response), now());
    const scopes = grantedScopes(response);
    const results = prepared.map(({ record }) =>
      recordToJson(portal, type, record, { properties: Object.keys(record.properties), scopes }),
    );
    sendBatch(response, results, [], now(), 201);
  };
}

function batchUpdate(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const { edits, written, errors } = readUpdates(portal, type, request, response, now());
    commitEdits(portal, edits, actorOf(portal, response), now());
    const scopes = grantedScopes(response);
    const results = edits.map(({ after }, position) =>
      recordToJson(portal, type, after, { properties: written[position]!, scopes }),
    );
    sendBatch(response, results, errors, now());
  };
}

function readUpdates(portal: Portal, type: ObjectType, request: Request, response: Response, now: number) {
  const inputs = readUpdateInputs(request.body);
  checkInputs(portal, type, inputs);
  const failing = failsPartially(response);
  const edits: Edit[] = [];
  const written: string[][] = [];
  const missing: string[] = [];
  const failed: string[] = [];
  for (const [position, { id, idProperty, properties }] of inputs.entries()) {
    const before = findLive(portal, type, id, idProperty);
    if (before === undefined) missing.push(id);
    else if (failing && position % 2 === 1) failed.push(id);
    else {
      edits.push({ type, before, after: updateRecord(portal, type, before, properties, now) });
      written.push(Object.keys(properties));
    }
  }
  const errors = [
    ...(missing.length === 0 ? [] : [objectsNotFound(type, missing)]),
    ...(failed.length === 0 ? [] : [internalFailure(failed)]),
  ];
  return { edits, written, errors };
}

/** What a record that failed on the platform's side looks like in a 207 (assumed). */
function internalFailure(ids: readonly string[]): Record<string, unknown> {
  return { status: 'error', category: 'INTERNAL_ERROR', message: 'internal error', context: { ids } };
}

function sendBatch(response: Response, results: unknown[], errors: unknown[], now: number, done = 200): void {
  const moment = new Date(now).toISOString();
  response.status(errors.length === 0 ? done : 207).json({
    status: 'COMPLETE',
    results,
    ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
    startedAt: moment,
    completedAt: moment,
  });
}
