import type { Request, RequestHandler } from 'express';
import { grantedScopes } from '../authentication.ts';
import { validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import { MAX_WITH_HISTORY } from './object-input.ts';
import type { ObjectType } from './object-type.ts';
import { recordToJson } from './object-view.ts';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 10;

/** Pages in the order of ids: `after` is the last id of the page before, found again by bisection, never by a sort. */
export function listObjects(portal: Portal, type: ObjectType): RequestHandler {
  const { ids, record: find } = portal.table(type);
  return (request, response) => {
    const { limit, after, archived } = readPage(request);
    const view = {
      properties: queryList(request.query.properties),
      propertiesWithHistory: queryList(request.query.propertiesWithHistory),
      scopes: grantedScopes(response),
    };
    if (view.propertiesWithHistory.length > 0 && limit > MAX_WITH_HISTORY)
      throw validationError(`The limit must be at most ${MAX_WITH_HISTORY} with propertiesWithHistory`);
    const page: CrmRecord[] = [];
    let position = firstAfter(ids, after);
    for (; position < ids.length && page.length < limit; position += 1) {
      const record = find(ids[position]!);
      if (record !== undefined && (record.archived ?? false) === archived && record.mergedInto === undefined)
        page.push(record);
    }
    const last = page.at(-1)?.id;
    const more = position < ids.length && last !== undefined;
    response.json({
      results: page.map(each => recordToJson(portal, type, each, view)),
      ...(more ? { paging: { next: { after: last, link: `?after=${last}` } } } : {}),
    });
  };
}

function readPage({ query }: Request) {
  const limit = Number(query.limit ?? DEFAULT_PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw validationError(`The limit must be between 1 and ${MAX_PAGE}`);
  const after = Number(query.after ?? 0);
  if (Number.isNaN(after)) throw validationError('The paging cursor "after" is not valid');
  return { limit, after, archived: query.archived === 'true' };
}

/** A list in a query: repeated, or separated by commas. */
export function queryList(value: unknown): string[] {
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
