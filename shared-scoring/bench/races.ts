import { createTreeExplainer } from '../src/explain/tree-shap.ts';
import { binMatrix } from '../src/gbdt/binning.ts';
import { fitGbdt } from '../src/gbdt/fit-gbdt.ts';
import { createRowScorer } from '../src/gbdt/row-scorer.ts';
import { scoreMatrix } from '../src/gbdt/score-matrix.ts';
import { type ColumnMatrix, gatherRow } from '../src/math/column-matrix.ts';
import type { Forest } from '../src/math/forest.ts';
import { type BenchSet, generateNumbers } from './bench-sets.ts';
import { BENCH_TREES } from './bench-trees.ts';
import { type OnnxScorer, startOnnx } from './references/onnxruntime.ts';
import type { Xgboost } from './references/xgboost.ts';
import { raceTimes, type Spread, spreadOf, timed } from './repeat.ts';

/** One race after another; each says its absolute times by `say`. All on one thread on either side. */
export interface RaceTrack {
  readonly runs: number;
  readonly say: (line: string) => void;
}

const EXPLAINED_ROWS = 2000;
const ROW_BATCHES = 200;
const NUMERIC = { rows: 50_000, columns: 30, seed: 3 };
/** onnxruntime adds a hundred 32-bit floats: a row that went another way would be off by thousands of times more. */
const ONNX_TOLERANCE = 1e-5;

/** Bins and grows the bench's trees, from a table in memory; from all rows and 100 of them when not told otherwise. */
export function trainTrees(
  { matrix, labels }: BenchSet,
  { rounds = BENCH_TREES.rounds, trainRows = Int32Array.from(labels, (_, row) => row) } = {},
): Forest {
  const options = { ...BENCH_TREES, rounds };
  return fitGbdt({ binned: binMatrix(matrix), labels, trainRows, options, seed: 1 }).forest;
}

/** Our time over XGBoost's. */
export function raceTraining(track: RaceTrack, xgboost: Xgboost, set: BenchSet): Promise<number> {
  const train = () => timed(() => trainTrees(set));
  return race(track, `training ${set.name}, ours and XGBoost`, train, () => xgboost.train(set.name));
}

/** Our rows per second over XGBoost's, which was trained on the set before. */
export async function raceScoring(
  track: RaceTrack,
  xgboost: Xgboost,
  { set, trees }: { set: BenchSet; trees: Forest },
): Promise<number> {
  const score = () => timed(() => scoreMatrix(trees, set.matrix));
  return 1 / (await race(track, 'batch scoring, ours and XGBoost', score, () => xgboost.predict(set.name)));
}

/** The same for exact contributions. */
export async function raceExplaining(
  track: RaceTrack,
  xgboost: Xgboost,
  { set, trees }: { set: BenchSet; trees: Forest },
): Promise<number> {
  const matrix = firstRows(set.matrix, EXPLAINED_ROWS);
  const explainer = createTreeExplainer(trees);
  const contributions = new Float64Array(matrix.nRows * matrix.columns.length);
  const explain = () => timed(() => explainer.addContributions(matrix, contributions, 1));
  const theirs = () => xgboost.explain(set.name, matrix.nRows);
  return 1 / (await race(track, 'exact contributions, ours and XGBoost', explain, theirs));
}

/**
 * Our rows per second over onnxruntime's on the same trees of numbers; null where it is absent.
 * @throws Error when the two disagree on a row
 */
export async function raceOnnx(track: RaceTrack): Promise<number | null> {
  const set = generateNumbers(NUMERIC.rows, NUMERIC.columns, NUMERIC.seed);
  const matrix = roundToFloats(set.matrix);
  const trees = trainTrees({ ...set, matrix });
  const onnx = await startOnnx(trees, matrix);
  if (onnx === null) return null;
  await requireSameScores(trees, matrix, onnx);
  const score = () => timed(() => scoreMatrix(trees, matrix));
  const theirs = async () => {
    const startedAt = performance.now();
    await onnx.score();
    return (performance.now() - startedAt) / 1000;
  };
  return 1 / (await race(track, 'batch scoring of numbers, ours and onnxruntime', score, theirs));
}

async function requireSameScores(trees: Forest, matrix: ColumnMatrix, onnx: OnnxScorer): Promise<void> {
  const theirs = await onnx.score();
  scoreMatrix(trees, matrix).forEach((logOdds, row) => {
    if (Math.abs(logOdds - theirs[row]) <= ONNX_TOLERANCE) return;
    throw new Error(`onnxruntime gives row ${row} the log-odds ${theirs[row]}, ours are ${logOdds}`);
  });
}

/** Microseconds of one encoded row through a scorer made once; each time is of a thousand different rows. */
export function measureRow(trees: Forest, matrix: ColumnMatrix): Spread {
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
  return spreadOf(micros);
}

async function race(
  { runs, say }: RaceTrack,
  what: string,
  ours: () => number,
  theirs: () => Promise<number>,
): Promise<number> {
  const times = await raceTimes(runs, ours, theirs);
  const text = ({ median, least, most }: Spread) =>
    `${median.toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})`;
  say(`${what}: ${text(times.ours)}, ${text(times.theirs)}, ratio of times ${times.ratio.toFixed(2)}`);
  return times.ratio;
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

/** onnxruntime's rows are 32-bit floats: leads of such values mean the same to both. */
function roundToFloats({ nRows, columns }: ColumnMatrix): ColumnMatrix {
  return {
    nRows,
    columns: columns.map(column =>
      column.kind === 'number' ? { ...column, values: column.values.map(Math.fround) } : column,
    ),
  };
}
