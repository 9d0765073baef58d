/**
 * Gradient boosting of trees for log loss. Each tree takes a Newton step on the log-odds F:
 *   gradient = p - y,   hessian = p (1 - p),   p = 1 / (1 + e^-F)
 * @see Friedman (2001), Greedy Function Approximation; Chen and Guestrin (2016), XGBoost, section 2
 */
import type { Forest } from '../math/forest.ts';
import { baseLogOdds, logLossOf } from '../math/logistic.ts';
import { pickNumbers } from '../math/order.ts';
import { createRandom, type Random, shuffledIndices } from '../math/random.ts';
import type { BinnedMatrix } from './binning.ts';
import { createDerivatives, differentiateLogLoss } from './derivatives.ts';
import { addToGrownRows, addToOtherRows, createGrower, type GrownTree } from './grower.ts';
import { type FillHistogram, fillHistogram } from './histogram.ts';
import { type GbdtOptions, requireGbdtOptions } from './options.ts';
import { toForest } from './to-forest.ts';

export interface GbdtProblem {
  readonly binned: BinnedMatrix;
  /** [binned.nRows], 0 or 1. */
  readonly labels: Uint8Array;
  readonly trainRows: Int32Array;
  /** Rows that decide when to stop; without them all rounds are grown. */
  readonly validationRows?: Int32Array;
  readonly options: GbdtOptions;
  readonly seed: number;
  /** Who counts rows, such as several threads; without it this one alone. It changes the time, not the trees. */
  readonly fillHistogram?: FillHistogram;
}

export interface GbdtFit {
  /** Up to the round of the lowest validation loss. */
  readonly forest: Forest;
  readonly rounds: number;
  /** Log-odds of the validation rows, in their order; empty without them. */
  readonly validationLogOdds: Float64Array;
}

/** A tree that lowers the validation loss by a smaller share than this only adds to the model's size. */
const LEAST_IMPROVEMENT = 2e-5;

/**
 * Fits trees; same input and seed, same trees.
 * @throws RangeError when an option is out of range, there is no row to learn from, or there are more than 2^22 rows
 */
export function fitGbdt(problem: GbdtProblem): GbdtFit {
  requireGbdtOptions(problem.options);
  const { binned, labels, trainRows, options } = problem;
  if (trainRows.length === 0) throw new RangeError('fitGbdt requires at least one row, got none');
  const validationRows = problem.validationRows ?? new Int32Array();
  const random = createRandom(problem.seed);
  const grower = createGrower(binned, options, problem.fillHistogram ?? fillHistogram);
  const base = baseLogOdds(countLabels(labels, trainRows), trainRows.length);
  const logOdds = new Float64Array(binned.nRows).fill(base);
  const derivatives = createDerivatives(binned.nRows);
  const trees: GrownTree[] = [];
  let best = {
    rounds: 0,
    loss: totalLoss(labels, validationRows, logOdds),
    logOdds: pickNumbers(logOdds, validationRows),
  };
  for (let round = 1; round <= options.rounds; round++) {
    differentiateLogLoss(derivatives, { labels, rows: trainRows, logOdds });
    const { drawn, others } = sampleRows(trainRows, options.rowShare, random);
    const tree = grower.grow(drawn, sampleColumns(problem, random), derivatives);
    trees.push(tree);
    addToGrownRows(tree, { rows: drawn, logOdds });
    addToOtherRows(tree, binned, { rows: others, logOdds });
    addToOtherRows(tree, binned, { rows: validationRows, logOdds });
    if (validationRows.length === 0) continue;
    const loss = totalLoss(labels, validationRows, logOdds);
    if (loss < best.loss * (1 - LEAST_IMPROVEMENT))
      best = { rounds: round, loss, logOdds: pickNumbers(logOdds, validationRows) };
    else if (round - best.rounds >= options.patience) break;
  }
  const rounds = validationRows.length === 0 ? trees.length : best.rounds;
  return { forest: toForest(base, trees.slice(0, rounds), binned), rounds, validationLogOdds: best.logOdds };
}

function countLabels(labels: Uint8Array, rows: Int32Array): number {
  let conversions = 0;
  for (const row of rows) conversions += labels[row];
  return conversions;
}

function totalLoss(labels: Uint8Array, rows: Int32Array, logOdds: Float64Array): number {
  let loss = 0;
  for (let at = 0; at < rows.length; at++) loss += logLossOf(logOdds[rows[at]], labels[rows[at]]);
  return loss;
}

/** Draws about `share` of the rows; both parts are new and in the rows' order, so that memory is read forwards. */
function sampleRows(
  rows: Int32Array,
  share: number,
  random: Random,
): { drawn: Int32Array; others: Int32Array } {
  if (share === 1) return { drawn: rows.slice(), others: new Int32Array() };
  const drawn = new Int32Array(rows.length);
  const others = new Int32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    if (random.next() < share) drawn[count++] = rows[at];
    else others[at - count] = rows[at];
  }
  // Of very few rows none may be drawn; a tree needs at least one.
  if (count === 0) return { drawn: rows.slice(), others: new Int32Array() };
  return { drawn: drawn.subarray(0, count), others: others.subarray(0, rows.length - count) };
}

function sampleColumns({ binned, options }: GbdtProblem, random: Random): Int32Array {
  const nColumns = binned.rules.length;
  const wanted = Math.max(1, Math.round(options.columnShare * nColumns));
  return shuffledIndices(nColumns, random).slice(0, wanted).sort();
}
