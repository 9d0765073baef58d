import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** A CRM record as the stand-in keeps it: field name to value, whatever the platform's own shape is. */
export type StoredRecord = Record<string, unknown>;

export interface Collection {
  readonly size: number;
  get(id: string): StoredRecord | undefined;
  /** In the order of their first appearance. */
  values(): Iterable<StoredRecord>;
}

export interface RecordStore {
  collection(name: string): Collection;
  /**
   * Applies changes at once: all are in memory and handed to the operating system before it returns, so that a killed
   * process has lost none that it answered for. `record: null` deletes.
   */
  apply(changes: readonly RecordChange[]): void;
  close(): void;
}

export interface RecordChange {
  collection: string;
  id: string;
  record: StoredRecord | null;
}

/**
 * The records of one org or portal: read into memory from `<directory>/records/<collection>.jsonl` (one JSON object a
 * line, its id under `idField`), every later change appended to `<directory>/journal.jsonl` and replayed at the next
 * start. A line torn by a crash is cut off. Seeds are never rewritten.
 */
export function openRecordStore(directory: string, idField: string): RecordStore {
  mkdirSync(join(directory, 'records'), { recursive: true });
  cutTornLine(join(directory, 'journal.jsonl'));
  const collections = loadCollections(directory, idField);
  const journal = openSync(join(directory, 'journal.jsonl'), 'a');

  return {
    collection(name) {
      const records = mapOf(collections, name);
      return {
        get size() {
          return records.size;
        },
        get: id => records.get(id),
        values: () => records.values(),
      };
    },
    apply(changes) {
      if (changes.length === 0) return;
      writeSync(journal, `${changes.map(change => JSON.stringify(change)).join('\n')}\n`);
      for (const change of changes) put(collections, change);
    },
    close: () => closeSync(journal),
  };
}

/** What a collection holds now, for whoever owns the org: reads the same files, changes nothing, even while it is served. */
export function readRecords(directory: string, idField: string, collection: string): Iterable<StoredRecord> {
  return mapOf(loadCollections(directory, idField), collection).values();
}

type Collections = Map<string, Map<string, StoredRecord>>;

function loadCollections(directory: string, idField: string): Collections {
  const collections: Collections = new Map();
  const seeds = join(directory, 'records');
  for (const file of readdirSync(seeds).filter(name => name.endsWith('.jsonl'))) {
    const records = mapOf(collections, basename(file, '.jsonl'));
    for (const line of completeLines(readFileSync(join(seeds, file)))) {
      const record = JSON.parse(line) as StoredRecord;
      records.set(String(record[idField]), record);
    }
  }
  const journal = join(directory, 'journal.jsonl');
  if (existsSync(journal))
    for (const line of completeLines(readFileSync(journal)))
      put(collections, JSON.parse(line) as RecordChange);
  return collections;
}

function mapOf(collections: Collections, name: string): Map<string, StoredRecord> {
  const found = collections.get(name) ?? new Map<string, StoredRecord>();
  collections.set(name, found);
  return found;
}

function put(collections: Collections, { collection, id, record }: RecordChange): void {
  if (record === null) mapOf(collections, collection).delete(id);
  else mapOf(collections, collection).set(id, record);
}

/** A crash may have cut the last line; what comes after it must begin a new one. */
function cutTornLine(path: string): void {
  if (!existsSync(path)) return;
  const text = readFileSync(path);
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) truncateSync(path, end);
}

/** The lines that end with a line feed. One by one: a journal may grow longer than a string can be. */
function* completeLines(text: Buffer): Iterable<string> {
  for (let start = 0, end = text.indexOf('\n'); end !== -1; start = end + 1, end = text.indexOf('\n', start))
    if (end > start) yield text.toString('utf8', start, end);
}
