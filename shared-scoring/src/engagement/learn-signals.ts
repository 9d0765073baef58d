/**
 * Learns how fast each signal cools, and what it weighs, from past outcomes: the half-lives and weights under which the
 * outcomes were likeliest, held near the defaults by normal priors (so that thin data changes little) and found by damped
 * Fisher scoring from three starts, because the likelihood of a half-life can have several peaks. A half-life that the
 * outcomes do not tell to within a factor of two stays at its default. How soon repeated events stop telling more is chosen
 * for all signals together.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import {
  type DecayParameters,
  type DecayTable,
  decayLikelihood,
  type LeadHistory,
  type Likelihood,
  tabulateHistories,
} from './decay-likelihood.ts';
import type { Signal } from './signals.ts';

/** A signal as the tenant's outcomes show it. */
export interface LearnedSignal extends Signal {
  /** Whether the half-life was learned; otherwise it is the default. */
  readonly learned: boolean;
  /** 90 % interval of the half-life; as wide as the prior where nothing was seen. */
  readonly halfLifeLowDays: number;
  readonly halfLifeHighDays: number;
}

/** Standard deviation of ln(half-life / default): a half-life of 4 times the default is one deviation away. */
const HALF_LIFE_DEVIATION = Math.log(4);
/** From "the second event tells half" to "every event tells as much"; the first is the default. */
const SATURATIONS = [1, 4, 16, 1000];
/** Nats of likelihood for which a saturation other than the first is believed. */
const SATURATION_GAIN = 3;
const WEIGHT_DEVIATION = 1;
/** The base log-odds is as good as free. */
const BASE_DEVIATION = 10;
const STARTS = [1 / 4, 1, 4];
const Z_90 = 1.6449;
/** A learned half-life is known to within a factor of two either way, in 90 of 100 cases. */
const WIDEST_LEARNED = Math.LN2 / Z_90;
const MAX_STEPS = 100;
const FIRST_DAMPING = 1e-3;
const MAX_DAMPING = 1e9;
const SMALLEST_GAIN = 1e-9;

/**
 * The signals with half-lives and weights learned from the histories. Deterministic; order of histories matters only in
 * the last digits. Without histories, or without outcomes of both kinds, the defaults.
 * @throws RangeError when a time is not finite
 */
export function learnSignals(
  histories: readonly LeadHistory[],
  defaults: readonly Signal[],
): LearnedSignal[] {
  const table = tabulateHistories(histories, defaults);
  const prior = priorOf(defaults);
  const canLearn = table.labels.includes(0) && table.labels.includes(1);
  if (!canLearn) return defaults.map(signal => describe(signal, HALF_LIFE_DEVIATION));
  const saturation = chooseSaturation(table, prior);
  const fit = maximise(table, prior, saturation);
  const spreads = halfLifeDeviations(fit, defaults.length);
  const isLearned = spreads.map(spread => spread <= WIDEST_LEARNED);
  const deviations = prior.deviations.map((deviation, at) =>
    at <= defaults.length || isLearned[at - 1 - defaults.length] ? deviation : 0,
  );
  // Weights depend on the half-lives, so they are fitted again beside those that went back to their defaults.
  const { parameters } = isLearned.every(Boolean)
    ? fit
    : maximise(table, { ...prior, deviations }, saturation);
  return defaults.map((signal, at) => {
    const weighed = { ...signal, saturation, weight: parameters[1 + at] };
    if (!isLearned[at]) return describe(weighed, HALF_LIFE_DEVIATION);
    const halfLifeDays = Math.exp(parameters[1 + defaults.length + at]);
    return { ...describe({ ...weighed, halfLifeDays }, spreads[at]), learned: true };
  });
}

function describe(signal: Signal, spread: number): LearnedSignal {
  const factor = Math.exp(Z_90 * spread);
  const { halfLifeDays } = signal;
  return {
    ...signal,
    learned: false,
    halfLifeLowDays: halfLifeDays / factor,
    halfLifeHighDays: halfLifeDays * factor,
  };
}

/** Normal and independent; each [size of the parameters]. */
interface Prior {
  readonly means: DecayParameters;
  /** 0 holds a parameter at its mean. */
  readonly deviations: Float64Array;
}

