/**
 * Logistic regression with a quadratic penalty, by Newton's method (iteratively reweighted least squares):
 *   loss(b, w) = sum c (log(1 + e^s) - y s)  +  penalty / 2 * |w|^2,   s = b + sum of w[term] * value
 *   step: (X' diag(c p (1 - p)) X + penalty I) d = X' c (p - y) + penalty w
 * where c is how many leads a row stands for, 1 unless weights say otherwise.
 * The penalty keeps the matrix positive definite under collinear or constant terms, and the weights finite when the
 * classes separate. The intercept carries a trace of it, pulling to the base rate, for the same reason.
 * @see Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.1
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { baseLogOdds, logLossOf, sigmoid } from '../math/logistic.ts';
import type { TermRows } from '../math/term-rows.ts';

export interface LogisticWeights {
  readonly intercept: number;
  /** [termCount] */
  readonly weights: Float64Array;
}

export interface LogisticProblem {
  readonly rows: TermRows;
  readonly termCount: number;
  /** [rows.nRows], 0 or 1. */
  readonly labels: Uint8Array;
  /** Which rows to learn from. */
  readonly trainRows: Int32Array;
  /** How many leads each row stands for, [rows.nRows], at least 0; 1 each when absent. */
  readonly rowWeights?: Float64Array;
  /** Above 0; 1 is scikit-learn's `C = 1`. */
  readonly penalty: number;
  /** Where to begin, such as the solution for a neighbouring penalty. Changes only the time that it takes. */
  readonly start?: LogisticWeights;
}

const MAX_STEPS = 30;
const MAX_HALVINGS = 12;
/** Stop when a step lowers the loss by less than this share. */
const PRECISION = 1e-6;
const INTERCEPT_PENALTY = 1e-3;

/**
 * Fits the weights that minimise the penalised log loss. Deterministic.
 * @throws RangeError when there are not as many row weights as rows, or one is negative or not finite
 */
export function fitLogistic(problem: LogisticProblem): LogisticWeights {
  if (problem.rowWeights !== undefined) requireRowWeights(problem.rowWeights, problem.rows.nRows);
  const prior = priorLogOdds(problem);
  let solution = toVector(
    problem.start ?? { intercept: prior, weights: new Float64Array(problem.termCount) },
  );
  let loss = penalisedLoss(problem, solution, prior);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonDirection(problem, solution, prior);
    const next = shorten(problem, { solution, direction, loss, prior });
    if (next === null) break;
    const gain = loss - next.loss;
    ({ solution, loss } = next);
    if (gain <= PRECISION * loss) break;
  }
  const intercept = solution[problem.termCount];
  return { intercept, weights: solution.slice(0, problem.termCount) };
}

/** Log-odds of every design row, [nRows]. */
export function predictLogistic(model: LogisticWeights, rows: TermRows): Float64Array {
  const logOdds = new Float64Array(rows.nRows).fill(model.intercept);
  for (let row = 0, slot = 0; row < rows.nRows; row++) {
    for (let column = 0; column < rows.nColumns; column++, slot++) {
      logOdds[row] += model.weights[rows.terms[slot]] * rows.values[slot];
    }
  }
  return logOdds;
}

