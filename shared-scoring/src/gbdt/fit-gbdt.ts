/**
 * Gradient boosting of trees for log loss. Each tree takes a Newton step on the log-odds F:
 *   gradient = p - y,   hessian = p (1 - p),   p = 1 / (1 + e^-F)
 * @see Friedman (2001), Greedy Function Approximation; Chen and Guestrin (2016), XGBoost, section 2
 */
import type { Forest } from '../math/forest.ts';
import { baseLogOdds, oddsOf } from '../math/logistic.ts';
import { createRandom } from '../math/random.ts';
import type { BinnedMatrix } from './binning.ts';
import { createEarlyStopping } from './early-stopping.ts';
import { type Directions, requireDirections } from './monotone.ts';
import { type GbdtOptions, requireGbdtOptions } from './options.ts';
import { createRowSampler, sampleColumns } from './sampling.ts';
import { toForest } from './to-forest.ts';
import { createOwnWork, type TrainingWork } from './training-work.ts';
import { chooseDerivativeScale, weighDerivatives } from './trees/derivatives.ts';
import { createGrower } from './trees/grower.ts';
import { addLeafValues, type GrownTree, multiplyOdds } from './trees/grown-tree.ts';
import { type RowWeights, roundWeights } from './weights.ts';

export interface GbdtProblem {
  readonly binned: BinnedMatrix;
  /** [binned.nRows], 0 or 1. */
  readonly labels: Uint8Array;
  readonly trainRows: Int32Array;
  /** Rows that decide when to stop; without them all rounds are grown. */
  readonly validationRows?: Int32Array;
  /** How many leads each row stands for, [binned.nRows], at least 0; 1 each when absent. The validation rows' count, too. */
  readonly weights?: Float64Array;
  /** Which way the log-odds may move as a column's number rises; any way when absent. Categories have 0. */
  readonly directions?: Directions;
  readonly options: GbdtOptions;
  readonly seed: number;
  /** How the work is shared among threads; this one does it alone when absent. */
  readonly work?: TrainingWork;
}

export interface GbdtFit {
  /** Up to the round of the lowest validation loss. */
  readonly forest: Forest;
  readonly rounds: number;
  /** Log-odds of the validation rows, in their order; empty without them. */
  readonly validationLogOdds: Float64Array;
}

/**
 * Fits trees; same input and seed, same trees.
 * @throws RangeError when an option or a weight is out of range, there is no row to learn from, or there are more than 2^22
 */
export function fitGbdt(problem: GbdtProblem): GbdtFit {
  requireGbdtOptions(problem.options);
  const { binned, labels, validationRows = new Int32Array() } = problem;
  const weights = problem.weights && roundWeights(problem.weights, binned.nRows);
  const trainRows = pickTrainRows(problem, weights);
  const base = baseOf(labels, trainRows, weights);
  const work = problem.work ?? createOwnWork(binned);
  const logOdds = new Float64Array(binned.nRows).fill(base);
  const held = { labels, rows: validationRows, weights: weights?.values };
  const stopping = createEarlyStopping(held, problem.options.patience, logOdds);
  const trees: GrownTree[] = [];
  for (const tree of growTrees({ ...problem, trainRows, work }, weights, base)) {
    trees.push(tree);
    if (validationRows.length === 0) continue;
    addLeafValues(tree, binned, { rows: validationRows, logOdds });
    if (stopping.isOverAfter(trees.length, logOdds)) break;
  }
  const best = stopping.best();
  const rounds = validationRows.length === 0 ? trees.length : best.rounds;
  return { forest: toForest(base, trees.slice(0, rounds), binned), rounds, validationLogOdds: best.logOdds };
}

/**
 * Tree after tree. The rows that are learned from keep their odds, e^F, instead of their log-odds: a tree multiplies them by one
 * factor a leaf, which spares an exponential for every row.
 */
function* growTrees(
  problem: GbdtProblem & { work: TrainingWork },
  weights: RowWeights | undefined,
  base: number,
): Generator<GrownTree> {
  const { binned, labels, trainRows, options, work } = problem;
  const random = createRandom(problem.seed);
  const directions =
    problem.directions === undefined ? null : requireDirections(problem.directions, binned.rules);
  const grower = createGrower({ binned, options, directions, fillHistogram: work.fillHistogram });
  const scale = chooseDerivativeScale(weights?.leads ?? binned.nRows, weights?.parts);
  const derivatives = { pairs: work.createDoubles(2 * binned.nRows), scale };
  const odds = work.createDoubles(binned.nRows).fill(oddsOf(base));
  const sampleRows = createRowSampler(trainRows, options.rowShare, work.createIntegers);
  for (let round = 1; round <= options.rounds; round++) {
    const { drawn, others } = sampleRows(random);
    const columns = sampleColumns(binned.rules.length, options.columnShare, random);
    work.differentiate(derivatives, { labels, rows: drawn, odds });
    if (weights !== undefined) weighDerivatives(derivatives, { weights: weights.values, rows: drawn });
    const tree = grower.grow(drawn, columns, derivatives);
    multiplyOdds(tree, binned, { drawn, others, odds });
    yield tree;
  }
}

/** The rows that count for anything. */
function pickTrainRows(problem: GbdtProblem, weights: RowWeights | undefined): Int32Array {
  const { binned, labels, trainRows, validationRows = new Int32Array() } = problem;
  if (labels.length !== binned.nRows)
    throw new RangeError(`fitGbdt requires ${binned.nRows} labels, got ${labels.length}`);
  if (trainRows.length === 0) throw new RangeError('fitGbdt requires at least one row, got none');
  if (weights === undefined) return trainRows;
  const weighs = (row: number) => weights.values[row] > 0;
  if (!trainRows.some(weighs)) throw new RangeError('fitGbdt requires a positive weight, got none');
  if (validationRows.length > 0 && !validationRows.some(weighs))
    throw new RangeError('fitGbdt requires a positive weight among validationRows, got none');
  return trainRows.filter(weighs);
}

function baseOf(labels: Uint8Array, rows: Int32Array, weights: RowWeights | undefined): number {
  let [conversions, leads] = [0, 0];
  for (const row of rows) {
    const weight = weights === undefined ? 1 : weights.values[row];
    conversions += labels[row] * weight;
    leads += weight;
  }
  return baseLogOdds(conversions, leads);
}
