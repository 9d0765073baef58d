import { parseArgs } from 'node:util';
import { createTreeExplainer } from '../src/explain/tree-shap.ts';
import { binMatrix } from '../src/gbdt/binning.ts';
import { fitGbdt } from '../src/gbdt/fit-gbdt.ts';
import { createRowScorer } from '../src/gbdt/row-scorer.ts';
import { scoreMatrix } from '../src/gbdt/score-matrix.ts';
import { type ColumnMatrix, gatherRow } from '../src/math/column-matrix.ts';
import type { Forest } from '../src/math/forest.ts';
import { type BenchSet, readBank, readSet } from './bench-sets.ts';
import { BENCH_TREES } from './bench-trees.ts';
import { measureMillionRows } from './million-rows.ts';
import { raceTimes, spreadOf, timed } from './repeat.ts';
import { startXgboost, type Xgboost } from './xgboost.ts';

/**
 * `npm run bench:scoring -- [--json] [--data DIR] [--runs N]`: how fast training, scoring and explaining are, against XGBoost
 * in the same run. DIR holds `xedu.csv.gz` and `bank_additional.csv.gz` with their `.meta.json`; without it the demo's leads
 * stand for the bank. Ratios are of times for training, of rows per second for the rest; null where a reference is absent.
 */
const EXPLAINED_ROWS = 2000;
const ROW_BATCHES = 200;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, data: { type: 'string' }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);
const say = (line: string) => process.stderr.write(`${line}\n`);

const xgboost = await startXgboost();
say(
  xgboost === null ? 'XGBoost: absent (python3-xgboost), its ratios are null' : `XGBoost ${xgboost.version}`,
);
say('onnxruntime-node: not measured, batchVsOnnx is null');
const bank = await readBank(values.data);
const xedu = values.data === undefined ? null : await readSet(values.data, 'xedu');
if (xedu === null) say('xedu: not given (--data DIR), its ratio is null');
for (const set of [bank, xedu]) if (set !== null) await xgboost?.load(set);

const trainVsXgboost = { xedu: await raceTraining(xedu), bank_additional: await raceTraining(bank) };
const forest = train(bank);
const batchVsXgboost = await raceScoring(xgboost, forest);
const rowMicros = measureRow(forest, bank.matrix);
const shapVsXgboost = await raceExplaining(xgboost, forest);
xgboost?.close();
const millionRows = measureMillionRows();
const result = { trainVsXgboost, batchVsXgboost, batchVsOnnx: null, rowMicros, shapVsXgboost, millionRows };
process.stdout.write(`${JSON.stringify(result, roundNumber, values.json ? 0 : 2)}\n`);

function train({ matrix, labels }: BenchSet): Forest {
  const trainRows = Int32Array.from(labels, (_, row) => row);
  return fitGbdt({ binned: binMatrix(matrix), labels, trainRows, options: BENCH_TREES, seed: 1 }).forest;
}

/** Binning and growing, from a table in memory to a model. */
async function raceTraining(set: BenchSet | null): Promise<number | null> {
  if (set === null || xgboost === null) return null;
  return race(
    `training ${set.name}`,
    () => timed(() => train(set)),
    () => xgboost.train(set.name),
  );
}

async function raceScoring(reference: Xgboost | null, trees: Forest): Promise<number | null> {
  if (reference === null) return null;
  const score = () => timed(() => scoreMatrix(trees, bank.matrix));
  return 1 / (await race('batch scoring', score, () => reference.predict(bank.name)));
}

async function raceExplaining(reference: Xgboost | null, trees: Forest): Promise<number | null> {
  if (reference === null) return null;
  const matrix = firstRows(bank.matrix, EXPLAINED_ROWS);
  const explainer = createTreeExplainer(trees);
  const contributions = new Float64Array(matrix.nRows * matrix.columns.length);
  const explain = () => timed(() => explainer.addContributions(matrix, contributions, 1));
  return 1 / (await race('exact contributions', explain, () => reference.explain(bank.name, matrix.nRows)));
}

async function race(what: string, ours: () => number, theirs: () => Promise<number>): Promise<number> {
  const times = await raceTimes(runs, ours, theirs);
  const text = ({ median, least, most }: typeof times.ours) =>
    `${median.toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})`;
  say(
    `${what}: ours ${text(times.ours)}, XGBoost ${text(times.theirs)}, ratio of times ${times.ratio.toFixed(2)}`,
  );
  return times.ratio;
}

/** Median microseconds of one encoded row through a scorer made once. */
function measureRow(trees: Forest, matrix: ColumnMatrix): number {
  const scoreRow = createRowScorer(trees);
  const rows = Array.from({ length: 1000 }, (_, row) => {
    const encoded = new Float64Array(matrix.columns.length);
    gatherRow(matrix, (row * 37) % matrix.nRows, encoded);
    return encoded;
  });
  const micros = Array.from({ length: ROW_BATCHES }, () => {
    const seconds = timed(() => {
      for (const row of rows) scoreRow(row);
    });
    return (seconds * 1e6) / rows.length;
  });
  return spreadOf(micros).median;
}

function firstRows({ nRows, columns }: ColumnMatrix, most: number): ColumnMatrix {
  return {
    nRows: Math.min(nRows, most),
    columns: columns.map(column =>
      column.kind === 'number'
        ? { ...column, values: column.values.subarray(0, most) }
        : { ...column, codes: column.codes.subarray(0, most) },
    ),
  };
}

function roundNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
