import { estimateDrift } from '../calibration/base-rate-drift.ts';
import { bendLogOdds, type CalibrationCurve, chooseCurve } from '../calibration/curve.ts';
import { type Calibration, fitIntercept, fitPlatt, predictPlatt } from '../calibration/platt.ts';
import { measure } from '../evaluate/measure.ts';
import { meanTerms } from '../explain/linear-terms.ts';
import { predictGbdt } from '../gbdt/predict-gbdt.ts';
import { predictLogistic } from '../linear/logistic.ts';
import type { ColumnMatrix } from '../math/column-matrix.ts';
import { sigmoid } from '../math/logistic.ts';
import { pickLabels, pickNumbers } from '../math/order.ts';
import {
  prepareTraining,
  refitLogistic,
  refitTrees,
  type Split,
  type TrainingSet,
  type Trial,
  tryCandidates,
} from './candidates.ts';
import { blendLogOdds, chooseBlend } from './choose-blend.ts';
import { chooseSplits } from './choose-splits.ts';
import { estimateSquaredErrors } from './half-models.ts';
import type { HeldOutMetrics, Model } from './model.ts';

/** What a tenant's own outcomes have taught. */
export interface OwnModel extends Pick<Model, 'logistic' | 'trees' | 'blend' | 'calibration' | 'curve'> {
  readonly heldOutBy: 'time' | 'folds';
  /** Penalty of the logistic candidate and number of trees. */
  readonly penalty: number;
  readonly rounds: number;
  readonly heldOut: HeldOutLeads;
  readonly metrics: HeldOutMetrics;
  /** Expected squared move of the base rate's log-odds until the model is used. */
  readonly drift: number;
}

/** Leads that the model before its last fit had not learned from; arrays of one length. */
export interface HeldOutLeads {
  readonly rows: Int32Array;
  readonly labels: Uint8Array;
  /** Calibrated. */
  readonly logOdds: Float64Array;
  /** Expected squared error at each lead. */
  readonly squaredErrors: Float64Array;
}

export interface OwnProblem {
  readonly matrix: ColumnMatrix;
  /** [matrix.nRows], at least two of each outcome. */
  readonly labels: Uint8Array;
  readonly times: Float64Array | undefined;
  readonly seed: number;
}

const MAX_TRANSFERRED_SLOPE = 1.25;

/** Tries the candidates on held-out leads, blends and calibrates them there, then fits them again on all rows. */
export function fitOwnModel({ matrix, labels, times, seed }: OwnProblem): OwnModel {
  const set = prepareTraining(matrix, labels, seed);
  const { heldOutBy, splits } = chooseSplits(labels, { times, seed });
  const trial = judgeCandidates(set, splits);
  const { refitted, ...parts } = refit(set, matrix, trial);
  const logOdds = bendLogOdds(trial.curve, predictPlatt(parts.calibration, refitted));
  return {
    ...parts,
    blend: trial.blend,
    curve: trial.curve,
    heldOutBy,
    penalty: trial.penalty,
    rounds: trial.rounds,
    heldOut: {
      rows: trial.rows,
      labels: trial.labels,
      logOdds: trial.calibrated,
      squaredErrors: estimateSquaredErrors(set, matrix, { chosen: trial, splits }),
    },
    metrics: trial.metrics,
    drift: heldOutBy === 'folds' ? 0 : estimateDrift({ logOdds, labels, times: times! }),
  };
}

/** A trial with what follows from it. */
interface JudgedTrial extends Trial {
  /** Of the held-out rows, as all that follow. */
  labels: Uint8Array;
  blend: Model['blend'];
  calibration: Calibration;
  curve: CalibrationCurve | null;
  /** Log-odds of the blend. */
  calibrated: Float64Array;
  metrics: HeldOutMetrics;
}

/** Measures each candidate and the blend after calibration; its two parameters hardly flatter so many held-out leads. */
function judgeCandidates(set: TrainingSet, splits: readonly Split[]): JudgedTrial {
  const trial = tryCandidates(set, splits);
  const labels = pickLabels(set.labels, trial.rows);
  const blend = chooseBlend(trial.logistic, trial.trees, labels);
  const blended = blendLogOdds(blend, trial.logistic, trial.trees);
  const calibration = fitPlatt(blended, labels);
  const straight = predictPlatt(calibration, blended);
  const curve = chooseCurve(straight, labels);
  const calibrated = bendLogOdds(curve, straight);
  const measureOne = (logOdds: Float64Array) =>
    measure(predictPlatt(fitPlatt(logOdds, labels), logOdds).map(sigmoid), labels);
  const metrics = {
    logistic: measureOne(trial.logistic),
    trees: measureOne(trial.trees),
    chosen: measure(calibrated.map(sigmoid), labels),
  };
  return { ...trial, labels, blend, calibration, curve, calibrated, metrics };
}

/** Both candidates fitted again on all rows, as far as the blend uses them, and calibrated. */
function refit(
  set: TrainingSet,
  matrix: ColumnMatrix,
  { blend, calibration, labels, penalty, rounds, rows }: JudgedTrial,
): Pick<Model, 'logistic' | 'trees' | 'calibration'> & { refitted: Float64Array } {
  const weights = blend.logistic > 0 ? refitLogistic(set, penalty) : null;
  const trees = blend.trees > 0 ? refitTrees(set, rounds) : null;
  const none = new Float64Array(matrix.nRows);
  const refitted = blendLogOdds(
    blend,
    weights === null ? none : predictLogistic(weights, set.rows),
    trees === null ? none : predictGbdt(trees, matrix),
  );
  return {
    logistic:
      weights === null
        ? null
        : { ...weights, design: set.design, means: meanTerms(weights.weights, set.rows) },
    trees,
    refitted,
    calibration: transferCalibration(calibration, pickNumbers(refitted, rows), labels),
  };
}

/**
 * The calibration of the model refitted on all rows. Refitting lets it learn from the newest leads too, but on rows that it
 * has learned from a model looks surer than it is, so its slope is the one found on leads that the model before had not
 * seen: at most a quarter steeper than its log-odds, because a much steeper one tells of the drift between old and new
 * leads, which the refitted model knows. The intercept alone is set anew, so that mean propensity over the held-out rows
 * equals what happened there: a mean is hardly touched by overfitting, and where base rates move, the newest part is the
 * best guess.
 */
function transferCalibration(heldOut: Calibration, refitted: Float64Array, labels: Uint8Array): Calibration {
  const slope = Math.min(heldOut.slope, MAX_TRANSFERRED_SLOPE);
  return { intercept: fitIntercept(refitted, labels, slope), slope };
}
