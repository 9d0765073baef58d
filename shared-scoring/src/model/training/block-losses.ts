/**
 * Judging held-out log-odds block by block, each after a calibration of its own: a proper score of what tells leads of one time
 * apart, which a base rate that moved from block to block does not touch.
 */
import { type CalibrationBlock, fitPlatt, predictPlatt } from '../../calibration/platt.ts';
import type { JudgedLeads } from '../../evaluate/judged-leads.ts';
import { rocAuc } from '../../evaluate/roc-auc.ts';
import { logLossOf, sigmoid } from '../../math/logistic.ts';

/** Where each block's rows begin among the held-out rows, and their number at the end: [blocks + 1]. */
export type BlockStarts = readonly number[];

/** Log-odds [n] and labels [n] of one held-out row after the other, as blocks. */
export function cutBlocks(
  logOdds: Float64Array,
  labels: Uint8Array,
  starts: BlockStarts,
): CalibrationBlock[] {
  return starts.slice(1).map((end, at) => ({
    logOdds: logOdds.subarray(starts[at], end),
    labels: labels.subarray(starts[at], end),
  }));
}

/** The blocks' propensities: where base rates move, leads are ranked within their block only. */
export function judgedBlocks(logOdds: Float64Array, labels: Uint8Array, starts: BlockStarts): JudgedLeads[] {
  return cutBlocks(logOdds, labels, starts).map(block => ({
    propensities: block.logOdds.map(sigmoid),
    labels: block.labels,
  }));
}

/** Log loss of every row after its block's calibration, [n]: two parameters hardly flatter so many leads. */
export function lossesOf(blocks: readonly CalibrationBlock[]): Float64Array {
  return Float64Array.from(
    blocks.flatMap(({ logOdds, labels }) => {
      const calibrated = predictPlatt(fitPlatt(logOdds, labels), logOdds);
      return Array.from(calibrated, (value, row) => logLossOf(value, labels[row]));
    }),
  );
}

/** Mean of `lossesOf`. */
export function meanLoss(blocks: readonly CalibrationBlock[]): number {
  return mean(lossesOf(blocks));
}

/** Mean AUC of the blocks, by their rows. */
export function meanAuc(blocks: readonly CalibrationBlock[]): number {
  let [sum, rows] = [0, 0];
  for (const { logOdds, labels } of blocks) {
    sum += labels.length * rocAuc(logOdds, labels);
    rows += labels.length;
  }
  return sum / rows;
}

/** By how many standard errors the losses before exceed those now, row by row; 0 when all are equal. */
export function gainInErrors(before: Float64Array, now: Float64Array): number {
  const gains = before.map((loss, row) => loss - now[row]);
  const gain = mean(gains);
  const variance = mean(gains.map(value => (value - gain) ** 2));
  return variance > 0 ? gain / Math.sqrt(variance / gains.length) : 0;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