/** Parameters with the penalised likelihood there. */
interface Fit extends Likelihood {
  readonly parameters: DecayParameters;
}

function priorOf(defaults: readonly Signal[]): Prior {
  return {
    means: Float64Array.from([
      0,
      ...defaults.map(({ weight }) => weight),
      ...defaults.map(({ halfLifeDays }) => Math.log(halfLifeDays)),
    ]),
    deviations: Float64Array.from([
      BASE_DEVIATION,
      ...defaults.map(() => WEIGHT_DEVIATION),
      ...defaults.map(() => HALF_LIFE_DEVIATION),
    ]),
  };
}

function chooseSaturation(table: DecayTable, prior: Prior): number {
  const losses = SATURATIONS.map(saturation => maximise(table, prior, saturation).loss);
  const best = losses.indexOf(Math.min(...losses));
  return losses[0] - losses[best] > SATURATION_GAIN ? SATURATIONS[best] : SATURATIONS[0];
}

/** The best of several starts. */
function maximise(table: DecayTable, prior: Prior, saturation: number): Fit {
  const penaliseAt = (parameters: DecayParameters) =>
    penalise(decayLikelihood(table, parameters, saturation), parameters, prior);
  const fits = STARTS.map(factor => {
    const isFree = (at: number) => at > table.signals.length && prior.deviations[at] > 0;
    const start = prior.means.map((mean, at) => (isFree(at) ? mean + Math.log(factor) : mean));
    return climb(penaliseAt, start);
  });
  return fits.reduce((best, fit) => (fit.loss < best.loss ? fit : best));
}

/** Levenberg's way: a step that gains nothing is tried again shorter. */
function climb(penaliseAt: (parameters: DecayParameters) => Fit, start: DecayParameters): Fit {
  let here = penaliseAt(start);
  let damping = FIRST_DAMPING;
  for (let step = 0; step < MAX_STEPS && damping < MAX_DAMPING; step++) {
    const move = solveStep(here, damping);
    const there = penaliseAt(here.parameters.map((value, at) => value - move[at]));
    if (!(there.loss < here.loss)) {
      damping *= 10;
      continue;
    }
    const gain = here.loss - there.loss;
    here = there;
    damping /= 10;
    if (gain < SMALLEST_GAIN) break;
  }
  return here;
}

/** Adds the prior to the likelihood, in place; a parameter that is held gets no slope. */
function penalise(
  { loss, gradient, curvature }: Likelihood,
  parameters: DecayParameters,
  { means, deviations }: Prior,
): Fit {
  const size = parameters.length;
  let penalised = loss;
  for (let at = 0; at < size; at++) {
    if (deviations[at] === 0) {
      gradient[at] = 0;
      for (let other = 0; other < size; other++)
        curvature[at * size + other] = curvature[other * size + at] = 0;
      curvature[at * size + at] = 1;
      continue;
    }
    const distance = (parameters[at] - means[at]) / deviations[at];
    penalised += (distance * distance) / 2;
    gradient[at] += distance / deviations[at];
    curvature[at * size + at] += 1 / deviations[at] ** 2;
  }
  return { parameters, loss: penalised, gradient, curvature };
}

function solveStep({ gradient, curvature }: Fit, damping: number): number[] {
  const matrix = squareMatrix(curvature);
  for (let at = 0; at < matrix.rows; at++) matrix.set(at, at, matrix.get(at, at) * (1 + damping));
  return new CholeskyDecomposition(matrix).solve(Matrix.columnVector(gradient)).to1DArray();
}

/** Of each ln(half-life), as the curvature at the fit tells. */
function halfLifeDeviations({ curvature }: Fit, nSignals: number): number[] {
  const matrix = squareMatrix(curvature);
  const covariance = new CholeskyDecomposition(matrix).solve(Matrix.eye(matrix.rows));
  return covariance
    .diag()
    .slice(1 + nSignals)
    .map(Math.sqrt);
}

function squareMatrix(values: Float64Array): Matrix {
  return Matrix.from1DArray(Math.sqrt(values.length), Math.sqrt(values.length), values);
}
