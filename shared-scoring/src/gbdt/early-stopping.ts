/** Watches the log loss of held-out rows while trees are added, and remembers the round where it was lowest. */
import { logLossOf } from '../math/logistic.ts';
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
  let loss = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    loss += logLossOf(logOdds[row], labels[row]) * (weights === undefined ? 1 : weights[row]);
  }
  return loss;
}
