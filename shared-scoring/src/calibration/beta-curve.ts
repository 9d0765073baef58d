import { logLossOf, sigmoid } from '../math/logistic.ts';
import type { LeadGroup } from './lead-group.ts';

/** Log-odds of `c + a ln(p) - b ln(1 - p)`; a and b above 0. */
export interface BetaCurve {
  readonly kind: 'beta';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const LEAST_SLOPE = 0.05;
const MAX_SWEEPS = 500;
const LONGEST_STEP = 0.5;
const PRECISION = 1e-7;

/** The most likely curve, by cyclic Newton steps in one parameter at a time from the line; the problem is convex. */
export function fitBeta(groups: readonly LeadGroup[]): BetaCurve {
  const parameters = { a: 1, b: 1, c: 0 };
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let longest = 0;
    for (const name of ['a', 'b', 'c'] as const) {
      const step = newtonStep(groups, parameters, name);
      const next = name === 'c' ? parameters.c + step : Math.max(LEAST_SLOPE, parameters[name] + step);
      longest = Math.max(longest, Math.abs(next - parameters[name]));
      parameters[name] = next;
    }
    if (longest < PRECISION) break;
  }
  return { kind: 'beta', ...parameters };
}

/** The curve's log-odds. Never overflows. */
export function betaValue({ a, b, c }: Omit<BetaCurve, 'kind'>, logOdds: number): number {
  const { a: lnP, b: minusLnQ } = inputsOf(logOdds);
  return c + a * lnP + b * minusLnQ;
}

/** What each parameter multiplies: ln(p), -ln(1 - p) and 1. */
function inputsOf(logOdds: number): Record<'a' | 'b' | 'c', number> {
  return { a: -logLossOf(logOdds, 1), b: logLossOf(logOdds, 0), c: 1 };
}

function newtonStep(
  groups: readonly LeadGroup[],
  parameters: Omit<BetaCurve, 'kind'>,
  name: 'a' | 'b' | 'c',
): number {
  let [gradient, curvature] = [0, 1e-9];
  for (const { logOdds, rows, conversions } of groups) {
    const propensity = sigmoid(betaValue(parameters, logOdds));
    const input = inputsOf(logOdds)[name];
    gradient += (rows * propensity - conversions) * input;
    curvature += rows * propensity * (1 - propensity) * input * input;
  }
  return Math.min(Math.max(-gradient / curvature, -LONGEST_STEP), LONGEST_STEP);
}
