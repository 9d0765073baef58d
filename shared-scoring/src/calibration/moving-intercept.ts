/**
 * The intercept of a calibration when base rates move. Blocks of held-out leads, in order of time, each tell by how much the
 * log-odds must be raised there: a random walk seen through sampling noise. q, the variance of its step from block to block, is
 * the mean square of the differences less what noise alone makes of them. A block that lies `lag` steps back tells of today
 * with the variance  1 / information + lag q  instead of  1 / information,  so its leads count
 *   1 / (1 + lag q information)
 * each: all alike where nothing moves, the newest block alone where much does.
 */
import { sigmoid } from '../math/logistic.ts';
import { type CalibrationBlock, fitIntercept, fitWeightedIntercept } from './platt.ts';

/**
 * The intercept, with the slope given, at the end of the newest block. Where nothing moves, and of one block, it is
 * `fitIntercept` over all leads.
 * @param blocks oldest first
 * @throws RangeError when there is no block, one has no leads or its lengths differ
 */
export function fitMovingIntercept(blocks: readonly CalibrationBlock[], slope: number): number {
  if (blocks.length === 0) throw new RangeError('fitMovingIntercept requires at least one block, got none');
  const levels = blocks.map(block => levelOf(block, slope));
  const q = stepVariance(levels);
  const lastAt = levels.length - 1;
  const weights = levels.map(({ information }, at) => 1 / (1 + (lastAt - at) * q * information));
  return fitWeightedIntercept(blocks, weights, slope);
}

interface Level {
  intercept: number;
  /** 1 / variance of the intercept by chance. */
  information: number;
}

function levelOf({ logOdds, labels }: CalibrationBlock, slope: number): Level {
  const intercept = fitIntercept(logOdds, labels, slope);
  // Half a lead that tells nothing keeps it away from zero.
  const information = logOdds.reduce((sum, value) => {
    const propensity = sigmoid(intercept + slope * value);
    return sum + propensity * (1 - propensity);
  }, 0.125);
  return { intercept, information };
}

/** 0 when the levels differ by no more than noise. */
function stepVariance(levels: readonly Level[]): number {
  const steps = levels.slice(1).map((level, at) => {
    const before = levels[at];
    return (level.intercept - before.intercept) ** 2 - 1 / level.information - 1 / before.information;
  });
  const mean = steps.reduce((sum, step) => sum + step, 0) / Math.max(1, steps.length);
  return Math.max(0, mean);
}
