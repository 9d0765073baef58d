import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import type { Table } from '../src/features/table.ts';
import { modelToJson } from '../src/model/model-json.ts';
import { trainModel } from '../src/model/train-model.ts';
import type { BenchSet } from './bench-sets.ts';
import { trainTrees } from './races.ts';
import { type Spread, spreadOf } from './repeat.ts';

const TREES = 300;
/** Enough for everything of a model but its trees. */
const OTHER_ROWS = 3000;
const MEMORY_RUNS = 3;

/** Kilobytes, gzipped, of an artifact with 300 trees of 31 leaves grown on a whole set. */
export function measureModelSize(set: BenchSet): number {
  const nRows = Math.min(OTHER_ROWS, set.matrix.nRows);
  const model = trainModel({ table: asTable(set, nRows), labels: set.labels.subarray(0, nRows), seed: 1 });
  return gzipSync(modelToJson({ ...model, trees: trainTrees(set, { rounds: TREES }) })).length / 1024;
}

function asTable({ matrix }: BenchSet, nRows: number): Table {
  const columns = matrix.columns.map((column, at) => {
    const name = { name: `column ${at}`, label: `Column ${at}` };
    if (column.kind === 'number')
      return { kind: column.kind, ...name, values: column.values.subarray(0, nRows) };
    const levels = Array.from({ length: column.levelCount }, (_, code) => `level ${code}`);
    return { kind: column.kind, ...name, codes: column.codes.subarray(0, nRows), levels };
  });
  return { nRows, columns };
}

/**
 * What scoring a million leads adds to a process that holds their table, in megabytes, and its seconds. The garbage collector
 * decides how much of what is no longer used still counts, hence several runs. Null off Linux.
 */
export function measureScoringMemory(): { addedMb: Spread; tableMb: number; seconds: Spread } | null {
  if (process.platform !== 'linux') return null;
  const script = new URL('scoring-memory.ts', import.meta.url).pathname;
  const runs = Array.from(
    { length: MEMORY_RUNS },
    (): { addedMb: number; tableMb: number; seconds: number } =>
      JSON.parse(execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' })),
  );
  return {
    addedMb: spreadOf(runs.map(({ addedMb }) => addedMb)),
    tableMb: runs[0].tableMb,
    seconds: spreadOf(runs.map(({ seconds }) => seconds)),
  };
}
