import { z } from 'zod';
import { validationError } from '../platform-error.ts';
import type { Contact, Portal } from '../portal.ts';
import type { PropertyType } from '../properties/property-definition.ts';
import { momentOf } from '../properties/property-value.ts';
import { readProperty } from './contact-view.ts';
import type { SearchIndex } from './search-index.ts';

/** The search's caps (CRM search reference). */
const MAX_PAGE = 200;
const MAX_RESULTS = 10_000;
const MAX_GROUPS = 5;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;
const DEFAULT_PAGE = 10;

const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;

const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum(OPERATORS),
  value: z.string().optional(),
  highValue: z.string().optional(),
  values: z.array(z.string()).optional(),
});
type Filter = z.output<typeof filterSchema>;

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
  contacts: Contact[];
  properties: string[];
  /** Offset of the next page, unless this was the last. */
  next: number | undefined;
}

/** Searches a portal's contacts. One pass over all of them; only what matches is sorted. */
export function searchContacts(
  portal: Portal,
  body: unknown,
  index: Pick<SearchIndex, 'contact'> = portal,
): SearchResult {
  const search = readSearch(portal, body);
  const matches = compileGroups(portal, search.filterGroups);
  const found: Contact[] = [];
  for (const id of portal.contactIds) {
    const contact = index.contact(id);
    if (contact === undefined || contact.archived) continue;
    if (matches(contact) && matchesQuery(contact, search.query)) found.push(contact);
  }
  sortContacts(portal, found, search.sorts);
  const end = search.after + search.limit;
  return {
    total: found.length,
    contacts: found.slice(search.after, end),
    properties: search.properties,
    next: end < found.length ? end : undefined,
  };
}

function readSearch(portal: Portal, body: unknown) {
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
  const unknown = named.find(name => !portal.properties.has(name));
  if (unknown !== undefined)
    throw validationError(`There was a problem with the request: property '${unknown}' does not exist`);
  return { ...parsed.data, after };
}

type Matcher = (contact: Contact) => boolean;

function compileGroups(portal: Portal, groups: readonly { filters: Filter[] }[]): Matcher {
  const compiled = groups.map(group => group.filters.map(filter => compileFilter(portal, filter)));
  return contact =>
    compiled.length === 0 || compiled.some(filters => filters.every(filter => filter(contact)));
}

/** A record without a value matches only NOT_HAS_PROPERTY and the two negations (assumed for those). */
function compileFilter(portal: Portal, filter: Filter): Matcher {
  const { propertyName: name, operator } = filter;
  if (operator === 'HAS_PROPERTY') return contact => readProperty(contact, name) !== null;
  if (operator === 'NOT_HAS_PROPERTY') return contact => readProperty(contact, name) === null;
  const type = portal.properties.get(name)?.type ?? 'string';
  const holds = compileOperator(filter, type);
  const whenEmpty = operator === 'NEQ' || operator === 'NOT_IN' || operator === 'NOT_CONTAINS_TOKEN';
  return contact => {
    const value = readProperty(contact, name);
    return value === null ? whenEmpty : holds(value);
  };
}

function compileOperator(filter: Filter, type: PropertyType): (value: string) => boolean {
  const key = keyOf(type);
  const one = () => key(needed(filter.value, filter, 'value'));
  const many = () => new Set(needed(filter.values, filter, 'values').map(key));
  switch (filter.operator) {
    case 'EQ':
      return equalTo(key, one());
    case 'NEQ':
      return not(equalTo(key, one()));
    case 'LT':
    case 'LTE':
    case 'GT':
    case 'GTE':
      return ordered(filter.operator, key, one());
    case 'BETWEEN': {
      const low = ordered('GTE', key, one());
      const high = ordered('LTE', key, key(needed(filter.highValue, filter, 'highValue')));
      return value => low(value) && high(value);
    }
    case 'IN':
    case 'NOT_IN': {
      const values = many();
      const inside = (value: string) => values.has(key(value));
      return filter.operator === 'IN' ? inside : not(inside);
    }
    case 'CONTAINS_TOKEN':
      return containsToken(needed(filter.value, filter, 'value'));
    case 'NOT_CONTAINS_TOKEN':
      return not(containsToken(needed(filter.value, filter, 'value')));
    default:
      throw validationError(`Operator ${filter.operator} is not supported`);
  }
}

type Key = string | number;

/** How values of a type compare: numbers and moments by size, texts regardless of case. */
function keyOf(type: PropertyType): (value: string) => Key {
  if (type === 'number') return Number;
  if (type === 'date' || type === 'datetime') return momentOf;
  return value => value.toLowerCase();
}

const not = (test: (value: string) => boolean) => (value: string) => !test(value);
const equalTo = (key: (value: string) => Key, wanted: Key) => (value: string) => key(value) === wanted;

function ordered(operator: 'LT' | 'LTE' | 'GT' | 'GTE', key: (value: string) => Key, bound: Key) {
  switch (operator) {
    case 'LT':
      return (value: string) => key(value) < bound;
    case 'LTE':
      return (value: string) => key(value) <= bound;
    case 'GT':
      return (value: string) => key(value) > bound;
    case 'GTE':
      return (value: string) => key(value) >= bound;
  }
}

/** Whole words, or the beginning or end of one where `*` stands. */
function containsToken(token: string): (value: string) => boolean {
  const pattern = token
    .toLowerCase()
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '\\S*');
  const word = new RegExp(`(^|[^\\p{L}\\p{N}])${pattern}($|[^\\p{L}\\p{N}])`, 'u');
  return value => word.test(value.toLowerCase());
}

function needed<T>(value: T | undefined, { propertyName, operator }: Filter, part: string): T {
  if (value === undefined)
    throw validationError(`The filter ${operator} on '${propertyName}' needs '${part}'`);
  return value;
}

/** The default searchable texts of a contact (CRM search reference). */
const QUERIED = ['firstname', 'lastname', 'email', 'phone', 'company'] as const;

function matchesQuery(contact: Contact, query: string | undefined): boolean {
  if (query === undefined || query === '') return true;
  const wanted = query.toLowerCase();
  return QUERIED.some(name => readProperty(contact, name)?.toLowerCase().includes(wanted) ?? false);
}

function sortName(sort: z.output<typeof sortSchema>): string {
  return typeof sort === 'string' ? sort.replace(/^-/, '') : sort.propertyName;
}

/** By the first sort only, as the platform does; without one in the order of creation. Empty values come first. */
function sortContacts(
  portal: Portal,
  contacts: Contact[],
  sorts: readonly z.output<typeof sortSchema>[],
): void {
  const [sort] = sorts;
  const name = sort === undefined ? 'createdate' : sortName(sort);
  const descending = typeof sort === 'string' ? sort.startsWith('-') : sort?.direction === 'DESCENDING';
  // The contacts come in the order of their ids, so this one costs nothing: it is what readers of everything ask for.
  if (name === 'hs_object_id') {
    if (descending) contacts.reverse();
    return;
  }
  const key = keyOf(portal.properties.get(name)?.type ?? 'string');
  const keys = new Map(contacts.map(contact => [contact.id, sortKey(readProperty(contact, name), key)]));
  const sign = descending ? -1 : 1;
  contacts.sort((a, b) => sign * compareKeys(keys.get(a.id) ?? '', keys.get(b.id) ?? ''));
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
