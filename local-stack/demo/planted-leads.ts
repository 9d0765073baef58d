import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

const DATA = new URL('data/', import.meta.url);

/**
 * The demo's leads with made-up outcomes that a model finds even in few of them: who is over 40 and was called on a
 * mobile phone converts. Writes the file into `directory` and returns its path.
 */
export function plantLeads(directory: string): string {
  return rewriteRows('leads.csv.gz', join(directory, 'leads.csv.gz'), rows => {
    for (const [at, row] of rows.entries()) {
      if (row.y === '') continue;
      const likely = Number(row.age) > 40 && row.contact === 'cellular';
      row.y = at % 10 < (likely ? 7 : 1) ? 'yes' : 'no';
    }
  });
}

/** Writes one of the demo's data files, altered, to `target`. */
export function rewriteRows(
  name: string,
  target: string,
  alter: (rows: Record<string, string>[]) => void,
): string {
  const text = gunzipSync(readFileSync(fileURLToPath(new URL(name, DATA))));
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  alter(rows);
  writeFileSync(target, gzipSync(stringify(rows, { header: true })));
  return target;
}
