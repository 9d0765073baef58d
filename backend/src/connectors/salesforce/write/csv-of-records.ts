import type { UpdateRecord } from './score-record.ts';

/** What empties a field; an empty cell leaves it alone. */
const EMPTIES = '#N/A';

/** Records as the CSV of a bulk job, one column for each field that any of them has. */
export function csvOfRecords(records: readonly UpdateRecord[]): string {
  const names = new Set(records.flatMap(record => Object.keys(record)));
  names.delete('attributes');
  names.delete('id');
  const fields = [...names];
  const header = ['Id', ...fields].map(quoted).join(',');
  const lines = records.map(record =>
    [quoted(String(record.id)), ...fields.map(name => cellOf(record, name))].join(','),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

function cellOf(record: UpdateRecord, name: string): string {
  if (!(name in record)) return '';
  const value = record[name];
  return value === null || value === '' ? EMPTIES : quoted(String(value));
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
