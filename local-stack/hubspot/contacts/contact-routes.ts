import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { failsPartially } from '../../stand-in/faults.ts';
import { requireScope } from '../authentication.ts';
import { resourceNotFound, unreadableBody, validationError } from '../platform-error.ts';
import type { Contact, Portal } from '../portal.ts';
import { searchContacts } from './contact-search.ts';
import { contactToJson } from './contact-view.ts';
import {
  checkBatchSize,
  checkInputs,
  objectsNotFound,
  readTexts,
  readUpdateInputs,
  updateContact,
} from './contact-writes.ts';
import type { SearchIndex } from './search-index.ts';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 10;
const MAX_SEARCH_BODY = 3000;

const mayRead = requireScope('crm.objects.contacts.read');
const mayWrite = requireScope('crm.objects.contacts.write');

const readSchema = z.object({
  inputs: z.array(z.object({ id: z.string() })),
  properties: z.array(z.string()).default([]),
  idProperty: z.string().optional(),
});
const updateSchema = z.object({ properties: z.record(z.string(), z.unknown()) });

/** `/crm/objects/{version}/contacts`. Mount it at that path, behind a JSON body parser. */
export function contactRoutes(portal: Portal, index: SearchIndex, now: () => number): Router {
  const router = Router();
  router.get('/', mayRead, listContacts(portal));
  router.post('/search', mayRead, (request, response) => {
    // The parser gives an empty object for no body at all; the platform tells the two apart.
    if (request.body === undefined || request.get('content-length') === '0')
      throw unreadableBody('No content to map due to end-of-input');
    if (JSON.stringify(request.body).length > MAX_SEARCH_BODY)
      throw validationError(`The search request is longer than ${MAX_SEARCH_BODY} characters`);
    const { total, contacts, properties, next } = searchContacts(portal, request.body, index);
    response.json({
      total,
      results: contacts.map(each => contactToJson(portal, each, properties)),
      ...(next === undefined ? {} : { paging: { next: { after: String(next) } } }),
    });
  });
  router.post('/batch/read', mayRead, batchRead(portal, now));
  router.post('/batch/update', mayWrite, batchUpdate(portal, index, now));
  router.get('/:id', mayRead, (request, response) => {
    const contact = liveContact(portal, String(request.params.id));
    if (contact === undefined) throw resourceNotFound();
    response.json(contactToJson(portal, contact, queryList(request.query.properties)));
  });
  router.patch('/:id', mayWrite, (request, response) => {
    const contact = liveContact(portal, String(request.params.id));
    if (contact === undefined) throw resourceNotFound();
    const parsed = updateSchema.safeParse(request.body);
    if (!parsed.success) throw unreadableBody(z.prettifyError(parsed.error));
    const properties = readTexts(parsed.data.properties);
    checkInputs(portal, [{ id: contact.id, properties }]);
    index.willChange(contact);
    const changed = updateContact(portal, contact, properties, now());
    portal.saveContacts([changed]);
    response.json(contactToJson(portal, changed, Object.keys(properties)));
  });
  return router;
}

/** Pages in the order of ids: `after` is the last id of the page before, found again by bisection, never by a sort. */
function listContacts(portal: Portal): RequestHandler {
  return (request, response) => {
    const limit = Number(request.query.limit ?? DEFAULT_PAGE);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
      throw validationError(`The limit must be between 1 and ${MAX_PAGE}`);
    const after = Number(request.query.after ?? 0);
    if (Number.isNaN(after)) throw validationError('The paging cursor "after" is not valid');
    const wanted = queryList(request.query.properties);
    const page: Contact[] = [];
    let position = firstAfter(portal.contactIds, after);
    for (; position < portal.contactIds.length && page.length < limit; position += 1) {
      const contact = liveContact(portal, portal.contactIds[position] ?? '');
      if (contact !== undefined) page.push(contact);
    }
    const last = page.at(-1)?.id;
    const more = position < portal.contactIds.length && last !== undefined;
    response.json({
      results: page.map(each => contactToJson(portal, each, wanted)),
      ...(more ? { paging: { next: { after: last, link: `?after=${last}` } } } : {}),
    });
  };
}

function batchRead(portal: Portal, now: () => number): RequestHandler {
  return (request, response) => {
    const parsed = readSchema.safeParse(request.body);
    if (!parsed.success) throw unreadableBody(z.prettifyError(parsed.error));
    const { inputs, properties } = parsed.data;
    checkBatchSize(inputs.length);
    const found = inputs.map(({ id }) => liveContact(portal, id));
    const missing = inputs.map(each => each.id).filter((_id, position) => found[position] === undefined);
    const results = found
      .filter(each => each !== undefined)
      .map(each => contactToJson(portal, each, properties));
    sendBatch(response, results, missing.length === 0 ? [] : [objectsNotFound(missing)], now());
  };
}

function batchUpdate(portal: Portal, index: SearchIndex, now: () => number): RequestHandler {
  return (request, response) => {
    const inputs = readUpdateInputs(request.body);
    checkInputs(portal, inputs);
    const failing = failsPartially(response);
    const updated: Contact[] = [];
    const missing: string[] = [];
    const failed: string[] = [];
    for (const [position, { id, properties }] of inputs.entries()) {
      const contact = liveContact(portal, id);
      if (contact === undefined) missing.push(id);
      else if (failing && position % 2 === 1) failed.push(id);
      else {
        index.willChange(contact);
        updated.push(updateContact(portal, contact, properties, now()));
      }
    }
    portal.saveContacts(updated);
    const written = new Map(inputs.map(each => [each.id, Object.keys(each.properties)]));
    const results = updated.map(each => contactToJson(portal, each, written.get(each.id) ?? []));
    const errors = [
      ...(missing.length === 0 ? [] : [objectsNotFound(missing)]),
      ...(failed.length === 0 ? [] : [internalFailure(failed)]),
    ];
    sendBatch(response, results, errors, now());
  };
}

/** What a record that failed on the platform's side looks like in a 207 (assumed). */
function internalFailure(ids: readonly string[]): Record<string, unknown> {
  return { status: 'error', category: 'INTERNAL_ERROR', message: 'internal error', context: { ids } };
}

function sendBatch(response: Response, results: unknown[], errors: unknown[], now: number): void {
  const moment = new Date(now).toISOString();
  response.status(errors.length === 0 ? 200 : 207).json({
    status: 'COMPLETE',
    results,
    ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
    startedAt: moment,
    completedAt: moment,
  });
}

function liveContact(portal: Portal, id: string): Contact | undefined {
  const contact = portal.contact(id);
  return contact === undefined || contact.archived ? undefined : contact;
}

function queryList(value: unknown): string[] {
  const texts = (Array.isArray(value) ? value : [value]).filter(each => typeof each === 'string');
  return texts.flatMap(each => each.split(',')).filter(each => each !== '');
}

function firstAfter(ids: readonly string[], after: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(ids[middle]) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
