import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for a suite's files, removed by `remove`. */
export function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'aix-evaluate-'));
  return {
    write(name: string, content: string | Buffer): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    path: (name: string) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/**
 * Made-up leads as a CSV: `visits` and `source` go with conversion, `note` with a comma and quotes does not, `created` rises by a
 * day a row, `stage` tells the outcome. The same on every call.
 */
export function leadsCsv(rows: number): string {
  const lines = ['id,created,visits,source,note,stage,converted'];
  let state = 12345;
  const draw = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  for (let row = 0; row < rows; row++) {
    const visits = Math.floor(10 * draw());
    const source = draw() < 0.5 ? 'Web' : 'Fair';
    const converted = draw() < 1 / (1 + Math.exp(2 - visits / 2 + (source === 'Web' ? 1 : 0)));
    const created = new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10);
    const text = draw() < 0.1 ? '' : visits;
    lines.push(
      `L-${row},${created},${text},${source},"said ""hm"", left",${converted ? 'Won' : 'Lost'},${converted ? 'yes' : 'no'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
