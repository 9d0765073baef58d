import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { associatedRecords } from '../associations/associated-records.ts';
import { actorOf, grantedScopes, requireScope } from '../authentication.ts';
import { gdprRoute } from '../lifecycle/gdpr-route.ts';
import { mergeRoute } from '../lifecycle/merge-route.ts';
import { resourceNotFound, unreadableBody, validationError } from '../platform-error.ts';
import { commitEdits } from '../portal/commit.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { searchObjects } from '../search/search-objects.ts';
import { batchRoutes } from './batch-routes.ts';
import { commitCreated } from './commit-created.ts';
import { createSchema, prepareRecord } from './create-object.ts';
import { listObjects, queryList } from './list-objects.ts';
import { findLive, findRecord, readBody, readTexts } from './object-input.ts';
import type { ObjectType } from './object-type.ts';
import { recordToJson } from './object-view.ts';
import { requireProduct } from './require-product.ts';
import { checkInputs, updateRecord } from './update-object.ts';

const MAX_SEARCH_BODY = 3000;

const updateSchema = z.object({ properties: z.record(z.string(), z.unknown()) });

/** `/crm/objects/{version}/{objectType}`. Mount it at that path, behind a JSON body parser. */
export function objectRoutes(
  portal: Portal,
  type: ObjectType,
  index: SearchIndex,
  now: () => number,
): Router {
  const router = Router();
  const mayRead = requireScope(...type.readScopes);
  const mayWrite = requireScope(...type.writeScopes);
  router.use(requireProduct(portal, type));
  router.get('/', mayRead, listObjects(portal, type));
  router.post('/', mayWrite, createOne(portal, type, now));
  router.post('/search', mayRead, search(portal, type, index));
  router.use('/batch', batchRoutes(portal, type, now));
  router.post('/merge', mayWrite, mergeRoute(portal, type, now));
  if (type.plural === 'contacts') router.post('/gdpr-delete', mayWrite, gdprRoute(portal, type, now));
  router.get('/:id', mayRead, getOne(portal, type));
  router.patch('/:id', mayWrite, updateOne(portal, type, now));
  router.delete('/:id', mayWrite, (request, response) => {
    // Archiving what is not there is answered alike (as the platform's reference has only a 204).
    const before = findLive(portal, type, String(request.params.id));
    const archivedAt = new Date(now()).toISOString();
    const edits =
      before === undefined ? [] : [{ type, before, after: { ...before, archived: true, archivedAt } }];
    commitEdits(portal, edits, actorOf(portal, response), now());
    response.status(204).end();
  });
  return router;
}

function createOne(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const prepared = prepareRecord(portal, type, readBody(createSchema, request.body), now());
    commitCreated(portal, type, [prepared], actorOf(portal, response), now());
    const { record } = prepared;
    const view = { properties: Object.keys(record.properties), scopes: grantedScopes(response) };
    response.status(201).json(recordToJson(portal, type, record, view));
  };
}

/** The id of a record that was merged leads to the one that it became part of (merge reference). */
function getOne(portal: Portal, type: ObjectType): RequestHandler {
  return (request, response) => {
    const { query } = request;
    const idProperty = typeof query.idProperty === 'string' ? query.idProperty : undefined;
    const record = survivor(portal, type, findRecord(portal, type, String(request.params.id), idProperty));
    if (record === undefined || record.archived !== (query.archived === 'true')) throw resourceNotFound();
    const view = {
      properties: queryList(query.properties),
      propertiesWithHistory: queryList(query.propertiesWithHistory),
      scopes: grantedScopes(response),
    };
    response.json({
      ...recordToJson(portal, type, record, view),
      ...associatedRecords(portal, type, record, queryList(query.associations)),
    });
  };
}

function survivor(portal: Portal, type: ObjectType, record: CrmRecord | undefined): CrmRecord | undefined {
  if (record?.mergedInto === undefined) return record;
  return survivor(portal, type, portal.table(type).record(record.mergedInto));
}

function updateOne(portal: Portal, type: ObjectType, now: () => number): RequestHandler {
  return (request, response) => {
    const { idProperty } = request.query;
    const key = typeof idProperty === 'string' ? idProperty : undefined;
    const before = findLive(portal, type, String(request.params.id), key);
    if (before === undefined) throw resourceNotFound();
    const properties = readTexts(readBody(updateSchema, request.body).properties);
    checkInputs(portal, type, [{ properties }]);
    const after = updateRecord(portal, type, before, properties, now());
    commitEdits(portal, [{ type, before, after }], actorOf(portal, response), now());
    const view = { properties: Object.keys(properties), scopes: grantedScopes(response) };
    response.json(recordToJson(portal, type, after, view));
  };
}

function search(portal: Portal, type: ObjectType, index: SearchIndex): RequestHandler {
  return (request, response) => {
    // The parser gives an empty object for no body at all; the platform tells the two apart.
    if (request.body === undefined || request.get('content-length') === '0')
      throw unreadableBody('No content to map due to end-of-input');
    if (JSON.stringify(request.body).length > MAX_SEARCH_BODY)
      throw validationError(`The search request is longer than ${MAX_SEARCH_BODY} characters`);
    const { total, records, properties, next } = searchObjects(portal, type, request.body, index);
    const view = { properties, scopes: grantedScopes(response) };
    response.json({
      total,
      results: records.map(each => recordToJson(portal, type, each, view)),
      ...(next === undefined ? {} : { paging: { next: { after: String(next) } } }),
    });
  };
}
