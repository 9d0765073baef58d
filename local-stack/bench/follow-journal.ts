import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** A record of a stand-in as a change has left it. */
export interface JournalEntry {
  collection: string;
  id: string;
  record: Record<string, unknown> | null;
}

/** How often is looked; so much later than it was there something may be seen. */
const LOOK_EVERY_MS = 3;

/** Tells each record of a stand-in that changes from now on, as its journal says it, in order. */
export function followJournal(folder: string, tell: (entry: JournalEntry) => void): { close(): void } {
  const file = openSync(join(folder, 'journal.jsonl'), 'r');
  let at = fstatSync(file).size;
  let rest = '';
  const timer = setInterval(() => {
    const { size } = fstatSync(file);
    if (size === at) return;
    const bytes = Buffer.alloc(size - at);
    at += readSync(file, bytes, 0, bytes.length, at);
    const lines = (rest + bytes.toString('utf8')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) tell(JSON.parse(line) as JournalEntry);
  }, LOOK_EVERY_MS);
  return {
    close() {
      clearInterval(timer);
      closeSync(file);
    },
  };
}
