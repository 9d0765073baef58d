import type { RecordChange, StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { isRecordId, toLongId } from '../record-id.ts';
import type { SObjectField, SObjectType } from '../schema/sobject-field.ts';
import { checkValue, parseJsonValue, toPlatformTime } from './check-value.ts';
import { deriveFields } from './derived-fields.ts';

/** A write that the JSON reader has understood: fields known, values of the right types. */
export interface ParsedUpdate {
  object: SObjectType;
  /** As sent; not checked yet. */
  id: string;
  values: ReadonlyMap<SObjectField, unknown>;
}

/**
 * Reads one record of a request body.
 * @throws PlatformError INVALID_FIELD, JSON_PARSER_ERROR: these fail the whole request, whatever else it holds
 */
export function parseUpdate(object: SObjectType, id: string, body: StoredRecord): ParsedUpdate {
  const values = new Map<SObjectField, unknown>();
  for (const [name, value] of Object.entries(body)) {
    if (name === 'attributes' || name.toLowerCase() === 'id') continue;
    const field = object.fieldsByName.get(name.toLowerCase());
    if (field === undefined) {
      const message = `No such column '${name}' on sobject of type ${object.name}`;
      throw new PlatformError(400, 'INVALID_FIELD', message);
    }
    values.set(field, parseJsonValue(field, value));
  }
  return { object, id, values };
}

/**
 * The change that an update makes, or the platform's refusal of this one record.
 * @throws PlatformError MALFORMED_ID, INVALID_CROSS_REFERENCE_KEY, ENTITY_IS_DELETED, CANNOT_UPDATE_CONVERTED_LEAD,
 * INVALID_FIELD_FOR_INSERT_UPDATE, FIELD_CUSTOM_VALIDATION_EXCEPTION, and what `checkValue` finds
 */
export function applyUpdate(
  org: Org,
  update: ParsedUpdate,
  by: { userId: string; now: number },
): RecordChange {
  const { object, values } = update;
  const record = writableRecord(org, update);
  const readOnly = [...values.keys()].filter(field => !field.updateable).map(field => field.name);
  if (!object.updateable)
    throw new PlatformError(
      400,
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'insufficient access rights on object id',
    );
  if (readOnly.length > 0) {
    const message = `Unable to create/update fields: ${readOnly.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    throw new PlatformError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, readOnly);
  }
  const changed: StoredRecord = { ...record };
  for (const [field, value] of values) {
    // The platform takes an empty text for none.
    const stored = value === '' ? null : value;
    checkValue(field, stored);
    changed[field.name] = roundToScale(field, stored);
  }
  // A full name that was stored beside its parts would now be wrong.
  if (['FirstName', 'LastName'].some(part => changed[part] !== record[part])) delete changed.Name;
  changed.LastModifiedDate = toPlatformTime(by.now);
  changed.SystemModstamp = changed.LastModifiedDate;
  changed.LastModifiedById = by.userId;
  deriveFields(org.schema, object, changed, by.now);
  org.checkRules(object, changed, record);
  return { collection: object.name, id: String(record.Id), record: changed };
}

function writableRecord(org: Org, { object, id }: ParsedUpdate): StoredRecord {
  if (!isRecordId(id) || !id.startsWith(object.keyPrefix)) {
    const message = `${object.label} ID: id value of incorrect type: ${id}`;
    throw new PlatformError(400, 'MALFORMED_ID', message, ['Id']);
  }
  const record = org.record(object, toLongId(id));
  if (record === undefined)
    throw new PlatformError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (record.IsDeleted === true) throw new PlatformError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  if (record.IsConverted === true)
    throw new PlatformError(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  return record;
}

/**
 * The change that puts a record into the recycle bin, where `queryAll` still shows it. One that was merged into another keeps
 * that one's id.
 */
export function applyDelete(
  object: SObjectType,
  record: StoredRecord,
  by: { userId: string; now: number },
  masterRecordId: string | null = null,
): RecordChange {
  const at = toPlatformTime(by.now);
  const deleted = {
    ...record,
    IsDeleted: true,
    LastModifiedDate: at,
    SystemModstamp: at,
    LastModifiedById: by.userId,
    ...(masterRecordId === null ? {} : { MasterRecordId: masterRecordId }),
  };
  return { collection: object.name, id: String(record.Id), record: deleted };
}

/** Digits beyond a custom number's scale are rounded off (assumed: the documentation tells only that they do not fail). */
function roundToScale(field: SObjectField, value: unknown): unknown {
  if (typeof value !== 'number' || !field.custom) return value;
  const factor = 10 ** field.scale;
  return Math.round(value * factor) / factor;
}
