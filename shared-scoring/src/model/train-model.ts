import { estimateDrift } from '../calibration/base-rate-drift.ts';
import { fitIntervals } from '../calibration/interval.ts';
import { type Calibration, fitIntercept, fitPlatt, predictPlatt } from '../calibration/platt.ts';
import { InputError } from '../domain/errors.ts';
import type { ScoreScale } from '../domain/score-scale.ts';
import { measure } from '../evaluate/measure.ts';
import { judge } from '../evaluate/verdict.ts';
import { meanTerms } from '../explain/linear-terms.ts';
import { encodeTable, fitEncoding } from '../features/encoding.ts';
import type { Table } from '../features/table.ts';
import { predictGbdt } from '../gbdt/predict-gbdt.ts';
import { predictLogistic } from '../linear/logistic.ts';
import type { ColumnMatrix } from '../math/column-matrix.ts';
import { baseLogOdds, sigmoid } from '../math/logistic.ts';
import { countConversions, pickLabels, pickNumbers } from '../math/order.ts';
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
import { chooseSplits, rarestOutcome } from './choose-splits.ts';
import { describeFeatures } from './feature-facts.ts';
import { estimateSquaredErrors } from './half-models.ts';
import { type Blend, type CallerFacts, type HeldOutMetrics, LIBRARY_VERSION, type Model } from './model.ts';

export interface TrainingRequest {
  readonly table: Table;
  /** [table.nRows], 1 = converted within the horizon, 0 = not. */
  readonly labels: Uint8Array;
  /** [table.nRows], larger is later; finite. Any unit. */
  readonly times?: Float64Array;
  readonly seed: number;
  /** The tenant's own scale, so that points keep their meaning; without it one is derived. */
  readonly scoreScale?: ScoreScale;
  readonly facts?: CallerFacts;
}

/** Every 10 points double the odds. */
const POINTS_PER_LOG_ODDS = 10 / Math.LN2;
const MIN_OUTCOMES = 2;
const MAX_TRANSFERRED_SLOPE = 1.25;

/**
 * Trains a model with the one configuration that serves every tenant: tries the candidates on held-out leads, blends and calibrates
 * them there, then fits them again on all rows. Same request, same model.
 * @throws InputError ERR_INPUT_INVALID when there are no rows, fewer than two leads of an outcome, or no column that varies
 * @throws RangeError when lengths differ, a label is not 0 or 1, or a time is not finite
 */
export function trainModel(request: TrainingRequest): Model {
  requireRequest(request);
  const { table, labels, seed } = request;
  const { features, unused } = fitEncoding(table);
  if (features.length === 0) {
    throw new InputError(
      'ERR_INPUT_INVALID',
      'training needs a column whose values differ, but in every column all rows are alike',
    );
  }
  const matrix = encodeTable(features, table);
  const set = prepareTraining(matrix, labels, seed);
  const { heldOutBy, splits } = chooseSplits(labels, { times: request.times, seed });
  const trial = judgeCandidates(set, splits);
  const conversions = countConversions(labels);
  const { refitted, ...parts } = refit(set, matrix, trial);
  const drift =
    heldOutBy === 'folds'
      ? 0
      : estimateDrift({ logOdds: predictPlatt(parts.calibration, refitted), labels, times: request.times! });
  return {
    features,
    ...parts,
    blend: trial.blend,
    intervals: fitIntervals({
      logOdds: trial.calibrated,
      squaredErrors: estimateSquaredErrors(set, matrix, { chosen: trial, splits }),
      drift,
    }),
    scoreScale: request.scoreScale ?? deriveScoreScale(trial.labels),
    facts: {
      libraryVersion: LIBRARY_VERSION,
      seed,
      rows: labels.length,
      conversions,
      baseRate: conversions / labels.length,
      heldOutBy,
      heldOut: trial.metrics,
      verdict: judge(trial.calibrated.map(sigmoid), trial.labels, seed),
      penalty: trial.penalty,
      rounds: trial.rounds,
      features: describeFeatures(features, matrix, labels),
      unused,
      caller: request.facts ?? {},
    },
  };
}

/** A trial with what follows from it. */
interface JudgedTrial extends Trial {
  /** Of the held-out rows, as all that follow. */
  labels: Uint8Array;
  blend: Blend;
  calibration: Calibration;
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
  const calibrated = predictPlatt(calibration, blended);
  const measureOne = (logOdds: Float64Array) =>
    measure(predictPlatt(fitPlatt(logOdds, labels), logOdds).map(sigmoid), labels);
  const metrics = {
    logistic: measureOne(trial.logistic),
    trees: measureOne(trial.trees),
    chosen: measure(calibrated.map(sigmoid), labels),
  };
  return { ...trial, labels, blend, calibration, calibrated, metrics };
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

function deriveScoreScale(heldOutLabels: Uint8Array): ScoreScale {
  const midLogOdds = baseLogOdds(countConversions(heldOutLabels), heldOutLabels.length);
  return { pointsPerLogOdds: POINTS_PER_LOG_ODDS, midLogOdds };
}

function requireRequest({ table, labels, times }: TrainingRequest): void {
  if (labels.length !== table.nRows)
    throw new RangeError(`trainModel requires ${table.nRows} labels, got ${labels.length}`);
  if (times !== undefined && times.length !== table.nRows) {
    throw new RangeError(`trainModel requires ${table.nRows} times, got ${times.length}`);
  }
  if (times?.some(time => !Number.isFinite(time)))
    throw new RangeError('trainModel requires finite times, got one that is not');
  if (labels.some(label => label > 1))
    throw new RangeError('trainModel requires labels of 0 and 1, got another');
  if (labels.length === 0) throw new InputError('ERR_INPUT_INVALID', 'training needs leads, got none');
  if (rarestOutcome(labels) < MIN_OUTCOMES) {
    const conversions = countConversions(labels);
    throw new InputError(
      'ERR_INPUT_INVALID',
      `training needs at least ${MIN_OUTCOMES} leads that converted and ${MIN_OUTCOMES} that did not, got ${conversions} and ${labels.length - conversions}`,
    );
  }
}
