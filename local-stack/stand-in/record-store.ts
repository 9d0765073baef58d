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
  const collections = new Map<string, Map<string, StoredRecord>>();
  const mapOf = (name: string) => {
    const found = collections.get(name) ?? new Map<string, StoredRecord>();
    collections.set(name, found);
    return found;
  };

  const seeds = join(directory, 'records');
  mkdirSync(seeds, { recursive: true });
  for (const file of readdirSync(seeds).filter(name => name.endsWith('.jsonl'))) {
    const records = mapOf(basename(file, '.jsonl'));
    for (const line of completeLines(readFileSync(join(seeds, file), 'utf8'))) {
      const record = JSON.parse(line) as StoredRecord;
      records.set(String(record[idField]), record);
    }
  }

  const put = ({ collection, id, record }: RecordChange) => {
    if (record === null) mapOf(collection).delete(id);
    else mapOf(collection).set(id, record);
  };
  const journalPath = join(directory, 'journal.jsonl');
  for (const line of readJournal(journalPath)) put(JSON.parse(line) as RecordChange);
  const journal = openSync(journalPath, 'a');

  return {
    collection(name) {
      const records = mapOf(name);
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
      changes.forEach(put);
    },
    close: () => closeSync(journal),
  };
}

function readJournal(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path);
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) truncateSync(path, end);
  return completeLines(text.subarray(0, end).toString('utf8'));
}

function completeLines(text: string): string[] {
  return text.split('\n').filter(line => line !== '');
}
