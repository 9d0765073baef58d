import { randomUUID } from 'node:crypto';
import type { RecordChange, StoredRecord } from '../../stand-in/record-store.ts';
import type { Org } from '../org.ts';
import { readValue } from '../records/read-value.ts';
import type { SObjectType } from '../schema/sobject-field.ts';

export type ChangeType = 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';

/** A change that the event bus is to tell, before it has a place there. */
export interface ChangeEvent {
  object: SObjectType;
  changeType: ChangeType | `GAP_${ChangeType}` | 'GAP_OVERFLOW';
  recordIds: readonly string[];
  /** New values by field name: all that are not null for a creation, those that changed for an update. */
  values: StoredRecord;
  /** Fields whose new value is null. */
  nulled: readonly string[];
  origin: string;
  userId: string;
  transactionKey: string;
  /** Place within the transaction, from 1. */
  sequenceNumber: number;
  /** Epoch milliseconds. */
  committedAt: number;
}

/** Not part of any change event (documented for system fields). */
const NEVER_TOLD: ReadonlySet<string> = new Set(['Id', 'IsDeleted', 'SystemModstamp', 'Name']);

export interface Transaction {
  changes: readonly RecordChange[];
  origin: string;
  committedAt: number;
}

/**
 * The events of one transaction, of records before it and after it. Records that changed in the same way share an event, as the
 * platform merges them. Call it before the changes are stored.
 */
export function changeEventsOf(
  org: Org,
  told: ReadonlySet<string>,
  { changes, origin, committedAt }: Transaction,
): ChangeEvent[] {
  const transactionKey = randomUUID();
  const merged = new Map<string, Omit<ChangeEvent, 'sequenceNumber'>>();
  for (const { collection, id, record } of changes) {
    if (!told.has(collection)) continue;
    const object = org.objectType(collection);
    const before = org.record(object, id);
    const change = changeOf(object, before, record ?? undefined);
    if (change === undefined) continue;
    const userId = String((record ?? before)?.LastModifiedById ?? org.settings.users[0]?.id);
    const key = JSON.stringify([collection, change, userId]);
    const recordIds = [...(merged.get(key)?.recordIds ?? []), id];
    merged.set(key, { object, ...change, recordIds, origin, userId, transactionKey, committedAt });
  }
  return [...merged.values()].map((event, index) => ({ ...event, sequenceNumber: index + 1 }));
}

function changeOf(
  object: SObjectType,
  before: StoredRecord | undefined,
  after: StoredRecord | undefined,
): Pick<ChangeEvent, 'changeType' | 'values' | 'nulled'> | undefined {
  const isThere = (record: StoredRecord | undefined) => record !== undefined && record.IsDeleted !== true;
  if (!isThere(after)) return isThere(before) ? { changeType: 'DELETE', values: {}, nulled: [] } : undefined;
  const values: StoredRecord = {};
  const nulled: string[] = [];
  for (const field of object.fields) {
    if (NEVER_TOLD.has(field.name)) continue;
    const value = readValue(after as StoredRecord, field);
    const old = isThere(before) ? readValue(before as StoredRecord, field) : null;
    if (value === old) continue;
    if (value === null) nulled.push(field.name);
    else values[field.name] = value;
  }
  if (isThere(before))
    return Object.keys(values).length + nulled.length === 0
      ? undefined
      : { changeType: 'UPDATE', values, nulled };
  return { changeType: before === undefined ? 'CREATE' : 'UNDELETE', values, nulled: [] };
}
