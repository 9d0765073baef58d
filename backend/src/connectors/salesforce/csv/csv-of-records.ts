import { setImmediate } from 'node:timers/promises';
import type { UpdateRecord } from '../write/score-record.ts';

/** What empties a field; an empty cell leaves it alone. */
const EMPTIES = '#N/A';
/** Rows between two turns of everybody else's work. */
const ROWS_AT_ONCE = 500;

/** Records as the CSV of a bulk job, one column for each field that any of them has. */
export async function csvOfRecords(records: readonly UpdateRecord[]): Promise<string> {
  const names = new Set<string>();
  for (const record of records) for (const name in record) names.add(name);
  names.delete('attributes');
  names.delete('id');
  const fields = [...names];
  const parts = [`${['Id', ...fields].map(quoted).join(',')}\n`];
  for (let start = 0; start < records.length; start += ROWS_AT_ONCE) {
    for (const record of records.slice(start, start + ROWS_AT_ONCE)) {
      const cells = fields.map(name => cellOf(record, name));
      parts.push(`${[quoted(String(record.id)), ...cells].join(',')}\n`);
    }
    await setImmediate();
  }
  return parts.join('');
}

function cellOf(record: UpdateRecord, name: string): string {
  if (!(name in record)) return '';
  const value = record[name];
  return value === null || value === '' ? EMPTIES : quoted(String(value));
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