function requireRowWeights(rowWeights: Float64Array, nRows: number): void {
  if (rowWeights.length !== nRows)
    throw new RangeError(`fitLogistic requires ${nRows} row weights, got ${rowWeights.length}`);
  const at = rowWeights.findIndex(weight => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (at >= 0)
    throw new RangeError(
      `fitLogistic requires finite row weights of at least 0, got ${rowWeights[at]} in row ${at}`,
    );
}

function priorLogOdds({ labels, trainRows, rowWeights }: LogisticProblem): number {
  let [conversions, leads] = [0, 0];
  for (const row of trainRows) {
    const count = rowWeights === undefined ? 1 : rowWeights[row];
    conversions += count * labels[row];
    leads += count;
  }
  return baseLogOdds(conversions, leads);
}

/** Weights followed by the intercept. */
function toVector({ intercept, weights }: LogisticWeights): Float64Array {
  const vector = new Float64Array(weights.length + 1);
  vector.set(weights);
  vector[weights.length] = intercept;
  return vector;
}

function logOddsOf(rows: TermRows, row: number, solution: Float64Array): number {
  let logOdds = solution[solution.length - 1];
  const end = (row + 1) * rows.nColumns;
  for (let slot = row * rows.nColumns; slot < end; slot++)
    logOdds += solution[rows.terms[slot]] * rows.values[slot];
  return logOdds;
}

function penalisedLoss(problem: LogisticProblem, solution: Float64Array, prior: number): number {
  const { rows, labels, trainRows, rowWeights, penalty, termCount } = problem;
  let loss = 0;
  for (const row of trainRows) {
    const count = rowWeights === undefined ? 1 : rowWeights[row];
    loss += count * logLossOf(logOddsOf(rows, row, solution), labels[row]);
  }
  for (let term = 0; term < termCount; term++) loss += (penalty / 2) * solution[term] ** 2;
  return loss + (INTERCEPT_PENALTY / 2) * (solution[termCount] - prior) ** 2;
}

function newtonDirection(problem: LogisticProblem, solution: Float64Array, prior: number): Float64Array {
  const size = problem.termCount + 1;
  const { gradient, curvature } = accumulate(problem, solution);
  for (let term = 0; term < problem.termCount; term++) {
    gradient[term] += problem.penalty * solution[term];
    curvature[term * size + term] += problem.penalty;
  }
  gradient[size - 1] += INTERCEPT_PENALTY * (solution[size - 1] - prior);
  curvature[size * size - 1] += INTERCEPT_PENALTY;
  const matrix = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      matrix.set(i, j, curvature[i * size + j]);
      matrix.set(j, i, curvature[i * size + j]);
    }
  }
  return Float64Array.from(
    new CholeskyDecomposition(matrix).solve(Matrix.columnVector(gradient)).to1DArray(),
  );
}

/** Sums gradient [size] and curvature [size x size], upper half, over the training rows. */
function accumulate(
  problem: LogisticProblem,
  solution: Float64Array,
): { gradient: Float64Array; curvature: Float64Array } {
  const { rows, labels, trainRows, rowWeights } = problem;
  const size = solution.length;
  const last = size - 1;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  const { terms, values, nColumns } = rows;
  for (const row of trainRows) {
    const propensity = sigmoid(logOddsOf(rows, row, solution));
    const count = rowWeights === undefined ? 1 : rowWeights[row];
    const residual = count * (propensity - labels[row]);
    const weight = count * propensity * (1 - propensity);
    const start = row * nColumns;
    const end = start + nColumns;
    gradient[last] += residual;
    curvature[size * size - 1] += weight;
    // Terms of a row rise with the column, so (i, j) always lies in the upper half.
    for (let i = start; i < end; i++) {
      const weighted = weight * values[i];
      const offset = terms[i] * size;
      gradient[terms[i]] += residual * values[i];
      curvature[offset + last] += weighted;
      for (let j = i; j < end; j++) curvature[offset + terms[j]] += weighted * values[j];
    }
  }
  return { gradient, curvature };
}

interface Attempt {
  solution: Float64Array;
  direction: Float64Array;
  loss: number;
  prior: number;
}

/** The longest of the steps 1, 1/2, 1/4, … that lowers the loss, or null when none does: then it is at its floor. */
function shorten(
  problem: LogisticProblem,
  attempt: Attempt,
): { solution: Float64Array; loss: number } | null {
  for (let halving = 0, length = 1; halving <= MAX_HALVINGS; halving++, length /= 2) {
    const solution = attempt.solution.map((value, term) => value - length * attempt.direction[term]);
    const loss = penalisedLoss(problem, solution, attempt.prior);
    if (loss < attempt.loss) return { solution, loss };
  }
  return null;
}
