import type { Blend } from '../model.ts';
import { type BlockStarts, cutBlocks, meanAuc, meanLoss } from './block-losses.ts';

const STEPS = 10;
/** Losses closer than this share of the best are a tie by the accuracy of any held-out part. */
const TIE = 0.0005;

/** Both candidates' log-odds of held-out rows, their labels, all [n], and the blocks that they are judged in. */
export interface BlendTrial {
  readonly logistic: Float64Array;
  readonly trees: Float64Array;
  readonly labels: Uint8Array;
  readonly blockStarts: BlockStarts;
}

/**
 * The blend of both candidates' log-odds by held-out log loss after calibration: a proper score, it rewards ranking and
 * propensity alike. Among blends whose losses are a tie, the one with the highest AUC, because reps work from the top.
 */
export function chooseBlend({ logistic, trees, labels, blockStarts }: BlendTrial): Blend {
  const tried = Array.from({ length: STEPS + 1 }, (_, step) => {
    const blend = { logistic: (STEPS - step) / STEPS, trees: step / STEPS };
    const blocks = cutBlocks(blendLogOdds(blend, logistic, trees), labels, blockStarts);
    return { blend, loss: meanLoss(blocks), blocks };
  });
  const least = Math.min(...tried.map(({ loss }) => loss));
  const ties = tried.filter(({ loss }) => loss <= least * (1 + TIE));
  const aucs = ties.map(({ blocks }) => meanAuc(blocks));
  return ties[aucs.indexOf(Math.max(...aucs))].blend;
}

/** Weighted sum of the candidates' log-odds, [n]. */
export function blendLogOdds(blend: Blend, logistic: Float64Array, trees: Float64Array): Float64Array {
  return logistic.map((value, row) => blend.logistic * value + blend.trees * trees[row]);
}
