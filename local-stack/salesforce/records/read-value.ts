import type { StoredRecord } from '../../stand-in/record-store.ts';
import type { SObjectField } from '../schema/sobject-field.ts';

/**
 * A record's value in a field as the API shows it. Seeds may leave out what the platform always has: a check box is
 * never null, a full name follows from its parts, a change time from the creation.
 */
export function readValue(record: StoredRecord, field: SObjectField): unknown {
  const value = record[field.name];
  if (value !== undefined && value !== null) return value;
  if (field.type === 'boolean') return false;
  switch (field.name) {
    case 'Name':
      return [record.FirstName, record.LastName].filter(part => typeof part === 'string').join(' ') || null;
    case 'LastModifiedDate':
      return record.CreatedDate ?? null;
    case 'SystemModstamp':
      return record.LastModifiedDate ?? record.CreatedDate ?? null;
    default:
      return null;
  }
}
