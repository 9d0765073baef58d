import { z } from 'zod';
import type { ObjectType } from '../objects/object-type.ts';
import { readProperty } from '../objects/object-view.ts';
import { validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { ObjectTable } from '../portal/object-table.ts';
import type { Portal } from '../portal/portal.ts';
import { compileGroups, filterSchema, type Key, keyOf } from './search-filter.ts';
import type { SearchIndex } from './search-index.ts';

/** The search's caps (CRM search reference). */
const MAX_PAGE = 200;
const MAX_RESULTS = 10_000;
const MAX_GROUPS = 5;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;
const DEFAULT_PAGE = 10;

const sortSchema = z.union([
  z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') }),
  z.string(),
]);

const searchSchema = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).default([]),
  sorts: z.array(sortSchema).default([]),
  query: z.string().optional(),
  properties: z.array(z.string()).default([]),
  limit: z.coerce.number().int().default(DEFAULT_PAGE),
  after: z.union([z.string(), z.number()]).default('0'),
});

export interface SearchResult {
  total: number;
  records: CrmRecord[];
  properties: string[];
  /** Offset of the next page, unless this was the last. */
  next: number | undefined;
}

/** Searches a portal's records of one type. One pass over all of them; only what matches is sorted. */
export function searchObjects(
  portal: Portal,
  type: ObjectType,
  body: unknown,
  index: Pick<SearchIndex, 'record'> = { record: (of, id) => portal.table(of).record(id) },
): SearchResult {
  const table = portal.table(type);
  const search = readSearch(table, body);
  const matches = compileGroups(table, search.filterGroups);
  const found: CrmRecord[] = [];
  for (const id of table.ids) {
    const record = index.record(type, id);
    if (record === undefined || record.archived) continue;
    if (matches(record) && matchesQuery(type, record, search.query)) found.push(record);
  }
  sortRecords(table, found, search.sorts);
  const end = search.after + search.limit;
  return {
    total: found.length,
    records: found.slice(search.after, end),
    properties: search.properties,
    next: end < found.length ? end : undefined,
  };
}

function readSearch(table: ObjectTable, body: unknown) {
  const parsed = searchSchema.safeParse(body);
  if (!parsed.success) throw validationError(`Invalid search request: ${z.prettifyError(parsed.error)}`);
  const { filterGroups, sorts, limit } = parsed.data;
  const after = Number(parsed.data.after);
  const filters = filterGroups.flatMap(group => group.filters);
  if (limit < 1 || limit > MAX_PAGE)
    throw validationError(`The requested page size exceeds the max page size of ${MAX_PAGE}`);
  if (!Number.isInteger(after) || after < 0)
    throw validationError('The paging cursor "after" must be a number');
  if (after + limit > MAX_RESULTS)
    throw validationError(
      `Paging past ${MAX_RESULTS} results is not possible: narrow the search with filters`,
    );
  if (
    filterGroups.length > MAX_GROUPS ||
    filters.length > MAX_FILTERS ||
    filterGroups.some(group => group.filters.length > MAX_FILTERS_PER_GROUP)
  )
    throw validationError(
      `A search takes at most ${MAX_GROUPS} filter groups of ${MAX_FILTERS_PER_GROUP} filters, ${MAX_FILTERS} in all`,
    );
  const named = [...filters.map(each => each.propertyName), ...sorts.map(sortName)];
  const unknown = named.find(name => !table.properties.has(name));
  if (unknown !== undefined)
    throw validationError(`There was a problem with the request: property '${unknown}' does not exist`);
  return { ...parsed.data, after };
}

function matchesQuery(type: ObjectType, record: CrmRecord, query: string | undefined): boolean {
  if (query === undefined || query === '') return true;
  const wanted = query.toLowerCase();
  return type.searchedProperties.some(
    name => readProperty(type, record, name)?.toLowerCase().includes(wanted) ?? false,
  );
}

function sortName(sort: z.output<typeof sortSchema>): string {
  return typeof sort === 'string' ? sort.replace(/^-/, '') : sort.propertyName;
}

/** By the first sort only, as the platform does; without one in the order of creation. Empty values come first. */
function sortRecords(
  { type, properties }: ObjectTable,
  records: CrmRecord[],
  sorts: readonly z.output<typeof sortSchema>[],
): void {
  const [sort] = sorts;
  const name = sort === undefined ? type.createdProperty : sortName(sort);
  const descending = typeof sort === 'string' ? sort.startsWith('-') : sort?.direction === 'DESCENDING';
  // The records come in the order of their ids, so this one costs nothing: it is what readers of everything ask for.
  if (name === 'hs_object_id') {
    if (descending) records.reverse();
    return;
  }
  const key = keyOf(properties.get(name)?.type ?? 'string');
  const keys = new Map(records.map(each => [each.id, sortKey(readProperty(type, each, name), key)]));
  const sign = descending ? -1 : 1;
  records.sort((a, b) => sign * compareKeys(keys.get(a.id) ?? '', keys.get(b.id) ?? ''));
}

function sortKey(value: string | null, key: (value: string) => Key): Key {
  return value === null ? Number.NEGATIVE_INFINITY : key(value);
}

function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === Number.NEGATIVE_INFINITY) return -1;
  if (b === Number.NEGATIVE_INFINITY) return 1;
  return a < b ? -1 : 1;
}
