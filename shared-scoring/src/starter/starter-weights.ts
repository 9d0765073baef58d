/**
 * How much the starter and the tenant's own model count: log-odds = intercept + fit x starter's fit
 * + engagement x starter's engagement + own x own log-odds, by the most likely weights given held-out leads and a normal prior
 * at the starter alone (intercept 0, fit 1, engagement 1, own 0). Without outcomes the prior is the answer; every
 * outcome moves the weights a little, so the tenant's own model takes over continuously and as far as it earns.
 * Found by cyclic Newton steps in one weight at a time, which a convex problem allows; no part ever counts backwards.
 */
import { sigmoid } from '../math/logistic.ts';

export interface StarterWeights {
  /** Added to the starter's own intercept. */
  readonly intercept: number;
  /** At least 0, as the next two. */
  readonly fit: number;
  readonly engagement: number;
  readonly own: number;
}

/** Log-odds of leads with known outcomes, arrays [n]. */
export interface WeighedLeads {
  readonly fit: Float64Array;
  readonly engagement: Float64Array;
  /** Of leads that the own model has not learned from, less their mean; all 0 where there is no own model. */
  readonly own: Float64Array;
  /** Log-odds by which the base rate of a lead's time differs from that for which the weights are meant; none where absent. */
  readonly offsets?: Float64Array;
  readonly labels: Uint8Array;
}

type WeightName = keyof StarterWeights;

const PRIOR: Readonly<Record<WeightName, { mean: number; deviation: number; least: number }>> = {
  // Base rates of tenants differ by far: one standard deviation is a factor of 4.5 in the odds.
  intercept: { mean: 0, deviation: 1.5, least: -Infinity },
  fit: { mean: 1, deviation: 0.5, least: 0 },
  engagement: { mean: 1, deviation: 0.5, least: 0 },
  own: { mean: 0, deviation: 0.5, least: 0 },
};
const NAMES = Object.keys(PRIOR) as WeightName[];
const MAX_SWEEPS = 200;
const LONGEST_STEP = 1;
const PRECISION = 1e-7;

/**
 * Expected squared error of the intercept's log-odds after these leads: that of the prior, less what their outcomes have told.
 */
export function interceptError(logOdds: Float64Array): number {
  const information = logOdds.reduce((sum, value) => sum + sigmoid(value) * sigmoid(-value), 0);
  return 1 / (1 / PRIOR.intercept.deviation ** 2 + information);
}

/** Weighs the parts; `starterIntercept` is where the log-odds begin. Without leads the prior's means. */
export function fitStarterWeights(
  { fit, engagement, own, offsets, labels }: WeighedLeads,
  starterIntercept: number,
): StarterWeights {
  const ones = new Float64Array(labels.length).fill(1);
  const inputs: Readonly<Record<WeightName, Float64Array>> = { intercept: ones, fit, engagement, own };
  const weights = { intercept: 0, fit: 1, engagement: 1, own: 0 };
  const logOdds = fit.map((value, row) => starterIntercept + (offsets?.[row] ?? 0) + value + engagement[row]);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let longest = 0;
    for (const name of NAMES) {
      const step = stepOf(name, weights[name], { input: inputs[name], logOdds, labels });
      weights[name] += step;
      for (let row = 0; row < logOdds.length; row++) logOdds[row] += step * inputs[name][row];
      longest = Math.max(longest, Math.abs(step));
    }
    if (longest < PRECISION) break;
  }
  return weights;
}

function stepOf(
  name: WeightName,
  weight: number,
  { input, logOdds, labels }: { input: Float64Array; logOdds: Float64Array; labels: Uint8Array },
): number {
  const { mean, deviation, least } = PRIOR[name];
  let gradient = (weight - mean) / deviation ** 2;
  let curvature = 1 / deviation ** 2;
  for (let row = 0; row < labels.length; row++) {
    const propensity = sigmoid(logOdds[row]);
    gradient += (propensity - labels[row]) * input[row];
    curvature += propensity * (1 - propensity) * input[row] ** 2;
  }
  const step = Math.min(Math.max(-gradient / curvature, -LONGEST_STEP), LONGEST_STEP);
  return Math.max(step, least - weight);
}
