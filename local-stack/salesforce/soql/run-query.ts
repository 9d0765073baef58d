import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { sortRecords } from './order-by.ts';
import { type ParsedSoql, parseSoql } from './parse-soql.ts';
import { type Column, compileSelect } from './select.ts';
import { compileWhere } from './where.ts';

/** What a query found: ids in their order, rows to be read when a page is asked for; or only a number. */
export type QueryOutcome =
  | { kind: 'rows'; object: SObjectType; columns: readonly Column[]; ids: readonly string[] }
  | { kind: 'count'; object: SObjectType; count: number };

/** Furthest that OFFSET may reach. */
const MOST_OFFSET = 2_000;

/**
 * Runs a SOQL text. Cost: one scan, and one sort when it has an ORDER BY.
 * @param includeDeleted as `queryAll` does
 * @throws PlatformError MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE
 */
export function runQuery(
  org: Org,
  text: string,
  { now, includeDeleted = false }: { now: number; includeDeleted?: boolean },
): QueryOutcome {
  const soql = parseSoql(text);
  const object = queriedObject(org, soql);
  const { limit, offset = 0 } = soql.query;
  if (offset > MOST_OFFSET)
    throw new PlatformError(
      400,
      'NUMBER_OUTSIDE_VALID_RANGE',
      `SOQL offset cannot be greater than ${MOST_OFFSET}`,
    );
  const matches = compileWhere(org, soql, object, now);
  const counts = isCount(soql);
  const columns = counts ? [] : compileSelect(org, soql, object);
  const found: StoredRecord[] = [];
  for (const record of org.records(object))
    if ((includeDeleted || record.IsDeleted !== true) && matches(record)) found.push(record);
  if (counts) return { kind: 'count', object, count: Math.min(found.length, limit ?? found.length) };
  const end = limit === undefined ? undefined : offset + limit;
  const rows = sortRecords(org, soql, object, found).slice(offset, end);
  return { kind: 'rows', object, columns, ids: rows.map(record => String(record.Id)) };
}

function queriedObject(org: Org, soql: ParsedSoql): SObjectType {
  const name = soql.query.sObject ?? '';
  const object = org.schema.get(name.toLowerCase());
  if (object !== undefined) return object;
  const at = soql.text.toLowerCase().indexOf(name.toLowerCase());
  throw new PlatformError(
    400,
    'INVALID_TYPE',
    `\n${soql.text}\n${' '.repeat(at)}^\nERROR at Row:1:Column:${at + 1}\nsObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function isCount(soql: ParsedSoql): boolean {
  const [first, ...more] = soql.query.fields ?? [];
  return (
    more.length === 0 &&
    first?.type === 'FieldFunctionExpression' &&
    first.functionName?.toUpperCase() === 'COUNT' &&
    (first.parameters ?? []).length === 0
  );
}
