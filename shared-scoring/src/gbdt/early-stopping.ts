/** Watches the log loss of held-out rows while trees are added, and remembers the round where it was lowest. */
import { logLossOf, sigmoid } from '../math/logistic.ts';
import { pickNumbers } from '../math/order.ts';

export interface HeldOutRows {
  readonly labels: Uint8Array;
  readonly rows: Int32Array;
  /** Of every row of the matrix; 1 each when absent. */
  readonly weights: Float64Array | undefined;
}

export interface EarlyStopping {
  /** Looks at the log-odds after so many rounds. True when the loss has not fallen for `patience` rounds. */
  isOverAfter(round: number, logOdds: Float64Array): boolean;
  best(): BestRound;
}

export interface BestRound {
  /** 0 when no tree lowers the loss. */
  readonly rounds: number;
  /** Log-odds of the held-out rows after that round, in their order. */
  readonly logOdds: Float64Array;
}

/** A tree that lowers the loss by a smaller share than this only adds to the model's size. */
const LEAST_IMPROVEMENT = 2e-5;
/** The product of two such factors is still an ordinary double. As a likelihood it is a loss of 345 nats. */
const LEAST_FACTOR = 1e-150;

/** @param logOdds before the first tree */
export function createEarlyStopping(
  held: HeldOutRows,
  patience: number,
  logOdds: Float64Array,
): EarlyStopping {
  let best = { rounds: 0, loss: totalLoss(held, logOdds), logOdds: pickNumbers(logOdds, held.rows) };
  return {
    isOverAfter(rounds, logOdds) {
      const loss = totalLoss(held, logOdds);
      if (loss < best.loss * (1 - LEAST_IMPROVEMENT))
        best = { rounds, loss, logOdds: pickNumbers(logOdds, held.rows) };
      return rounds - best.rounds >= patience;
    },
    best: () => best,
  };
}

function totalLoss({ labels, rows, weights }: HeldOutRows, logOdds: Float64Array): number {
  if (weights === undefined) return unweightedLoss(labels, rows, logOdds);
  let loss = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    loss += logLossOf(logOdds[row], labels[row]) * weights[row];
  }
  return loss;
}

/** Logarithms of products instead of sums of logarithms: one logarithm for many rows. */
function unweightedLoss(labels: Uint8Array, rows: Int32Array, logOdds: Float64Array): number {
  let loss = 0;
  let product = 1;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const likelihood = sigmoid(labels[row] === 1 ? logOdds[row] : -logOdds[row]);
    product *= Math.max(likelihood, LEAST_FACTOR);
    if (product > LEAST_FACTOR) continue;
    loss -= Math.log(product);
    product = 1;
  }
  return loss - Math.log(product);
}
