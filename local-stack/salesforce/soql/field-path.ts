import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { objectOfId } from '../records/derived-fields.ts';
import { readValue } from '../records/read-value.ts';
import { defineField, defineObject, type SObjectField, type SObjectType } from '../schema/sobject-field.ts';
import { invalidField, type ParsedSoql } from './parse-soql.ts';

/** A field as a query names it: `Email`, or `Owner.Name` through one relationship. */
export interface FieldPath {
  /** The field at the end of the path. */
  field: SObjectField;
  /** The object that the field belongs to. */
  object: SObjectType;
  /** Name of the relationship followed, as the schema spells it. */
  relationship?: string;
  /** The value for a record of the queried object; null when the relationship leads nowhere. */
  read(record: StoredRecord): unknown;
}

/**
 * Finds a field path in the schema, ignoring case.
 * @throws PlatformError INVALID_FIELD in the platform's words when there is none
 */
export function resolveFieldPath(org: Org, soql: ParsedSoql, object: SObjectType, path: string): FieldPath {
  const parts = path.split('.');
  // The object's own name or the query's alias may stand before the field.
  const prefixes = [object.name, soql.query.sObjectAlias].map(prefix => prefix?.toLowerCase());
  if (parts.length > 1 && prefixes.includes(parts[0]?.toLowerCase())) parts.shift();
  const [first = '', second, ...more] = parts;
  if (second === undefined) {
    const field = fieldOf(soql, object, first);
    return { field, object, read: record => readValue(record, field) };
  }
  const reference = object.fields.find(
    field => field.relationshipName?.toLowerCase() === first.toLowerCase(),
  );
  if (reference !== undefined && reference.referenceTo.length > 1 && more.length === 0)
    return polymorphicPath(org, soql, reference, second);
  const target = org.schema.get(reference?.referenceTo[0]?.toLowerCase() ?? '');
  if (reference === undefined || target === undefined || more.length > 0)
    throw invalidField(
      soql,
      first,
      `Didn't understand relationship '${first}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  const field = fieldOf(soql, target, second);
  return {
    field,
    object: target,
    ...(reference.relationshipName === null ? {} : { relationship: reference.relationshipName }),
    read(record) {
      const related = org.record(target, String(readValue(record, reference)));
      return related === undefined ? null : readValue(related, field);
    },
  };
}

/** The fields that records of any type have in common, when a reference may point to several types. */
const NAME_OBJECT = defineObject(
  { name: 'Name', label: 'Name', labelPlural: 'Names', keyPrefix: '', updateable: false, createable: false },
  [defineField('Type', 'picklist', { length: 40 }), defineField('Name', 'string', { length: 255 })],
);

function polymorphicPath(org: Org, soql: ParsedSoql, reference: SObjectField, name: string): FieldPath {
  const field = fieldOf(soql, NAME_OBJECT, name);
  return {
    field,
    object: NAME_OBJECT,
    ...(reference.relationshipName === null ? {} : { relationship: reference.relationshipName }),
    read(record) {
      const id = readValue(record, reference);
      const target = typeof id === 'string' ? objectOfId(org.schema, id) : undefined;
      if (target === undefined) return null;
      if (field.name === 'Type') return target.name;
      const related = org.record(target, String(id));
      const nameField = target.fieldsByName.get('name');
      return related === undefined || nameField === undefined ? null : readValue(related, nameField);
    },
  };
}

function fieldOf(soql: ParsedSoql, object: SObjectType, name: string): SObjectField {
  const field = object.fieldsByName.get(name.toLowerCase());
  if (field !== undefined) return field;
  throw invalidField(
    soql,
    name,
    `No such column '${name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}
