import type {
  AssociationsPage,
  AssociationsRequest,
  SearchPage,
  SearchRequest,
} from '../browser/platform.ts';
import type { PortalAnswer, PortalSession } from './portal-session.ts';

const VERSION = '2026-03';
const OBJECTS: Readonly<Record<string, string>> = {
  '0-1': 'contacts',
  '0-2': 'companies',
  '0-3': 'deals',
  '0-136': 'leads',
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  lead: 'leads',
};
const MOST_READ = 100;

/** Which record a page shows. Ids and types from a browser are checked before they get here. */
export interface RecordKey {
  objectTypeId: string;
  objectId: string;
}

/** A property of an object as pages show it. */
export interface ShownProperty {
  name: string;
  label: string;
  group: string;
  type: string;
}

type Properties = Record<string, string | null>;

/** Whether a text from a browser can be an object type of ours to show. */
export function isObjectType(text: unknown): text is string {
  return typeof text === 'string' && Object.hasOwn(OBJECTS, text);
}

/** Whether a text from a browser can be a record's id. */
export function isObjectId(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,18}$/.test(text);
}

/** The properties that an object has, those of installed apps included, with the labels of their groups. */
export async function describeProperties(
  session: PortalSession,
  objectTypeId: string,
): Promise<ShownProperty[]> {
  const path = `/crm/properties/${VERSION}/${OBJECTS[objectTypeId]}`;
  const [properties, groups] = await Promise.all([
    session.call('GET', path),
    session.call('GET', `${path}/groups`),
  ]);
  const labels = new Map(
    bodyOf<{ results: { name: string; label: string }[] }>(groups).results.map(({ name, label }) => [
      name,
      label,
    ]),
  );
  return bodyOf<{ results: { name: string; label: string; groupName: string; type: string }[] }>(
    properties,
  ).results.map(({ name, label, groupName, type }) => ({
    ...{ name, label, type },
    group: labels.get(groupName) ?? groupName,
  }));
}

/** Properties of a record as HubSpot's `useCrmProperties` gives them; undefined when the user sees no such record. */
export async function readProperties(
  session: PortalSession,
  { objectTypeId, objectId }: RecordKey,
  names: readonly string[],
): Promise<Properties | undefined> {
  const query = new URLSearchParams({ properties: names.join(',') });
  const path = `/crm/objects/${VERSION}/${OBJECTS[objectTypeId]}/${objectId}?${query}`;
  const answer = await session.call('GET', path);
  if (answer.status === 404) return undefined;
  const { properties } = bodyOf<{ properties: Properties }>(answer);
  return Object.fromEntries(names.map(name => [name, properties[name] ?? null]));
}

/** A page of the records that are associated with one, as `useAssociations` gives it. */
export async function readAssociations(
  session: PortalSession,
  { objectTypeId, objectId }: RecordKey,
  { toObjectType, properties = [], pageLength = MOST_READ, offset = 0 }: AssociationsRequest,
): Promise<AssociationsPage> {
  const to = OBJECTS[toObjectType];
  if (to === undefined) throw new Error(`No object type is called ${toObjectType}`);
  const path = `/crm/objects/${VERSION}/${OBJECTS[objectTypeId]}/${objectId}/associations/${to}`;
  const { results } = bodyOf<{ results: { id?: string; toObjectId?: number }[] }>(
    await session.call('GET', path),
  );
  const ids = results.map(({ id, toObjectId }) => String(toObjectId ?? id));
  const shown = ids.slice(offset, offset + Math.min(pageLength, MOST_READ));
  const records = shown.length === 0 ? [] : await readBatch(session, to, shown, properties);
  return {
    results: records.map(record => ({
      toObjectId: Number(record.id),
      associationTypes: [],
      properties: pick(record.properties, properties),
    })),
    hasMore: ids.length > offset + shown.length,
    nextOffset: offset + shown.length,
  };
}

interface FoundRecord {
  id: string;
  properties: Properties;
}

async function readBatch(
  session: PortalSession,
  object: string,
  ids: readonly string[],
  properties: readonly string[],
): Promise<FoundRecord[]> {
  const content = { inputs: ids.map(id => ({ id })), properties, propertiesWithHistory: [] };
  const answer = await session.call('POST', `/crm/objects/${VERSION}/${object}/batch/read`, content);
  return bodyOf<{ results: FoundRecord[] }>(answer).results;
}

/** A page of what a search finds, as `useCrmSearch` gives it. */
export async function searchRecords(session: PortalSession, request: SearchRequest): Promise<SearchPage> {
  const {
    objectType,
    properties = [],
    query,
    filterGroups = [],
    sorts = [],
    pageLength = 10,
    after,
  } = request;
  const object = OBJECTS[objectType] ?? (isPlural(objectType) ? objectType : undefined);
  if (object === undefined) throw new Error(`No object type is called ${objectType}`);
  const content = {
    ...{ properties, filterGroups, sorts, limit: pageLength },
    ...(query !== undefined && { query }),
    ...(after !== undefined && { after }),
  };
  const answer = await session.call('POST', `/crm/objects/${VERSION}/${object}/search`, content);
  const found = bodyOf<{ total: number; results: FoundRecord[]; paging?: { next?: { after: string } } }>(
    answer,
  );
  const next = found.paging?.next?.after;
  return {
    results: found.results.map(record => ({
      objectId: Number(record.id),
      properties: pick(record.properties, properties),
    })),
    total: found.total,
    hasMore: next !== undefined,
    ...(next !== undefined && { after: next }),
  };
}

function isPlural(objectType: string): boolean {
  return Object.values(OBJECTS).includes(objectType);
}

function pick(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.map(name => [name, properties[name] ?? null]));
}

function bodyOf<T>({ status, body }: PortalAnswer): T {
  if (status >= 300) {
    const { message = '' } = (body ?? {}) as { message?: string };
    throw new Error(`The portal answered ${status}: ${message}`);
  }
  return body as T;
}
