import type { RecordChange, RecordStore, StoredRecord } from '../../stand-in/record-store.ts';
import { recordIdOf } from '../record-id.ts';
import type { OrgSchema, SObjectField } from '../schema/sobject-field.ts';

/** Texts longer than this, and lists of choices, are kept as changed without their values. */
const LONGEST_KEPT = 255;

/**
 * Makes the history rows (`LeadHistory`) that belong to changes of tracked fields: none for a new record, and none where a
 * field was left as it was.
 */
export function createHistoryWriter(
  schema: OrgSchema,
  store: RecordStore,
): (changes: readonly RecordChange[]) => RecordChange[] {
  let written = 0;
  const nextId = (history: { name: string; keyPrefix: string }) => {
    do written += 1;
    while (store.collection(history.name).get(recordIdOf(history.keyPrefix, written)) !== undefined);
    return recordIdOf(history.keyPrefix, written);
  };
  return changes =>
    changes.flatMap(({ collection, id, record }) => {
      const object = schema.get(collection.toLowerCase());
      const history = schema.get(`${collection}history`.toLowerCase());
      const before = store.collection(collection).get(id);
      if (object === undefined || history === undefined || before === undefined || record === null) return [];
      return object.fields
        .filter(field => field.trackHistory && heldValue(before, field) !== heldValue(record, field))
        .map(field => {
          const historyId = nextId(history);
          const row = { Id: historyId, [`${object.name}Id`]: id, ...historyRow(field, before, record) };
          return { collection: history.name, id: historyId, record: row };
        });
    });
}

function historyRow(field: SObjectField, before: StoredRecord, after: StoredRecord): StoredRecord {
  const isKept = field.length <= LONGEST_KEPT && field.type !== 'multipicklist';
  return {
    Field: field.name,
    DataType: field.type,
    OldValue: isKept ? heldValue(before, field) : null,
    NewValue: isKept ? heldValue(after, field) : null,
    IsDeleted: false,
    CreatedById: after.LastModifiedById,
    CreatedDate: after.LastModifiedDate,
  };
}

const heldValue = (record: StoredRecord, field: SObjectField): unknown => record[field.name] ?? null;
