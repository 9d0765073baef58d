import { z } from 'zod';
import { readProperty } from '../objects/object-view.ts';
import { validationError } from '../platform-error.ts';
import type { CrmRecord } from '../portal/crm-record.ts';
import type { ObjectTable } from '../portal/object-table.ts';
import type { PropertyType } from '../properties/property-definition.ts';
import { momentOf } from '../properties/property-value.ts';

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

/** One condition on one property. */
export const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum(OPERATORS),
  value: z.string().optional(),
  highValue: z.string().optional(),
  values: z.array(z.string()).optional(),
});
export type Filter = z.output<typeof filterSchema>;

type Matcher = (record: CrmRecord) => boolean;

/** A test for records: any group holds whose filters all hold; no groups hold for every record. */
export function compileGroups(table: ObjectTable, groups: readonly { filters: Filter[] }[]): Matcher {
  const compiled = groups.map(group => group.filters.map(filter => compileFilter(table, filter)));
  return record => compiled.length === 0 || compiled.some(filters => filters.every(filter => filter(record)));
}

/** A record without a value matches only NOT_HAS_PROPERTY and the two negations (assumed for those). */
function compileFilter(table: ObjectTable, filter: Filter): Matcher {
  const { propertyName: name, operator } = filter;
  if (operator === 'HAS_PROPERTY') return record => readProperty(table.type, record, name) !== null;
  if (operator === 'NOT_HAS_PROPERTY') return record => readProperty(table.type, record, name) === null;
  const type = table.properties.get(name)?.type ?? 'string';
  const holds = compileOperator(filter, type);
  const whenEmpty = operator === 'NEQ' || operator === 'NOT_IN' || operator === 'NOT_CONTAINS_TOKEN';
  return record => {
    const value = readProperty(table.type, record, name);
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

/** What values are compared by. */
export type Key = string | number;

/** How values of a type compare: numbers and moments by size, texts regardless of case. */
export function keyOf(type: PropertyType): (value: string) => Key {
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
