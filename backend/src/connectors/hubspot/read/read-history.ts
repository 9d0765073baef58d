import type { FieldChange, FieldMapping, HistoryPage, ReadLeadsRequest } from '../../crm-record.ts';
import { bodyOf, type HubspotClient } from '../client.ts';
import {
  batchSchema,
  CONTACT,
  type HubspotContact,
  MAX_BATCH_WITH_HISTORY,
  momentOf,
  PATHS,
} from '../hubspot-api.ts';
import { inParts } from '../in-parts.ts';
import { fieldValueOf } from '../mapping.ts';
import { type FetchedPage, type FoundRecord, type SweepPosition, searchPage, sweep } from './sweep.ts';

/** What is set within this time after a contact's creation came with it: a form's values carry times a little later. */
const CREATION_MS = 60_000;

/**
 * How mapped properties of contacts changed since the cursor. HubSpot keeps that of every property, 45 versions of each. Contacts
 * that were not touched after their creation are not asked for; of the others 50 come with one request.
 */
export async function* readHistory(
  client: HubspotClient,
  { mappings, cursor }: ReadLeadsRequest,
): AsyncGenerator<HistoryPage> {
  const tracked = mappings.map(({ field }) => field);
  const fetchPage = (position: SweepPosition) => historyPage(client, mappings, position);
  for await (const page of sweep(cursor, fetchPage))
    yield { changes: page.items, cursor: page.cursor, tracked };
}

async function historyPage(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  position: SweepPosition,
): Promise<FetchedPage<FieldChange>> {
  const search = {
    path: PATHS.search,
    changedAt: 'lastmodifieddate',
    properties: ['createdate', 'lastmodifieddate'],
  };
  const found = await searchPage(client, search, position);
  const ids = found.items.filter(wasTouched).map(({ id }) => id);
  const parts = inParts(ids, MAX_BATCH_WITH_HISTORY).map(part => readHistories(client, mappings, part));
  return { ...found, items: (await Promise.all(parts)).flat() };
}

function wasTouched({ properties: { createdate, lastmodifieddate } }: FoundRecord): boolean {
  const [created, modified] = [momentOf(createdate ?? ''), momentOf(lastmodifieddate ?? '')];
  if (created === undefined || modified === undefined) return true;
  return modified.getTime() > created.getTime() + CREATION_MS;
}

async function readHistories(
  client: HubspotClient,
  mappings: readonly FieldMapping[],
  ids: readonly string[],
): Promise<FieldChange[]> {
  const propertiesWithHistory = [...new Set(mappings.map(({ source }) => source))];
  if (propertiesWithHistory.length === 0) return [];
  const request = {
    method: 'POST',
    path: PATHS.batchRead,
    body: { properties: [], propertiesWithHistory, inputs: ids.map(id => ({ id })) },
  } as const;
  const { results } = bodyOf(batchSchema, request, await client.send(request));
  return results.flatMap(contact => mappings.flatMap(mapping => changesOf(contact, mapping)));
}

/**
 * The changes that the versions of a property tell of, which come newest first. Before the oldest version there was no value, or
 * more versions than are kept: both count as missing.
 */
function changesOf(
  { id, createdAt, propertiesWithHistory }: HubspotContact,
  { field, kind, source }: FieldMapping,
): FieldChange[] {
  const versions = propertiesWithHistory[source] ?? [];
  const createdMs = momentOf(createdAt)?.getTime() ?? 0;
  return versions.flatMap(({ timestamp }, place) => {
    const at = momentOf(timestamp);
    if (at === undefined || at.getTime() <= createdMs + CREATION_MS) return [];
    const before = fieldValueOf(kind, versions[place + 1]?.value);
    return [{ changeId: String(at.getTime()), objectType: CONTACT, objectId: id, field, at, before }];
  });
}
