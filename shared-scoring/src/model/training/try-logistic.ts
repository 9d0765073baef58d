import { fitLogistic, type LogisticWeights, predictLogistic } from '../../linear/logistic.ts';
import { pickNumbers } from '../../math/order.ts';
import { cutBlocks, gainInErrors, lossesOf, meanLoss } from './block-losses.ts';
import { concatenateNumbers, type HeldOut } from './held-out.ts';
import { HALF_LIVES, type HalfLife, recencyWeights } from './recency.ts';
import type { TrainingSet } from './training-set.ts';

/** How the logistic candidate did. */
export interface LogisticTrial {
  /** [heldOut.rows.length] */
  readonly logOdds: Float64Array;
  readonly penalty: number;
  readonly halfLife: HalfLife;
}

const PENALTIES = [30, 10, 3, 1] as const;
/** By so many standard errors must a half-life's gain in log loss differ from chance: forgetting costs leads. */
const CLEARLY = 2;

/**
 * Chooses the penalty with the least held-out loss, then, where leads are held out by time, whether older ones count less. How fast
 * leads change is the tenant's, not the candidate's, so the half-life found here, where it is cheap, serves the trees too.
 */
export function tryLogistic(set: TrainingSet, heldOut: HeldOut): LogisticTrial {
  const allAlike = choosePenalty(set, heldOut);
  if (heldOut.heldOutBy === 'folds') return allAlike;
  const losses = (trial: LogisticTrial) =>
    lossesOf(cutBlocks(trial.logOdds, heldOut.labels, heldOut.blockStarts));
  const before = losses(allAlike);
  let [best, mostErrors] = [allAlike, CLEARLY];
  for (const halfLife of HALF_LIVES) {
    const { penalty } = allAlike;
    const logOdds = heldOut.splits.map(({ trainRows, heldOutRows }) => {
      const weights = fitLogisticCandidate(set, trainRows, { penalty, halfLife });
      return pickNumbers(predictLogistic(weights, set.rows), heldOutRows);
    });
    const trial = { penalty, halfLife, logOdds: concatenateNumbers(logOdds) };
    const errors = gainInErrors(before, losses(trial));
    if (errors > mostErrors) [best, mostErrors] = [trial, errors];
  }
  return best;
}

/** Fits the logistic candidate on some rows. */
export function fitLogisticCandidate(
  set: TrainingSet,
  trainRows: Int32Array,
  { penalty, halfLife, start }: { penalty: number; halfLife: HalfLife; start?: LogisticWeights },
): LogisticWeights {
  const rowWeights = recencyWeights(set.times, trainRows, halfLife);
  return fitLogistic({
    rows: set.rows,
    termCount: set.design.termCount,
    labels: set.labels,
    trainRows,
    penalty,
    ...(rowWeights && { rowWeights }),
    ...(start && { start }),
  });
}

function choosePenalty(set: TrainingSet, heldOut: HeldOut): LogisticTrial {
  const perSplit = heldOut.splits.map(({ trainRows, heldOutRows }) => {
    let start: LogisticWeights | undefined;
    return PENALTIES.map(penalty => {
      start = fitLogisticCandidate(set, trainRows, { penalty, halfLife: null, ...(start && { start }) });
      return pickNumbers(predictLogistic(start, set.rows), heldOutRows);
    });
  });
  const byPenalty = PENALTIES.map((_, at) => concatenateNumbers(perSplit.map(tried => tried[at])));
  const losses = byPenalty.map(logOdds => meanLoss(cutBlocks(logOdds, heldOut.labels, heldOut.blockStarts)));
  const best = losses.indexOf(Math.min(...losses));
  return { logOdds: byPenalty[best], penalty: PENALTIES[best], halfLife: null };
}
