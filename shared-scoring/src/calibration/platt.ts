/**
 * Platt scaling: calibrated log-odds = intercept + slope * log-odds, fitted by maximum likelihood on leads that the
 * model has not learned from. Linear in the log-odds, so contributions stay additive, and rising, so it never reorders leads.
 * @see Platt (1999), Probabilistic Outputs for Support Vector Machines
 */
import { logLossOf, sigmoid } from '../math/logistic.ts';
import { countConversions } from '../math/order.ts';

export interface Calibration {
  readonly intercept: number;
  /** Above 0. */
  readonly slope: number;
}

/**
 * The slope of a model that orders held-out leads no better than by chance, or worse: nearly flat, so that everybody gets
 * about the base rate, which is what is then known.
 */
export const FLAT_SLOPE = 0.05;

const MAX_STEPS = 50;
const PRECISION = 1e-10;

/** Leads that share a base rate; arrays of one length. */
export interface CalibrationBlock {
  /** Of held-out leads, finite. */
  readonly logOdds: Float64Array;
  /** 0 or 1. */
  readonly labels: Uint8Array;
}

/**
 * Fits intercept and slope. Labels count as (N1 + 1) / (N1 + 2) and 1 / (N0 + 2), Platt's prior, which keeps the slope
 * finite where the classes separate.
 * @param logOdds [n] of held-out leads, finite
 * @param labels [n], 0 or 1
 * @throws RangeError when there are no leads or the lengths differ
 */
export function fitPlatt(logOdds: Float64Array, labels: Uint8Array): Calibration {
  requireHeldOut('fitPlatt', logOdds, labels);
  const { slope, intercepts } = fitLines([{ logOdds, labels }]);
  if (slope >= FLAT_SLOPE) return { intercept: intercepts[0], slope };
  return { intercept: fitIntercept(logOdds, labels, FLAT_SLOPE), slope: FLAT_SLOPE };
}

/**
 * The slope of `fitPlatt` over blocks of which each keeps an intercept of its own: what tells leads of one block apart sets
 * it, and how base rates differ between blocks does not.
 * @throws RangeError when there is no block, one has no leads or its lengths differ
 */
export function fitSlope(blocks: readonly CalibrationBlock[]): number {
  if (blocks.length === 0) throw new RangeError('fitSlope requires at least one block, got none');
  for (const { logOdds, labels } of blocks) requireHeldOut('fitSlope', logOdds, labels);
  return Math.max(FLAT_SLOPE, fitLines(blocks).slope);
}

/**
 * The intercept under which, with the slope given, mean propensity equals the share of conversions (with Platt's prior).
 * @throws RangeError when there are no leads or the lengths differ
 */
export function fitIntercept(logOdds: Float64Array, labels: Uint8Array, slope: number): number {
  requireHeldOut('fitIntercept', logOdds, labels);
  return fitWeightedIntercept([{ logOdds, labels }], [1], slope);
}

/**
 * The same over blocks whose leads count by their block's weight, at least one of them above 0.
 * Bisection: the mean rises with the intercept.
 */
