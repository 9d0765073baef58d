/**
 * Scores a million leads in a process of its own and prints by how much that raises its memory at most, and how long it takes.
 * Run with --expose-gc. Linux only: the kernel's mark of the greatest memory is set back before scoring.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Table } from '../src/features/table.ts';
import { predictLogOdds } from '../src/model/score-table.ts';
import { trainModel } from '../src/model/train-model.ts';
import { generateNumbers } from './bench-sets.ts';
import { timed } from './repeat.ts';

const COLUMNS = 30;
const TRAINED_ROWS = 5000;
const SCORED_ROWS = 1_000_000;
/** Told to this file, the kernel forgets the greatest memory so far. */
const FORGET_PEAK = ['/proc/self/clear_refs', '5'] as const;

function generateLeads(nRows: number, seed: number): { table: Table; labels: Uint8Array } {
  const { matrix, labels } = generateNumbers(nRows, COLUMNS, seed);
  const columns = matrix.columns.flatMap((column, at) =>
    column.kind === 'number' ? [{ ...column, name: `number ${at}`, label: `Number ${at}` }] : [],
  );
  return { table: { nRows, columns }, labels };
}

/** Greatest memory since it was last forgotten. */
function peakMb(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kilobytes) / 1024;
}

const model = trainModel({ ...generateLeads(TRAINED_ROWS, 1), seed: 1 });
const { table } = generateLeads(SCORED_ROWS, 2);
// Compiles what is measured.
predictLogOdds(model, generateLeads(TRAINED_ROWS, 3).table);
globalThis.gc!();
writeFileSync(...FORGET_PEAK);
const before = peakMb();
const seconds = timed(() => predictLogOdds(model, table));
const tableMb = (8 * COLUMNS * SCORED_ROWS) / 2 ** 20;
process.stdout.write(`${JSON.stringify({ addedMb: peakMb() - before, tableMb, seconds })}\n`);
