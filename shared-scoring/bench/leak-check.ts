/**
 * Precision and recall of the leak check on generated tables of 30 columns with 5 planted leaks: with times (what is blocked), and
 * the same tables without (what is suspected).
 *
 *   node shared-scoring/bench/leak-check.ts [--tables 100] [--json]
 */
import { parseArgs } from 'node:util';
import { findLeakSuspects } from '../src/evaluate/leaks/find-leak-suspects.ts';
import { drawTimedLeads } from '../test/support/timed-leads.ts';

const SIZES = [300, 1000, 5000];

/** Over all tables of a size. Honest columns per table at the worst. */
interface LeakFigures {
  rows: number;
  how: 'blocked with times' | 'suspected without times';
  recall: number;
  precision: number;
  mostHonestLost: number;
  /** Honest columns found, by how many tables. */
  honest: Record<string, number>;
}

function judgeTables(rows: number, tables: number): LeakFigures[] {
  const found = Array.from({ length: tables }, (_, table) => {
    const { names, matrix, labels, times, leaks } = drawTimedLeads(rows, table);
    const blocked = findLeakSuspects(matrix, names, { labels, seed: 1, times }).filter(
      ({ isBlocked }) => isBlocked,
    );
    const suspects = findLeakSuspects(matrix, names, { labels, seed: 1 });
    const namesOf = (list: typeof suspects) => [...new Set(list.map(({ column }) => column))];
    return { leaks, blocked: namesOf(blocked), suspected: namesOf(suspects) };
  });
  return [
    summarise(
      rows,
      'blocked with times',
      found.map(({ leaks, blocked }) => ({ leaks, columns: blocked })),
    ),
    summarise(
      rows,
      'suspected without times',
      found.map(({ leaks, suspected }) => ({ leaks, columns: suspected })),
    ),
  ];
}

function summarise(
  rows: number,
  how: LeakFigures['how'],
  tables: { leaks: readonly string[]; columns: string[] }[],
): LeakFigures {
  const honest: Record<string, number> = {};
  let [hits, planted, named, mostHonestLost] = [0, 0, 0, 0];
  for (const { leaks, columns } of tables) {
    const innocent = columns.filter(column => !leaks.includes(column));
    for (const column of innocent) honest[column] = (honest[column] ?? 0) + 1;
    hits += columns.length - innocent.length;
    planted += leaks.length;
    named += columns.length;
    mostHonestLost = Math.max(mostHonestLost, innocent.length);
  }
  return { rows, how, recall: hits / planted, precision: hits / named, mostHonestLost, honest };
}

const { values } = parseArgs({
  options: { tables: { type: 'string', default: '100' }, json: { type: 'boolean', default: false } },
});
const figures = SIZES.flatMap(rows => judgeTables(rows, Number(values.tables)));
if (values.json) process.stdout.write(`${JSON.stringify({ tables: Number(values.tables), figures })}\n`);
else {
  for (const { rows, how, recall, precision, mostHonestLost, honest } of figures) {
    process.stdout.write(
      `${String(rows).padStart(5)} leads, ${how.padEnd(24)} recall ${recall.toFixed(3)}  precision ${precision.toFixed(3)}  honest columns lost at most ${mostHonestLost}  ${JSON.stringify(honest)}\n`,
    );
  }
}
