import { z } from 'zod';
import type { CrmLead, FieldMapping, GoneRecord, LeadPage, ReadLeadsRequest } from '../../crm-record.ts';
import { bodyOf, type HubspotClient } from '../client.ts';
import { listSchema, MAX_BATCH, PATHS, searchSchema } from '../hubspot-api.ts';
import { propertiesToRead, toCrmLead } from '../mapping.ts';
import type { HubspotRequest } from '../transport.ts';
import { deletedRecord, readBatch } from './read-records.ts';
import { type FetchedPage, type SweepPosition, searchPage, sweep } from './sweep.ts';

/*
 * Everything: by list. 9 requests a second x 100 contacts = 900 contacts a second, read from the records themselves;
 * searches give 4 x 200 = 800, from an index that lags, out of an allowance shared with every other app of the portal.
 * Changes: by search for the ids alone, then batch reads: what is read is the record as it is now, and no length of the
 * property list can break the search's cap of 3,000 characters.
 */

/**
 * One sweep over the contacts, page by page. Its last page's cursor begins the next sweep. Once a day the contacts in the portal's
 * recycle bin, in which they stay for 90 days, come besides: a webhook that told of a deletion may have been lost. Those known to be
 * gone may be among them.
 */
export async function* readContacts(
  client: HubspotClient,
  { mappings, cursor }: ReadLeadsRequest,
): AsyncGenerator<LeadPage> {
  const fetchPage = (position: SweepPosition) =>
    position.since === null
      ? listPage(client, mappings, position.after)
      : changedPage(client, mappings, position);
  const binReadAt = cursor === undefined ? Date.now() : binReadAtOf(cursor);
  let last = cursor;
  for await (const page of sweep(cursor, fetchPage)) {
    last = page.cursor;
    yield { records: page.items, cursor: withBinReadAt(last, binReadAt) };
  }
  const now = Date.now();
  if (last === undefined || now - binReadAt < BIN_EVERY_MS) return;
  for await (const gone of deletedContacts(client))
    yield { records: [], gone, cursor: withBinReadAt(last, binReadAt) };
  yield { records: [], cursor: withBinReadAt(last, now) };
}

const BIN_EVERY_MS = 24 * 3_600_000;

/** The cursor is the sweep's, and says besides when the recycle bin was read; of older ones that is not known. */
const binSchema = z.object({ binReadAt: z.number().default(0) });

function binReadAtOf(cursor: string): number {
  try {
    return binSchema.parse(JSON.parse(cursor)).binReadAt;
  } catch {
    // The sweep says what is wrong with it.
    return 0;
  }
}

function withBinReadAt(cursor: string, binReadAt: number): string {
  return JSON.stringify({ ...JSON.parse(cursor), binReadAt });
}

/** The contacts in the recycle bin, page by page. */
async function* deletedContacts(client: HubspotClient): AsyncGenerator<GoneRecord[]> {
  let after: string | undefined;
  do {
    const request: HubspotRequest = {
      method: 'GET',
      path: PATHS.contacts,
      query: {
        ...{ archived: 'true', limit: String(MAX_BATCH), properties: 'hs_object_id' },
        ...(after === undefined ? {} : { after }),
      },
    };
    const { results, paging } = bodyOf(listSchema, request, await client.send(request));
    yield results.map(({ id }) => deletedRecord(id));
    after = paging?.next?.after;
  } while (after !== undefined);
}

async function listPage(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  after: string,
): Promise<FetchedPage<CrmLead>> {
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
    items: results.map(each => toCrmLead(each, mappings)),
    after: paging?.next?.after,
    answeredAt: answer.answeredAt,
  };
}

async function changedPage(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  position: SweepPosition,
): Promise<FetchedPage<CrmLead>> {
  const search = { path: PATHS.search, changedAt: 'lastmodifieddate', properties: ['hs_object_id'] };
  const found = await searchPage(client, search, position);
  const ids = found.items.map(each => each.id);
  const halves = await Promise.all([
    readBatch(client, mappings, ids.slice(0, MAX_BATCH)),
    readBatch(client, mappings, ids.slice(MAX_BATCH)),
  ]);
  return { ...found, items: halves.flat() };
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
