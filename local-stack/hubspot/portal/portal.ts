import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRecordStore, type RecordStore } from '../../stand-in/record-store.ts';
import { type AssociationStore, openAssociations } from '../associations/association-store.ts';
import { OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { type Account, accountSchema } from './account.ts';
import { type History, openHistory } from './history.ts';
import { type ObjectTable, openObjectTable } from './object-table.ts';
import type { PortalEvent, PortalListener } from './portal-event.ts';

/** One portal: its account, its records and what defines them, all kept in one directory. */
export interface Portal {
  readonly account: Account;
  readonly store: RecordStore;
  readonly associations: AssociationStore;
  readonly history: History;
  table(type: ObjectType): ObjectTable;
  /** An id that no record has had. */
  newId(): string;
  /** Tells what happened, after it happened. */
  tell(events: readonly PortalEvent[]): void;
  listen(listener: PortalListener): void;
  close(): void;
}

/**
 * Opens a portal's directory: `portal.json`, `properties/<objects>.json`, `records/<objects>.jsonl` with
 * `records/associations.jsonl` and `records/history.jsonl`, and the journal.
 */
export function openPortal(directory: string): Portal {
  const account = accountSchema.parse(readJson(join(directory, 'portal.json')));
  const store = openRecordStore(directory, 'id');
  const tables = new Map(
    OBJECT_TYPES.map(type => [type.id, openObjectTable(type, store, readDefinitions(directory, type))]),
  );
  const listeners: PortalListener[] = [];
  let lastId = Math.max(0, ...[...tables.values()].map(({ ids }) => Number(ids.at(-1) ?? 0)));

  return {
    account,
    store,
    associations: openAssociations(store),
    history: openHistory(store),
    table: type => tables.get(type.id)!,
    newId() {
      lastId += 1;
      return String(lastId);
    },
    tell(events) {
      for (const listener of listeners) listener(events);
    },
    listen: listener => void listeners.push(listener),
    close: () => store.close(),
  };
}

function readDefinitions(directory: string, { plural }: ObjectType): unknown {
  const file = join(directory, 'properties', `${plural}.json`);
  return existsSync(file) ? readJson(file) : {};
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
