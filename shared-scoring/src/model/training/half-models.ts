/**
 * How far the model's log-odds are from the truth because it has learned from so few leads and not from all there could be.
 * Two models learned from disjoint halves of the same leads, both calibrated on held-out leads, differ there by their
 * errors alone: they share the truth. Read as two noisy, shrunken views of one truth (f = k (truth + noise), which is what a
 * penalised and calibrated model is), their correlation k and mean squared difference d2 give, for a model of both halves,
 *   mean squared error = d2 / (2 k (1 + k))
 * With k = 1 that is the variance alone, d2 / 4; the smaller k, the more of the truth the penalty has kept out.
 */
import { fitPlatt, predictPlatt } from '../../calibration/platt.ts';
import { predictGbdt } from '../../gbdt/predict-gbdt.ts';
import { predictLogistic } from '../../linear/logistic.ts';
import { pickLabels, pickNumbers } from '../../math/order.ts';
import { createRandom, shuffledIndices } from '../../math/random.ts';
import type { Blend } from '../model.ts';
import { type Choices, fitTreesCandidate } from './candidates.ts';
import { blendLogOdds } from './choose-blend.ts';
import type { Split } from './choose-splits.ts';
import type { HeldOut } from './held-out.ts';
import type { TrainingSet } from './training-set.ts';
import { fitLogisticCandidate } from './try-logistic.ts';

/** The model as chosen: what the halves are trained like. */
export interface ChosenModel extends Choices {
  readonly blend: Blend;
}

/**
 * What both halves have wrong alike shows in no difference between them: curves met by few steps, interactions never
 * found. Penalties and early stopping are chosen where such bias and variance balance; over generated leads of four kinds the true
 * squared errors are 1.1 to 2.6 times what the halves show (bench/interval-coverage.ts).
 */
const UNSEEN_BIAS = 2;
/** A correlation under this says no more than that the halves have hardly anything in common. */
const LEAST_CORRELATION = 0.1;

/**
 * Expected squared error of the log-odds at each held-out lead. A single lead's figure is a draw and means something only
 * among others.
 */
export function estimateSquaredErrors(set: TrainingSet, heldOut: HeldOut, chosen: ChosenModel): Float64Array {
  const pairs = splitsForHalves(heldOut).map(split => {
    const labels = pickLabels(set.labels, split.heldOutRows);
    return halve(split.trainRows, set.seed).map(half => {
      const logOdds = pickNumbers(predictOf(set, half, chosen), split.heldOutRows);
      return predictPlatt(fitPlatt(logOdds, labels), logOdds);
    });
  });
  const [ones, others] = [0, 1].map(at => Float64Array.from(pairs.flatMap(pair => [...pair[at]])));
  const k = Math.max(LEAST_CORRELATION, correlation(ones, others));
  return ones.map((one, row) => (UNSEEN_BIAS * (one - others[row]) ** 2) / (2 * k * (1 + k)));
}

/** By time one pair of halves serves: what came before the first block has seen no held-out row. */
function splitsForHalves({ heldOutBy, splits, rows }: HeldOut): readonly Split[] {
  return heldOutBy === 'time' ? [{ trainRows: splits[0].trainRows, heldOutRows: rows }] : splits;
}

function halve(rows: Int32Array, seed: number): Int32Array[] {
  const shuffled = pickRows(rows, shuffledIndices(rows.length, createRandom(seed)));
  const middle = rows.length >> 1;
  return [shuffled.slice(0, middle).sort(), shuffled.slice(middle).sort()];
}

function pickRows(rows: Int32Array, indices: Int32Array): Int32Array {
  return indices.map(index => rows[index]);
}

function predictOf(set: TrainingSet, rows: Int32Array, chosen: ChosenModel): Float64Array {
  const none = new Float64Array(set.labels.length);
  const { blend } = chosen;
  const logistic =
    blend.logistic === 0 ? none : predictLogistic(fitLogisticCandidate(set, rows, chosen), set.rows);
  const trees = blend.trees === 0 ? none : predictGbdt(fitTreesCandidate(set, rows, chosen), set.matrix);
  return blendLogOdds(blend, logistic, trees);
}

/** Pearson's, or 0 when one of them does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [a, b].map(values => values.reduce((sum, value) => sum + value, 0) / values.length);
  let [ab, aa, bb] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    ab += (a[row] - meanA) * (b[row] - meanB);
    aa += (a[row] - meanA) ** 2;
    bb += (b[row] - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
