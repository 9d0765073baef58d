/**
 * The candidates of a training: a penalised logistic regression and boosted trees, each tried on held-out leads.
 * Bins, scales and levels are learned once from all rows: they look at no label, so nothing leaks through them.
 */
import { fitPlatt, predictPlatt } from '../calibration/platt.ts';
import { type BinnedMatrix, binMatrix } from '../gbdt/binning.ts';
import { fitGbdt } from '../gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../gbdt/options.ts';
import { type Design, designRows, fitDesign } from '../linear/design.ts';
import { fitLogistic, type LogisticWeights, predictLogistic } from '../linear/logistic.ts';
import type { ColumnMatrix } from '../math/column-matrix.ts';
import type { Forest } from '../math/forest.ts';
import { logLossOf } from '../math/logistic.ts';
import { pickLabels, pickNumbers } from '../math/order.ts';
import type { TermRows } from '../math/term-rows.ts';

/** The training leads as both candidates want them. */
export interface TrainingSet {
  readonly labels: Uint8Array;
  readonly binned: BinnedMatrix;
  readonly design: Design;
  readonly rows: TermRows;
  readonly seed: number;
}

/** Rows to learn from and rows to be judged on, without any in common. */
export interface Split {
  readonly trainRows: Int32Array;
  readonly heldOutRows: Int32Array;
}

/** How the candidates did on leads that they had not learned from. */
export interface Trial {
  /** Every held-out row of every split. */
  readonly rows: Int32Array;
  /** Log-odds by candidate, in the order of `rows`. */
  readonly logistic: Float64Array;
  readonly trees: Float64Array;
  /** The best penalty, and the trees that were best on average. */
  readonly penalty: number;
  readonly rounds: number;
}

const PENALTIES = [30, 10, 3, 1] as const;

/** Prepares the columns for both candidates. */
export function prepareTraining(matrix: ColumnMatrix, labels: Uint8Array, seed: number): TrainingSet {
  const design = fitDesign(matrix);
  return { labels, binned: binMatrix(matrix), design, rows: designRows(design, matrix), seed };
}

/** Tries both candidates on every split. */
export function tryCandidates(set: TrainingSet, splits: readonly Split[]): Trial {
  const rows = concatenate(
    splits.map(split => split.heldOutRows),
    length => new Int32Array(length),
  );
  const labels = pickLabels(set.labels, rows);
  const byPenalty = tryPenalties(set, splits);
  const losses = byPenalty.map(logOdds => calibratedLoss(logOdds, labels));
  const best = losses.indexOf(Math.min(...losses));
  const fits = splits.map(({ trainRows, heldOutRows }) =>
    fitGbdt({ ...set, trainRows, validationRows: heldOutRows, options: DEFAULT_GBDT_OPTIONS }),
  );
  const rounds = Math.max(1, Math.round(fits.reduce((sum, fit) => sum + fit.rounds / fits.length, 0)));
  return {
    rows,
    logistic: byPenalty[best],
    trees: concatenate(
      fits.map(fit => fit.validationLogOdds),
      length => new Float64Array(length),
    ),
    penalty: PENALTIES[best],
    rounds,
  };
}

/** Fits the logistic candidate on all rows. */
export function refitLogistic(set: TrainingSet, penalty: number): LogisticWeights {
  return fitLogistic({ ...set, termCount: set.design.termCount, trainRows: allRows(set), penalty });
}

/** Fits the trees on all rows, as many as were best on held-out leads. */
export function refitTrees(set: TrainingSet, rounds: number): Forest {
  return fitGbdt({ ...set, trainRows: allRows(set), options: { ...DEFAULT_GBDT_OPTIONS, rounds } }).forest;
}

/** Mean log loss after calibration on the same leads: two parameters, so that a moved base rate does not decide. */
export function calibratedLoss(logOdds: Float64Array, labels: Uint8Array): number {
  const calibrated = predictPlatt(fitPlatt(logOdds, labels), logOdds);
  return calibrated.reduce((sum, value, row) => sum + logLossOf(value, labels[row]), 0) / labels.length;
}

function tryPenalties(set: TrainingSet, splits: readonly Split[]): Float64Array[] {
  const perSplit = splits.map(({ trainRows, heldOutRows }) => {
    let start: LogisticWeights | undefined;
    return PENALTIES.map(penalty => {
      const problem = { ...set, termCount: set.design.termCount, trainRows, penalty };
      start = fitLogistic(start === undefined ? problem : { ...problem, start });
      return pickNumbers(predictLogistic(start, set.rows), heldOutRows);
    });
  });
  return PENALTIES.map((_, at) =>
    concatenate(
      perSplit.map(byPenalty => byPenalty[at]),
      length => new Float64Array(length),
    ),
  );
}

function concatenate<T extends Float64Array | Int32Array>(
  parts: readonly T[],
  allocate: (length: number) => T,
): T {
  const whole = allocate(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function allRows(set: TrainingSet): Int32Array {
  return Int32Array.from(set.labels, (_, row) => row);
}
