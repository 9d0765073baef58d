import type { RecordChange, StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { recordIdOf } from '../record-id.ts';
import type { SObjectType } from '../schema/sobject-field.ts';
import { checkValue, toPlatformTime } from './check-value.ts';
import { deriveFields } from './derived-fields.ts';
import { parseUpdate } from './update-record.ts';

/**
 * The change that creates a record, or the platform's refusal.
 * @throws PlatformError INVALID_FIELD_FOR_INSERT_UPDATE, REQUIRED_FIELD_MISSING, CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, and
 * what `checkValue` finds
 */
export function applyCreate(
  org: Org,
  object: SObjectType,
  body: StoredRecord,
  by: { userId: string; now: number },
): RecordChange {
  const { values } = parseUpdate(object, '', body);
  const refused = [...values.keys()].filter(field => !field.createable).map(field => field.name);
  if (refused.length > 0 || !object.createable) {
    const message = `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    throw new PlatformError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, refused);
  }
  const record = defaultsOf(object, by);
  for (const [field, value] of values) {
    const stored = value === '' ? null : value;
    checkValue(field, stored);
    record[field.name] = stored;
  }
  requireAll(object, record);
  deriveFields(org.schema, object, record, by.now);
  org.checkRules(object, record);
  const id = nextId(org, object);
  return { collection: object.name, id, record: { Id: id, ...record } };
}

function defaultsOf(object: SObjectType, { userId, now }: { userId: string; now: number }): StoredRecord {
  const at = toPlatformTime(now);
  const record: StoredRecord = {
    CreatedDate: at,
    CreatedById: userId,
    LastModifiedDate: at,
    LastModifiedById: userId,
    SystemModstamp: at,
  };
  for (const field of object.fields) {
    if (field.type === 'boolean') record[field.name] = false;
    if (field.type === 'picklist' && !field.nillable) record[field.name] = field.picklistValues[0];
    if (field.name === 'OwnerId') record.OwnerId = userId;
  }
  return record;
}

function requireAll(object: SObjectType, record: StoredRecord): void {
  const missing = object.fields
    .filter(field => field.createable && !field.nillable && (record[field.name] ?? null) === null)
    .map(field => field.name);
  if (missing.length === 0) return;
  const message = `Required fields are missing: [${missing.join(', ')}]`;
  throw new PlatformError(400, 'REQUIRED_FIELD_MISSING', message, missing);
}

function nextId(org: Org, object: SObjectType): string {
  const known = org.store.collection(object.name);
  for (let ordinal = known.size; ; ordinal += 1) {
    const id = recordIdOf(object.keyPrefix, ordinal);
    if (known.get(id) === undefined) return id;
  }
}
