import type { FieldType } from '@jetstreamapp/soql-parser-js';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { type FieldPath, resolveFieldPath } from './field-path.ts';
import { malformed, type ParsedSoql } from './parse-soql.ts';

/** Most rows that FIELDS(ALL) and FIELDS(CUSTOM) may ask for. */
const MOST_ROWS_OF_ALL_FIELDS = 200;

/** The columns of a SELECT list, in order. */
export interface Column {
  /** As the result shows it: `Owner.Name`. */
  name: string;
  path: FieldPath;
}

/** @throws PlatformError INVALID_FIELD for an unknown field, MALFORMED_QUERY for what is not run here */
export function compileSelect(org: Org, soql: ParsedSoql, object: SObjectType): Column[] {
  return (soql.query.fields ?? []).flatMap(selected =>
    namesOf(soql, object, selected).map(name => {
      const path = resolveFieldPath(org, soql, object, name);
      const prefix = path.relationship === undefined ? '' : `${path.relationship}.`;
      return { name: prefix + path.field.name, path };
    }),
  );
}

function namesOf(soql: ParsedSoql, object: SObjectType, selected: FieldType): string[] {
  if (selected.type === 'Field') return [selected.field];
  if (selected.type === 'FieldRelationship') return [[...selected.relationships, selected.field].join('.')];
  if (selected.type !== 'FieldFunctionExpression' || selected.functionName !== 'FIELDS')
    throw malformed(`${selected.type} in SELECT is not run by this org`);
  const kind = String(selected.parameters[0]).toUpperCase();
  if (kind !== 'STANDARD' && (soql.query.limit ?? Number.POSITIVE_INFINITY) > MOST_ROWS_OF_ALL_FIELDS)
    throw malformed(`The SOQL FIELDS function must have a LIMIT of at most ${MOST_ROWS_OF_ALL_FIELDS}`);
  return object.fields
    .filter(field => kind === 'ALL' || field.custom === (kind === 'CUSTOM'))
    .map(field => field.name);
}

/** One row of a result as REST shows it: attributes, then the columns, related records nested. */
export function projectRecord(
  object: SObjectType,
  columns: readonly Column[],
  record: StoredRecord,
  apiPath: string,
): StoredRecord {
  const row: StoredRecord = {
    attributes: { type: object.name, url: `${apiPath}/sobjects/${object.name}/${String(record.Id)}` },
  };
  for (const { path } of columns) {
    const value = path.read(record);
    if (path.relationship === undefined) {
      row[path.field.name] = value;
      continue;
    }
    const nested = (row[path.relationship] ?? { attributes: { type: path.object.name } }) as StoredRecord;
    nested[path.field.name] = value;
    row[path.relationship] = nested;
  }
  return row;
}
