import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { comparableText } from './condition.ts';
import { resolveFieldPath } from './field-path.ts';
import { malformed, type ParsedSoql } from './parse-soql.ts';

type SortKey = string | number | boolean | null;

/** Sorts records as ORDER BY says; nulls come first unless NULLS LAST. Cost: n log n with keys computed once. */
export function sortRecords(
  org: Org,
  soql: ParsedSoql,
  object: SObjectType,
  records: StoredRecord[],
): StoredRecord[] {
  const clauses = [soql.query.orderBy ?? []].flat();
  if (clauses.length === 0) return records;
  const criteria = clauses.map(clause => compileCriterion(org, soql, object, clause));
  const keyed = records.map(record => ({ record, keys: criteria.map(({ keyOf }) => keyOf(record)) }));
  keyed.sort((a, b) => {
    for (const [index, { compare }] of criteria.entries()) {
      const order = compare(a.keys[index] ?? null, b.keys[index] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ record }) => record);
}

interface Criterion {
  keyOf(record: StoredRecord): SortKey;
  compare(a: SortKey, b: SortKey): number;
}

function compileCriterion(org: Org, soql: ParsedSoql, object: SObjectType, clause: OrderByClause): Criterion {
  if (!('field' in clause)) throw malformed('functions in ORDER BY are not run by this org');
  const { field, read } = resolveFieldPath(org, soql, object, clause.field);
  const direction = clause.order === 'DESC' ? -1 : 1;
  const nulls = clause.nulls === 'LAST' ? 1 : -1;
  const isMoment = field.type === 'date' || field.type === 'datetime';
  return {
    keyOf(record) {
      const value = read(record);
      if (value === null || value === undefined) return null;
      if (isMoment) return Date.parse(String(value));
      return typeof value === 'string' ? comparableText(field, value) : (value as number | boolean);
    },
    compare(a, b) {
      if (a === null || b === null) return a === b ? 0 : a === null ? nulls : -nulls;
      return a === b ? 0 : (a < b ? -1 : 1) * direction;
    },
  };
}
