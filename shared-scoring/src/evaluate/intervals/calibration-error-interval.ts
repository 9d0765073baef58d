/**
 * 90 % interval of the calibration error. The error is a mean of absolute gaps, and chance only ever adds to it: percentiles of
 * leads drawn again would lie above the truth. So the interval holds the true errors under which the error that was found lies
 * within the middle 90 % of what is simulated; of true propensities its low end is 0 in 95 of 100 cases.
 *
 * What chance adds depends on how a true error is spread over the bins, which leads hardly tell. Two shapes are taken from the gaps as
 * found after most of their own chance is taken out, and the interval spans what both allow:
 *   spread  what a line in the log-odds explains (slope and intercept, as over-confidence or a moved base rate leave it) is kept, the rest
 *           shrunk as James and Stein do;
 *   local   each gap is shrunk alone, so that an error in one place stays there.
 * @see Efron, Morris (1973), Stein's Estimation Rule and Its Competitors
 */
import { logit } from '../../math/logistic.ts';
import { createRandom, drawNormal } from '../../math/random.ts';
import type { ReliabilityBin } from '../reliability.ts';
import { DRAWS, type Interval, TAIL } from './bootstrap.ts';

/** To a millionth. */
const BISECTIONS = 20;
/** Propensities nearer to 0 or 1 have the log-odds of this. */
const LEAST_PROPENSITY = 1e-6;
/** Of a gap that chance alone could have made. */
const LEAST_KEPT = 0.05;
/** Share of their squares by which the bins' log-odds must differ for a slope to be told. */
const LEAST_SPREAD = 1e-12;
/** Slope and intercept. */
const LINE_PARAMETERS = 2;

/**
 * Of the mean size of the gaps of all bins, which weigh alike; bins of several parts give the mean of the parts' errors.
 * Same seed, same interval.
 */
export function calibrationErrorInterval(bins: readonly ReliabilityBin[], seed: number): Interval {
  const draws = drawNoise(bins.length, seed);
  const gaps = bins.map(gapOf);
  const weights = bins.map(bin => standardError(bin, 0) ** -2);
  const shapes = [spreadShape(bins, gaps, weights), localShape(gaps, weights)];
  const ends = shapes.map(shape => invert(bins, ofMeanSize1(shape), draws));
  return { low: Math.min(...ends.map(({ low }) => low)), high: Math.max(...ends.map(({ high }) => high)) };
}

/** The true errors of this shape under which the error that was found is nothing unusual. */
function invert(
  bins: readonly ReliabilityBin[],
  shape: readonly number[],
  draws: readonly Noise[],
): Interval {
  const found = meanSize(bins.map(gapOf));
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  const unevenness = Math.sqrt(Math.max(0, shape.reduce((sum, gap) => sum + gap ** 2, 0) / bins.length - 1));
  const chanceOfLess = (error: number) => {
    const errors = bins.map((bin, at) => standardError(bin, error * shape[at]));
    const simulate = ({ ofLeads, ofBins }: Noise) => {
      // Other leads would have another share where the error is large.
      const drawn = error * (1 + (ofLeads * unevenness) / Math.sqrt(rows));
      let sum = 0;
      for (let at = 0; at < shape.length; at++) sum += Math.abs(drawn * shape[at] + ofBins[at] * errors[at]);
      return sum / shape.length;
    };
    return draws.filter(noise => simulate(noise) < found).length / DRAWS;
  };
  return {
    low: leastWhere(error => chanceOfLess(error) < 1 - TAIL),
    high: leastWhere(error => chanceOfLess(error) < TAIL),
  };
}

/** Standard normal numbers of one simulation. */
interface Noise {
  ofLeads: number;
  ofBins: number[];
}

function drawNoise(nBins: number, seed: number): Noise[] {
  const random = createRandom(seed);
  return Array.from({ length: DRAWS }, () => ({
    ofLeads: drawNormal(random),
    ofBins: Array.from({ length: nBins }, () => drawNormal(random)),
  }));
}

function spreadShape(
  bins: readonly ReliabilityBin[],
  gaps: readonly number[],
  weights: readonly number[],
): number[] {
  const line = fitLine(bins, gaps, weights);
  const misfit = gaps.reduce((sum, gap, at) => sum + weights[at] * (gap - line[at]) ** 2, 0);
  const kept = Math.max(0, 1 - (bins.length - LINE_PARAMETERS) / misfit);
  return gaps.map((gap, at) => line[at] + kept * (gap - line[at]));
}

function localShape(gaps: readonly number[], weights: readonly number[]): number[] {
  return gaps.map((gap, at) => gap * Math.max(LEAST_KEPT, 1 - 1 / (weights[at] * gap ** 2)));
}

function ofMeanSize1(shape: readonly number[]): number[] {
  const size = meanSize(shape);
  return shape.map(gap => (size > 0 ? gap / size : 1));
}

/** The part of the gaps that moving and stretching the log-odds explains, to first order: p (1 - p) (a + b x), by least squares. */
function fitLine(
  bins: readonly ReliabilityBin[],
  gaps: readonly number[],
  weights: readonly number[],
): number[] {
  const propensities = bins.map(({ propensity }) =>
    Math.min(Math.max(propensity, LEAST_PROPENSITY), 1 - LEAST_PROPENSITY),
  );
  const product = (a: readonly number[], b: readonly number[]) =>
    weights.reduce((sum, weight, at) => sum + weight * a[at] * b[at], 0);
  const moved = propensities.map(propensity => propensity * (1 - propensity));
  const raw = moved.map((move, at) => move * logit(propensities[at]));
  const shared = product(raw, moved) / product(moved, moved);
  const stretched = raw.map((value, at) => value - shared * moved[at]);
  const a = product(gaps, moved) / product(moved, moved);
  const squares = product(stretched, stretched);
  // Where all propensities are alike there is nothing to stretch but rounding.
  const b = squares > LEAST_SPREAD * product(raw, raw) ? product(gaps, stretched) / squares : 0;
  return moved.map((move, at) => a * move + b * stretched[at]);
}

function gapOf({ propensity, rate }: ReliabilityBin): number {
  return propensity - rate;
}

/** Of the gap of a bin whose true gap is given; one lead of its propensity keeps it from certainty. */
function standardError({ propensity, rows }: ReliabilityBin, gap: number): number {
  const assumed = Math.min(Math.max(propensity - gap, 0), 1);
  const rate = (rows * assumed + propensity) / (rows + 1);
  return Math.sqrt(Math.max(rate * (1 - rate), LEAST_PROPENSITY) / rows);
}

/** The smallest error from 0 to 1 at which the condition holds; it fails below and holds above. */
function leastWhere(holds: (error: number) => boolean): number {
  if (holds(0)) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function meanSize(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
