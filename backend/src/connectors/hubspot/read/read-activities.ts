import { ConnectorError, InputError } from '@aix/shared-scoring';
import { z } from 'zod';
import type { ActivityPage, CrmActivity } from '../../crm-record.ts';
import { bodyOf, type HubspotClient } from '../client.ts';
import {
  associationsSchema,
  batchSchema,
  type HubspotObject,
  listSchema,
  MAX_BATCH,
  MAX_BATCH_WITH_HISTORY,
} from '../hubspot-api.ts';
import { inParts } from '../in-parts.ts';
import { ACTIVITY_SOURCES, type ActivitySource } from './activity-sources.ts';
import { cursorSince, type FetchedPage, type SweepPosition, searchPage, sweep } from './sweep.ts';

const HOUR_MS = 3_600_000;
/** What HubSpot refused is asked for again after that long: its certification wants no calls of what a portal lacks. */
const REFUSAL_RESTS_MS = 24 * HOUR_MS;

/** How far each source has been read, and when HubSpot last refused one, epoch milliseconds; by its key. */
const cursorSchema = z.object({
  read: z.record(z.string(), z.string()),
  refused: z.record(z.string(), z.number()),
});

/**
 * What people did, as far as the portal keeps it: answered calls, held meetings, and emails that changed since the cursor. What
 * HubSpot refuses is left out, and said on the last page.
 * @throws ConnectorError, and InputError for a damaged cursor
 */
export async function* readActivities(
  client: HubspotClient,
  cursorText: string | undefined,
): AsyncGenerator<ActivityPage> {
  const cursor = cursorFromText(cursorText);
  const unread = new Set<string>();
  for (const source of ACTIVITY_SOURCES) {
    const { key } = source;
    if (Date.now() - (cursor.refused[key] ?? -Infinity) < REFUSAL_RESTS_MS) {
      unread.add(sentenceOn(source));
      continue;
    }
    // The platform's clock is not known yet, and ours may be ahead of it.
    if (source.beginsNow) cursor.read[key] ??= cursorSince(Date.now() - HOUR_MS);
    try {
      const fetchPage = (position: SweepPosition) => activityPage(client, source, position);
      for await (const page of sweep(cursor.read[key], fetchPage)) {
        cursor.read[key] = page.cursor;
        delete cursor.refused[key];
        yield { activities: page.items, cursor: JSON.stringify(cursor) };
      }
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.code !== 'ERR_CRM_FORBIDDEN') throw error;
      cursor.refused[key] = Date.now();
      unread.add(sentenceOn(source));
    }
  }
  yield { activities: [], cursor: JSON.stringify(cursor), unread: [...unread] };
}

async function activityPage(
  client: HubspotClient,
  source: ActivitySource,
  position: SweepPosition,
): Promise<FetchedPage<CrmActivity>> {
  const { items, ...place } = await recordsPage(client, source, position);
  const [contacts, records] = await Promise.all([
    readContactsOf(client, source, items),
    withHistories(client, source, items),
  ]);
  const activities = records.flatMap(record =>
    source.actsOf({ record, contactIds: contacts.get(record.id) ?? [], readAt: place.answeredAt }),
  );
  return { ...place, items: activities };
}

/** Everything comes by list, changes by search. */
async function recordsPage(
  client: HubspotClient,
  { paths, changedAt, properties, beginsNow }: ActivitySource,
  position: SweepPosition,
): Promise<FetchedPage<HubspotObject>> {
  if (position.since !== null) {
    const search = { path: paths.search, changedAt, properties };
    // What is planned for later comes when it is time.
    return searchPage(client, beginsNow ? { ...search, until: Date.now() + HOUR_MS } : search, position);
  }
  const request = {
    method: 'GET',
    path: paths.list,
    query: {
      limit: String(MAX_BATCH),
      properties: properties.join(','),
      ...(position.after === '0' ? {} : { after: position.after }),
    },
  } as const;
  const answer = await client.send(request);
  const { results, paging } = bodyOf(listSchema, request, answer);
  return { items: results, after: paging?.next?.after, answeredAt: answer.answeredAt };
}

/** The contacts that each record is about; of more than HubSpot tells at once, the first. Those of nobody are absent. */
async function readContactsOf(
  client: HubspotClient,
  { paths }: ActivitySource,
  records: readonly HubspotObject[],
): Promise<Map<string, string[]>> {
  if (records.length === 0) return new Map();
  const request = {
    method: 'POST',
    path: paths.contacts,
    body: { inputs: records.map(({ id }) => ({ id })) },
  } as const;
  const { results, errors } = bodyOf(associationsSchema, request, await client.send(request));
  // Records without any contact may be told as errors.
  const other = errors.find(({ category }) => category !== 'OBJECT_NOT_FOUND');
  if (other !== undefined)
    throw new ConnectorError(
      'ERR_CRM_UNAVAILABLE',
      `HubSpot left activities out of a read: ${other.category}`,
    );
  return new Map(results.map(({ from, to }) => [from.id, [...new Set(to.map(each => each.toObjectId))]]));
}

/** The records, those whose counters stand above 0 with the histories of these. */
async function withHistories(
  client: HubspotClient,
  { counted }: ActivitySource,
  records: readonly HubspotObject[],
): Promise<HubspotObject[]> {
  if (counted === undefined) return [...records];
  const { path, properties: propertiesWithHistory } = counted;
  const ids = records
    .filter(({ properties }) => propertiesWithHistory.some(name => Number(properties[name]) > 0))
    .map(({ id }) => id);
  const parts = inParts(ids, MAX_BATCH_WITH_HISTORY).map(async part => {
    const inputs = part.map(id => ({ id }));
    const request = {
      method: 'POST',
      path,
      body: { properties: [], propertiesWithHistory, inputs },
    } as const;
    return bodyOf(batchSchema, request, await client.send(request)).results;
  });
  const histories = new Map((await Promise.all(parts)).flat().map(each => [each.id, each]));
  return records.map(record => ({
    ...record,
    propertiesWithHistory: histories.get(record.id)?.propertiesWithHistory ?? {},
  }));
}

function sentenceOn({ what }: ActivitySource): string {
  return `The portal’s ${what} are not read: HubSpot does not let the app see them. If they should count, an admin of the portal can look whether its subscription has them, and connect again`;
}

function cursorFromText(text: string | undefined): z.output<typeof cursorSchema> {
  if (text === undefined) return { read: {}, refused: {} };
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = 'The activity cursor of the HubSpot connection is damaged: read its activities again';
    throw new InputError('ERR_INPUT_INVALID', message, { cause });
  }
}