export function fitWeightedIntercept(
  blocks: readonly CalibrationBlock[],
  weights: readonly number[],
  slope: number,
): number {
  const prior = priorOf(blocks.map(({ labels }) => labels));
  let [wanted, extreme] = [0, 0];
  blocks.forEach(({ logOdds, labels }, at) => {
    for (let row = 0; row < labels.length; row++) {
      wanted += weights[at] * (labels[row] === 1 ? prior.high : prior.low);
      extreme = Math.max(extreme, Math.abs(slope * logOdds[row]));
    }
  });
  let low = -extreme - 50;
  let high = extreme + 50;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (expectedConversions(blocks, weights, { intercept: middle, slope }) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function expectedConversions(
  blocks: readonly CalibrationBlock[],
  weights: readonly number[],
  { intercept, slope }: Calibration,
): number {
  return blocks.reduce(
    (total, { logOdds }, at) =>
      total + weights[at] * logOdds.reduce((sum, value) => sum + sigmoid(intercept + slope * value), 0),
    0,
  );
}

/** Calibrated log-odds, [n]. */
export function predictPlatt({ intercept, slope }: Calibration, logOdds: Float64Array): Float64Array {
  return logOdds.map(value => intercept + slope * value);
}

function requireHeldOut(name: string, logOdds: Float64Array, labels: Uint8Array): void {
  if (logOdds.length === 0 || logOdds.length !== labels.length) {
    throw new RangeError(
      `${name} requires as many labels as log-odds and at least one, got ${labels.length} and ${logOdds.length}`,
    );
  }
}

/** What a conversion and what none count as, by the outcomes of all blocks. */
function priorOf(blocks: readonly Uint8Array[]): { high: number; low: number } {
  let [conversions, leads] = [0, 0];
  for (const labels of blocks) {
    conversions += countConversions(labels);
    leads += labels.length;
  }
  return { high: (conversions + 1) / (conversions + 2), low: 1 / (leads - conversions + 2) };
}

interface Lines {
  readonly slope: number;
  /** One per block. */
  readonly intercepts: readonly number[];
}

/** The most likely slope and intercepts, by Newton's method. */
function fitLines(blocks: readonly CalibrationBlock[]): Lines {
  const prior = priorOf(blocks.map(({ labels }) => labels));
  const goals = blocks.map(({ labels }) =>
    Float64Array.from(labels, label => (label === 1 ? prior.high : prior.low)),
  );
  let lines: Lines = { slope: 1, intercepts: blocks.map(() => 0) };
  let loss = lossOf(blocks, goals, lines);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonDirection(blocks, goals, lines);
    let length = 1;
    let next = moveAgainst(lines, direction, length);
    let nextLoss = lossOf(blocks, goals, next);
    while (nextLoss > loss && length > PRECISION) {
      length /= 2;
      next = moveAgainst(lines, direction, length);
      nextLoss = lossOf(blocks, goals, next);
    }
    if (!(nextLoss < loss)) break;
    const gain = loss - nextLoss;
    lines = next;
    loss = nextLoss;
    if (gain < PRECISION * loss) break;
  }
  return lines;
}

function moveAgainst(lines: Lines, direction: Lines, length: number): Lines {
  return {
    slope: lines.slope - length * direction.slope,
    intercepts: lines.intercepts.map((intercept, at) => intercept - length * direction.intercepts[at]),
  };
}

function lossOf(
  blocks: readonly CalibrationBlock[],
  goals: readonly Float64Array[],
  { slope, intercepts }: Lines,
): number {
  let loss = 0;
  for (let at = 0; at < blocks.length; at++) {
    const { logOdds } = blocks[at];
    for (let row = 0; row < logOdds.length; row++)
      loss += logLossOf(intercepts[at] + slope * logOdds[row], goals[at][row]);
  }
  return loss;
}

/** Only the slope ties the blocks together, so their intercepts are eliminated one by one (Schur's complement). */
function newtonDirection(
  blocks: readonly CalibrationBlock[],
  goals: readonly Float64Array[],
  lines: Lines,
): Lines {
  const sums = blocks.map(({ logOdds }, at) =>
    sumBlock(logOdds, goals[at], { intercept: lines.intercepts[at], slope: lines.slope }),
  );
  const gradient = sums.reduce((sum, { a, b, ga, gb }) => sum + gb - (b * ga) / a, 0);
  const curvature = sums.reduce((sum, { a, b, c }) => sum + c - (b * b) / a, 0);
  const slope = gradient / curvature;
  return { slope, intercepts: sums.map(({ a, b, ga }) => (ga - b * slope) / a) };
}

function sumBlock(logOdds: Float64Array, goals: Float64Array, calibration: Calibration) {
  // A trace on the diagonal keeps the matrix invertible when all log-odds are alike.
  let [a, b, c, ga, gb] = [1e-9, 0, 1e-9, 0, 0];
  for (let row = 0; row < goals.length; row++) {
    const propensity = sigmoid(calibration.intercept + calibration.slope * logOdds[row]);
    const weight = propensity * (1 - propensity);
    const residual = propensity - goals[row];
    a += weight;
    b += weight * logOdds[row];
    c += weight * logOdds[row] ** 2;
    ga += residual;
    gb += residual * logOdds[row];
  }
  return { a, b, c, ga, gb };
}
