import { InputError } from '@aix/shared-scoring';
import { z } from 'zod';
import type { CrmLead, FieldMapping, LeadPage, ReadLeadsRequest } from '../crm-connector.ts';
import { bodyOf, type HubspotClient } from './client.ts';
import { batchSchema, listSchema, MAX_BATCH, MAX_SEARCH_PAGE, PATHS, searchSchema } from './hubspot-api.ts';
import { propertiesToRead, toCrmLead } from './mapping.ts';

/*
 * Reading goes in sweeps. The first sweep lists every contact; each later one takes those changed since the sweep before
 * it began. Both walk in the order of record ids, from the last id on, never by offset: a contact that changes meanwhile
 * keeps its place, so none slips between two pages, and the search's cap of 10,000 results is never met.
 *
 * Everything: by list. 9 requests a second x 100 contacts = 900 contacts a second, read from the records themselves;
 * searches give 4 x 200 = 800, from an index that lags, out of an allowance shared with every other app of the portal.
 * Changes: by search for the ids alone, then batch reads: what is read is the record as it is now, and no length of the
 * property list can break the search's cap of 3,000 characters.
 */

/** HubSpot's index shows a change within a minute; each sweep looks back twice that before the last one's beginning. */
const INDEX_LAG_MS = 120_000;

const cursorSchema = z.object({
  /** Contacts changed at or after this moment, epoch milliseconds; `null` is all of them. */
  since: z.number().nullable(),
  /** Where the sweep after this one begins; `null` until the first answer tells the platform's time. */
  next: z.number().nullable(),
  /** The last record id that was read. */
  after: z.string().regex(/^\d+$/),
});
type Cursor = z.output<typeof cursorSchema>;

const BEGINNING: Cursor = { since: null, next: null, after: '0' };

interface RawPage {
  records: CrmLead[];
  /** The id to go on after; `undefined` at the end of the sweep. */
  after: string | undefined;
  answeredAt: number;
}

/** One sweep, page by page. Its last page's cursor begins the next sweep. */
export async function* readContacts(
  client: HubspotClient,
  { mappings, cursor: text }: ReadLeadsRequest,
): AsyncGenerator<LeadPage> {
  let cursor = text === undefined ? BEGINNING : readCursor(text);
  for (;;) {
    const { since, after } = cursor;
    const page =
      since === null
        ? await listPage(client, mappings, after)
        : await changedPage(client, mappings, since, after);
    const next = cursor.next ?? page.answeredAt - INDEX_LAG_MS;
    cursor =
      page.after === undefined ? { since: next, next: null, after: '0' } : { since, next, after: page.after };
    yield { records: page.records, cursor: JSON.stringify(cursor) };
    if (page.after === undefined) return;
  }
}

async function listPage(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  after: string,
): Promise<RawPage> {
  const request = {
    method: 'GET',
    path: PATHS.contacts,
    query: {
      limit: String(MAX_BATCH),
      properties: propertiesToRead(mappings).join(','),
      ...(after === '0' ? {} : { after }),
    },
  } as const;
  const answer = await client.send(request);
  const { results, paging } = bodyOf(listSchema, request, answer);
  return {
    records: results.map(each => toCrmLead(each, mappings)),
    after: paging?.next?.after,
    answeredAt: answer.answeredAt,
  };
}

async function changedPage(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  since: number,
  after: string,
): Promise<RawPage> {
  const request = {
    method: 'POST',
    path: PATHS.search,
    body: {
      filterGroups: [
        {
          filters: [
            { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(since) },
            { propertyName: 'hs_object_id', operator: 'GT', value: after },
          ],
        },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties: ['hs_object_id'],
      limit: MAX_SEARCH_PAGE,
    },
  } as const;
  const answer = await client.send(request);
  const { results, paging } = bodyOf(searchSchema, request, answer);
  const ids = results.map(each => each.id);
  const halves = await Promise.all([
    readByIds(client, mappings, ids.slice(0, MAX_BATCH)),
    readByIds(client, mappings, ids.slice(MAX_BATCH)),
  ]);
  return {
    records: halves.flat(),
    after: paging?.next === undefined ? undefined : ids.at(-1),
    answeredAt: answer.answeredAt,
  };
}

/** The records themselves; one deleted since the search found it is simply not there. */
async function readByIds(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  ids: readonly string[],
): Promise<CrmLead[]> {
  if (ids.length === 0) return [];
  const request = {
    method: 'POST',
    path: PATHS.batchRead,
    body: { properties: propertiesToRead(mappings), inputs: ids.map(id => ({ id })) },
  } as const;
  const { results } = bodyOf(batchSchema, request, await client.send(request));
  return results.map(each => toCrmLead(each, mappings));
}

/** How many contacts the search index holds. */
export async function countContacts(client: HubspotClient): Promise<number> {
  const request = {
    method: 'POST',
    path: PATHS.search,
    body: { filterGroups: [], properties: ['hs_object_id'], limit: 1 },
  } as const;
  return bodyOf(searchSchema, request, await client.send(request)).total;
}

function readCursor(text: string): Cursor {
  const parsed = cursorSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new InputError(
    'ERR_INPUT_INVALID',
    'The HubSpot reading cursor is not one that this connector gave out',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
