import { rocAuc } from '../../src/evaluate/roc-auc.ts';
import type { MatrixColumn } from '../../src/math/column-matrix.ts';
import type { BenchSet } from '../bench-sets.ts';
import { timed } from '../repeat.ts';
import { importReference } from './import-reference.ts';

/** What the bench uses of the package; it has its own lockfile, so its types are not at hand. */
interface Ydf {
  readonly GradientBoostedTreesLearner: new (label: string, task: string) => { train(csv: string): YdfModel };
}

interface YdfModel {
  predict(csv: string): ArrayLike<number>;
  unload(): void;
}

const LABEL = 'label';

/** Google's YDF in WebAssembly, with its own defaults (300 trees, early stopping): a second opinion on how much is to be learned. */
export interface YdfJudge {
  /** Trains on some rows of a set and judges on others. */
  judge(set: BenchSet, rows: { train: Int32Array; test: Int32Array }): { auc: number; seconds: number };
}

/** Starts YDF; null where the package is absent. */
export async function startYdf(): Promise<YdfJudge | null> {
  const module = (await importReference('ydf-training')) as {
    default: (options: object) => Promise<Ydf>;
  } | null;
  if (module === null) return null;
  const silent = () => undefined;
  const ydf = await module.default({ print: silent, printErr: silent });
  return {
    judge(set, { train, test }) {
      const [known, asked] = [toCsv(set, train), toCsv(set, test)];
      let model: YdfModel | undefined;
      const learn = () => {
        model = new ydf.GradientBoostedTreesLearner(LABEL, 'CLASSIFICATION').train(known);
      };
      const seconds = silently(() => timed(learn));
      const propensities = Float64Array.from(model!.predict(asked));
      model!.unload();
      return {
        auc: rocAuc(
          propensities,
          Uint8Array.from(test, row => set.labels[row]),
        ),
        seconds,
      };
    },
  };
}

/** The package tells its time on standard output, which is for the bench's own lines. */
function silently<T>(work: () => T): T {
  const { log } = console;
  console.log = () => undefined;
  try {
    return work();
  } finally {
    console.log = log;
  }
}

/** Categories as words, so that they are not taken for numbers; missing as nothing. */
function toCsv({ matrix, labels }: BenchSet, rows: Int32Array): string {
  const cell = (column: MatrixColumn, row: number) => {
    if (column.kind === 'number') return Number.isNaN(column.values[row]) ? '' : String(column.values[row]);
    return column.codes[row] < 0 ? '' : `c${column.codes[row]}`;
  };
  const lines = Array.from(rows, row =>
    [...matrix.columns.map(column => cell(column, row)), labels[row] === 1 ? 'yes' : 'no'].join(','),
  );
  return [[...matrix.columns.map((_, at) => `f${at}`), LABEL].join(','), ...lines].join('\n');
}
