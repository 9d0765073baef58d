import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchSet } from '../bench-sets.ts';
import { floatRows } from './float-rows.ts';

/** XGBoost in a Python process of its own. Times are seconds inside that process. */
export interface Xgboost {
  readonly version: string;
  /** Hands over a set by files; to be called before the others. */
  load(set: BenchSet): Promise<void>;
  train(name: string): Promise<number>;
  predict(name: string): Promise<number>;
  /** Exact contributions of the first `rows` rows. */
  explain(name: string, rows: number): Promise<number>;
  close(): void;
}

const SCRIPT = new URL('xgboost-reference.py', import.meta.url).pathname;
/** A version manager's Python often lacks what the system's has. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** Starts XGBoost; null where no Python has it. */
export async function startXgboost(): Promise<Xgboost | null> {
  for (const python of PYTHONS) {
    const started = await startWith(python);
    if (started !== null) return started;
  }
  return null;
}

async function startWith(python: string): Promise<Xgboost | null> {
  const child = spawn(python, ['-W', 'ignore', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => child.stdout.destroy());
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await answers.next();
  if (first.done) return null;
  const ask = async (request: object): Promise<number> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await answers.next();
    if (answer.done) throw new Error(`XGBoost ended at ${JSON.stringify(request)}`);
    return JSON.parse(answer.value);
  };
  return {
    version: JSON.parse(first.value),
    async load(set) {
      const folder = writeSet(set);
      const types = set.matrix.columns.map(column => (column.kind === 'number' ? 'q' : 'c'));
      await ask({ operation: 'load', name: set.name, folder, nRows: set.matrix.nRows, types });
      rmSync(folder, { recursive: true });
    },
    train: name => ask({ operation: 'train', name }),
    predict: name => ask({ operation: 'predict', name }),
    explain: (name, rows) => ask({ operation: 'explain', name, rows }),
    close: () => child.stdin.end(),
  };
}

function writeSet({ matrix, labels }: BenchSet): string {
  const folder = mkdtempSync(join(tmpdir(), 'aix-bench-'));
  writeFileSync(join(folder, 'values.f32'), floatRows(matrix));
  writeFileSync(join(folder, 'labels.u8'), labels);
  return folder;
}
