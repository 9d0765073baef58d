/**
 * How far the base rate has moved since a model was calibrated, as log-odds to add to every lead. Two ways, by what is known of
 * recent leads; both assume that only the base rate moved, not what tells leads apart.
 *   outcomes  the most likely shift, held back by a normal prior around none with a deviation of 1: few outcomes move little
 *   none      the base rate under which the scores of recent leads are most likely as a mixture of converting and other leads
 *             (Saerens' expectation and maximisation); it can tell nothing when scores hardly tell leads apart
 * @see Saerens, Latinne, Decaestecker (2002), Adjusting the Outputs of a Classifier to New a Priori Probabilities
 */
import { logit, sigmoid } from '../math/logistic.ts';

const PRIOR_DEVIATION = 1;
const MAX_STEPS = 200;
const LONGEST_STEP = 1;
const PRECISION = 1e-9;
/** Base rates beyond these would need more leads than anyone has to tell. */
const LEAST_RATE = 1e-4;

/**
 * The shift given recent outcomes; calibrated log-odds [n], labels [n]. 0 without leads.
 * @throws RangeError when the lengths differ
 */
export function shiftByOutcomes(logOdds: Float64Array, labels: Uint8Array): number {
  if (logOdds.length !== labels.length)
    throw new RangeError(`shiftByOutcomes requires ${logOdds.length} labels, got ${labels.length}`);
  let shift = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    let gradient = shift / PRIOR_DEVIATION ** 2;
    let curvature = 1 / PRIOR_DEVIATION ** 2;
    for (let row = 0; row < labels.length; row++) {
      const propensity = sigmoid(logOdds[row] + shift);
      gradient += propensity - labels[row];
      curvature += propensity * (1 - propensity);
    }
    const move = Math.min(Math.max(-gradient / curvature, -LONGEST_STEP), LONGEST_STEP);
    shift += move;
    if (Math.abs(move) < PRECISION) break;
  }
  return shift;
}

/**
 * The shift without outcomes: calibrated log-odds [n] of recent leads and the base rate, in (0, 1), that they were calibrated
 * to. 0 without leads.
 * @throws RangeError when the base rate is not between 0 and 1
 */
export function shiftByScores(logOdds: Float64Array, baseRate: number): number {
  if (!(baseRate > 0 && baseRate < 1))
    throw new RangeError(`shiftByScores requires a base rate between 0 and 1, got ${baseRate}`);
  if (logOdds.length === 0) return 0;
  let rate = baseRate;
  for (let step = 0; step < MAX_STEPS; step++) {
    const shift = logit(rate) - logit(baseRate);
    const mean = logOdds.reduce((sum, value) => sum + sigmoid(value + shift), 0) / logOdds.length;
    const next = Math.min(Math.max(mean, LEAST_RATE), 1 - LEAST_RATE);
    const isSettled = Math.abs(next - rate) < PRECISION;
    rate = next;
    if (isSettled) break;
  }
  return logit(rate) - logit(baseRate);
}
