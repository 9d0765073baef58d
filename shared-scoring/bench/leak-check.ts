/**
 * Precision and recall of the leak check on generated tables of 30 columns with 5 planted leaks, common or subtle: with times (what is blocked), and
 * the same tables without (what is suspected).
 *
 *   node shared-scoring/bench/leak-check.ts [--tables 100] [--json]
 */
import { parseArgs } from 'node:util';
import { findLeakSuspects } from '../src/evaluate/leaks/find-leak-suspects.ts';
import { drawTimedLeads, type LeakKind } from '../test/support/timed-leads.ts';

const SIZES = [300, 1000, 5000];

interface LeakFigures extends Found {
  rows: number;
  leaks: LeakKind;
  how: 'blocked with times' | 'suspected without times';
}

/** Over all tables of a size. Honest columns per table at the worst. */
interface Found {
  recall: number;
  precision: number;
  mostHonestLost: number;
  /** Leaks not found, and honest columns found, by how many tables. */
  missed: Record<string, number>;
  honest: Record<string, number>;
}

function judgeTables(rows: number, kind: LeakKind, tables: number): LeakFigures[] {
  const found = Array.from({ length: tables }, (_, table) => {
    const { names, matrix, labels, times, leaks } = drawTimedLeads(rows, table, kind);
    const blocked = findLeakSuspects(matrix, names, { labels, seed: 1, times }).filter(
      ({ isBlocked }) => isBlocked,
    );
    const suspects = findLeakSuspects(matrix, names, { labels, seed: 1 });
    const namesOf = (list: typeof suspects) => [...new Set(list.map(({ column }) => column))];
    return { leaks, blocked: namesOf(blocked), suspected: namesOf(suspects) };
  });
  const of = (how: 'blocked' | 'suspected') =>
    found.map(table => ({ leaks: table.leaks, columns: table[how] }));
  return [
    { rows, leaks: kind, how: 'blocked with times', ...summarise(of('blocked')) },
    { rows, leaks: kind, how: 'suspected without times', ...summarise(of('suspected')) },
  ];
}

function summarise(tables: { leaks: readonly string[]; columns: string[] }[]): Found {
  const missed: Record<string, number> = {};
  const honest: Record<string, number> = {};
  let [hits, planted, named, mostHonestLost] = [0, 0, 0, 0];
  for (const { leaks, columns } of tables) {
    const innocent = columns.filter(column => !leaks.includes(column));
    for (const column of innocent) honest[column] = (honest[column] ?? 0) + 1;
    for (const leak of leaks) if (!columns.includes(leak)) missed[leak] = (missed[leak] ?? 0) + 1;
    hits += columns.length - innocent.length;
    planted += leaks.length;
    named += columns.length;
    mostHonestLost = Math.max(mostHonestLost, innocent.length);
  }
  return { recall: hits / planted, precision: hits / named, mostHonestLost, missed, honest };
}

const { values } = parseArgs({
  options: { tables: { type: 'string', default: '100' }, json: { type: 'boolean', default: false } },
});
const kinds: LeakKind[] = ['common', 'subtle'];
const figures = kinds.flatMap(kind => SIZES.flatMap(rows => judgeTables(rows, kind, Number(values.tables))));
if (values.json) process.stdout.write(`${JSON.stringify({ tables: Number(values.tables), figures })}\n`);
else {
  for (const { rows, leaks, how, recall, precision, mostHonestLost, missed, honest } of figures) {
    process.stdout.write(
      `${String(rows).padStart(5)} leads, ${leaks} leaks ${how.padEnd(24)} recall ${recall.toFixed(3)}  precision ${precision.toFixed(3)}  honest columns lost at most ${mostHonestLost}  ${JSON.stringify(honest)}  missed ${JSON.stringify(missed)}\n`,
    );
  }
}
