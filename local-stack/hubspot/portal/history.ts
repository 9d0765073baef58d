import type { RecordChange, RecordStore } from '../../stand-in/record-store.ts';
import type { ObjectType } from '../objects/object-type.ts';
import type { Actor, CrmRecord, HistoryEntry } from './crm-record.ts';

/** Every change of every record's values, as far back as the portal's files tell. */
export interface History {
  /** A record's changes, the newest first. */
  of(typeId: string, objectId: string): readonly HistoryEntry[];
  /** The change to be kept for a write, or `undefined` when no value differs. Hand it to the record store. */
  record(edit: HistoryEdit): RecordChange | undefined;
  /** The changes that forget a record's past. */
  forget(typeId: string, objectId: string): RecordChange[];
}

export interface HistoryEdit {
  type: ObjectType;
  objectId: string;
  values: Record<string, string | null>;
  was: Record<string, string | null>;
  actor: Actor;
  at: string;
}

const COLLECTION = 'history';

/** Reads the past from the store. A write adds one entry with what it changed, however many values it named. */
export function openHistory(store: RecordStore): History {
  const byRecord = new Map<string, HistoryEntry[]>();
  const index = (entry: HistoryEntry) => {
    const key = `${entry.objectTypeId}/${entry.objectId}`;
    const entries = byRecord.get(key);
    if (entries === undefined) byRecord.set(key, [entry]);
    else entries.unshift(entry);
  };
  for (const each of store.collection(COLLECTION).values()) index(each as unknown as HistoryEntry);

  return {
    of: (typeId, objectId) => byRecord.get(`${typeId}/${objectId}`) ?? [],
    record({ type, objectId, ...edit }) {
      const count = byRecord.get(`${type.id}/${objectId}`)?.length ?? 0;
      const entry = { id: `${type.id}/${objectId}/${count}`, objectTypeId: type.id, objectId, ...edit };
      index(entry);
      return { collection: COLLECTION, id: entry.id, record: { ...entry } };
    },
    forget(typeId, objectId) {
      const key = `${typeId}/${objectId}`;
      const entries = byRecord.get(key) ?? [];
      byRecord.delete(key);
      return entries.map(({ id }) => ({ collection: COLLECTION, id, record: null }));
    },
  };
}

/** One version of a value as the API tells it. */
export interface ValueVersion {
  value: string;
  /** ISO moment. */
  timestamp: string;
  sourceType: string;
  sourceId?: string;
  updatedByUserId?: number;
}

/**
 * The versions of a property, the newest first. A value that no change tells of is dated to the record's creation and
 * attributed to an import (assumed: what a record was created with has that date in HubSpot). `''` is an emptied value.
 */
export function versionsOf(
  record: CrmRecord,
  name: string,
  changes: readonly HistoryEntry[],
  type: ObjectType,
): ValueVersion[] {
  const own = changes.filter(each => name in each.values);
  const versions: ValueVersion[] = own.map(({ values, at, actor }) => ({
    value: values[name] ?? '',
    timestamp: at,
    sourceType: actor.source,
    ...(actor.sourceId === '' ? {} : { sourceId: actor.sourceId }),
    ...(actor.userId === undefined ? {} : { updatedByUserId: actor.userId }),
  }));
  const oldest = own.at(-1);
  const first = oldest === undefined ? record.properties[name] : oldest.was[name];
  if (first !== null && first !== undefined && oldest?.at !== record.createdAt)
    versions.push({ value: first, timestamp: record.createdAt, sourceType: 'IMPORT' });
  return versions.slice(0, type.historyLength);
}
