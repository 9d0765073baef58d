import { estimateDrift } from '../../calibration/base-rate-drift.ts';
import { bendLogOdds, type CalibrationCurve, chooseCurve } from '../../calibration/curve.ts';
import { fitMovingIntercept } from '../../calibration/moving-intercept.ts';
import {
  type Calibration,
  type CalibrationBlock,
  fitIntercept,
  fitPlatt,
  fitSlope,
  predictPlatt,
} from '../../calibration/platt.ts';
import { measureTogether } from '../../evaluate/verdict.ts';
import { meanTerms } from '../../explain/linear-terms.ts';
import { predictGbdt } from '../../gbdt/predict-gbdt.ts';
import { predictLogistic } from '../../linear/logistic.ts';
import { sigmoid } from '../../math/logistic.ts';
import { pickNumbers } from '../../math/order.ts';
import type { HeldOutMetrics, Model } from '../model.ts';
import { type BlockStarts, cutBlocks, judgedBlocks } from './block-losses.ts';
import { type Choices, fitTreesCandidate, type Trial, tryCandidates } from './candidates.ts';
import { blendLogOdds, chooseBlend } from './choose-blend.ts';
import { chooseSplits } from './choose-splits.ts';
import { estimateSquaredErrors } from './half-models.ts';
import { concatenateNumbers, type HeldOut, lineUp } from './held-out.ts';
import { prepareTraining, type TrainingLeads, type TrainingSet } from './training-set.ts';
import { fitLogisticCandidate } from './try-logistic.ts';

/** What a tenant's own outcomes have taught. */
export interface OwnModel
  extends Pick<Model, 'logistic' | 'trees' | 'blend' | 'calibration' | 'curve'>,
    Choices {
  readonly heldOutBy: 'time' | 'folds';
  readonly heldOut: HeldOutLeads;
  readonly metrics: HeldOutMetrics;
  /** Mean propensity of the held-out leads by the model as refitted and calibrated. */
  readonly calibratedRate: number;
  /** Mean log-odds of those leads by that model. */
  readonly centre: number;
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
  /** Leads that are judged together. */
  readonly blockStarts: BlockStarts;
}

const MAX_TRANSFERRED_SLOPE = 1.25;

/** Tries the candidates on held-out leads, blends and calibrates them there, then fits them again on all rows. */
export function fitOwnModel(leads: TrainingLeads): OwnModel {
  const { labels, times } = leads;
  const set = prepareTraining(leads);
  const heldOut = lineUp(chooseSplits(labels, leads), labels);
  const trial = judgeCandidates(set, heldOut);
  const { refitted, ...parts } = refit(set, heldOut, trial);
  const logOdds = bendLogOdds(trial.curve, predictPlatt(parts.calibration, refitted));
  return {
    ...parts,
    blend: trial.blend,
    curve: trial.curve,
    heldOutBy: heldOut.heldOutBy,
    penalty: trial.penalty,
    rounds: trial.rounds,
    halfLife: trial.halfLife,
    heldOut: {
      rows: heldOut.rows,
      labels: heldOut.labels,
      logOdds: trial.calibrated,
      squaredErrors: estimateSquaredErrors(set, heldOut, trial),
      blockStarts: heldOut.blockStarts,
    },
    metrics: trial.metrics,
    calibratedRate: meanOf(pickNumbers(logOdds, heldOut.rows).map(sigmoid)),
    centre: meanOf(pickNumbers(logOdds, heldOut.rows)),
    drift: heldOut.heldOutBy === 'folds' ? 0 : estimateDrift({ logOdds, labels, times: times! }),
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A trial with what follows from it. */
interface JudgedTrial extends Trial {
  blend: Model['blend'];
  calibration: Calibration;
  curve: CalibrationCurve | null;
  /** Log-odds of the blend, [heldOut.rows.length]. */
  calibrated: Float64Array;
  metrics: HeldOutMetrics;
}

/** Measures each candidate and the blend after calibration; its two parameters hardly flatter so many held-out leads. */
function judgeCandidates(set: TrainingSet, heldOut: HeldOut): JudgedTrial {
  const trial = tryCandidates(set, heldOut);
  const { labels, blockStarts } = heldOut;
  const blend = chooseBlend({ ...trial, labels, blockStarts });
  const blended = blendLogOdds(blend, trial.logistic, trial.trees);
  const blocks = cutBlocks(blended, labels, blockStarts);
  const slope = fitSlope(blocks);
  const calibration = { slope, intercept: fitIntercept(blended, labels, slope) };
  const curve = chooseCurve(alignBlocks(blocks, slope), labels);
  const calibrated = bendLogOdds(curve, predictPlatt(calibration, blended));
  const measureBlocks = (logOdds: Float64Array) =>
    measureTogether(judgedBlocks(logOdds, labels, blockStarts));
  const measureOne = (logOdds: Float64Array) =>
    measureBlocks(predictPlatt(fitPlatt(logOdds, labels), logOdds));
  const metrics = {
    logistic: measureOne(trial.logistic),
    trees: measureOne(trial.trees),
    chosen: measureBlocks(calibrated),
  };
  return { ...trial, blend, calibration, curve, calibrated, metrics };
}

/** Each block with its own intercept, so that no curve bends what is a moved base rate. */
function alignBlocks(blocks: readonly CalibrationBlock[], slope: number): Float64Array {
  return concatenateNumbers(
    blocks.map(({ logOdds, labels }) =>
      predictPlatt({ slope, intercept: fitIntercept(logOdds, labels, slope) }, logOdds),
    ),
  );
}

/** Both candidates fitted again on all rows, as far as the blend uses them, and calibrated. */
function refit(
  set: TrainingSet,
  heldOut: HeldOut,
  trial: JudgedTrial,
): Pick<Model, 'logistic' | 'trees' | 'calibration'> & { refitted: Float64Array } {
  const { blend, calibration } = trial;
  const allRows = Int32Array.from(set.labels, (_, row) => row);
  const weights = blend.logistic > 0 ? fitLogisticCandidate(set, allRows, trial) : null;
  const trees = blend.trees > 0 ? fitTreesCandidate(set, allRows, trial) : null;
  const none = new Float64Array(allRows.length);
  const refitted = blendLogOdds(
    blend,
    weights === null ? none : predictLogistic(weights, set.rows),
    trees === null ? none : predictGbdt(trees, set.matrix),
  );
  return {
    logistic:
      weights === null
        ? null
        : { ...weights, design: set.design, means: meanTerms(weights.weights, set.rows) },
    trees,
    refitted,
    calibration: transferCalibration(calibration, pickNumbers(refitted, heldOut.rows), heldOut),
  };
}

/**
 * The calibration of the model refitted on all rows. Refitting lets it learn from the newest leads too, but on rows that it
 * has learned from a model looks surer than it is, so its slope is the one found on leads that the model before had not
 * seen: at most a quarter steeper than its log-odds, because a much steeper one tells of the drift between old and new
 * leads, which the refitted model knows. The intercept alone is set anew, so that mean propensity over the held-out rows
 * equals what happened there, the more towards the newest block the more the blocks differ: a mean is hardly touched by
 * overfitting, and where base rates move, the newest part is the best guess.
 */
function transferCalibration(
  heldOutCalibration: Calibration,
  refitted: Float64Array,
  { labels, blockStarts }: HeldOut,
): Calibration {
  const slope = Math.min(heldOutCalibration.slope, MAX_TRANSFERRED_SLOPE);
  return { intercept: fitMovingIntercept(cutBlocks(refitted, labels, blockStarts), slope), slope };
}
