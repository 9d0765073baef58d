/**
 * The likeliest half-lives and weights of given histories, held near a normal prior and found by damped Fisher scoring, from several
 * starts, because the likelihood of a half-life can have several peaks.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import {
  type DecayParameters,
  type DecayTable,
  decayLikelihood,
  type Likelihood,
} from './decay-likelihood.ts';

/** Normal and independent; each [size of the parameters]. */
export interface Prior {
  readonly means: DecayParameters;
  /** 0 holds a parameter at its mean. */
  readonly deviations: Float64Array;
}

/** Parameters with the penalised likelihood there. */
export interface DecayFit extends Likelihood {
  readonly parameters: DecayParameters;
}

const MAX_STEPS = 100;
const FIRST_DAMPING = 1e-3;
const MAX_DAMPING = 1e9;
/** Nats; no half-life moves by a thousandth of its deviation for less. */
const SMALLEST_GAIN = 1e-6;

/** The best of the given starts, each [size of the parameters]. */
export function fitDecay(
  table: DecayTable,
  { prior, saturation, starts }: { prior: Prior; saturation: number; starts: readonly DecayParameters[] },
): DecayFit {
  const penaliseAt = (parameters: DecayParameters) =>
    penalise(decayLikelihood(table, parameters, saturation), parameters, prior);
  const fits = starts.map(start => climb(penaliseAt, start));
  return fits.reduce((best, fit) => (fit.loss < best.loss ? fit : best));
}

/** Levenberg's way: a step that gains nothing is tried again shorter. */
function climb(penaliseAt: (parameters: DecayParameters) => DecayFit, start: DecayParameters): DecayFit {
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
): DecayFit {
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

function solveStep({ gradient, curvature }: DecayFit, damping: number): number[] {
  const matrix = squareMatrix(curvature);
  for (let at = 0; at < matrix.rows; at++) matrix.set(at, at, matrix.get(at, at) * (1 + damping));
  return new CholeskyDecomposition(matrix).solve(Matrix.columnVector(gradient)).to1DArray();
}

/** Standard deviation of each ln(half-life), as the curvature at the fit tells. */
export function halfLifeDeviations({ curvature }: DecayFit, nSignals: number): number[] {
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
