import { rocAuc } from '../src/evaluate/roc-auc.ts';
import { scoreMatrix } from '../src/gbdt/score-matrix.ts';
import { pickLabels } from '../src/math/order.ts';
import type { BenchSet } from './bench-sets.ts';
import { trainTrees } from './races.ts';
import type { YdfJudge } from './references/ydf.ts';
import { timed } from './repeat.ts';

/** Every so many rows one is held out. */
const FOLDS = 5;

/** YDF's trees and ours, learned from the same rows and judged on the others, in a sentence. */
export function compareWithYdf(ydf: YdfJudge, set: BenchSet): string {
  const all = Int32Array.from(set.labels, (_, row) => row);
  const train = all.filter(row => row % FOLDS !== 0);
  const test = all.filter(row => row % FOLDS === 0);
  const theirs = ydf.judge(set, { train, test });
  let auc = Number.NaN;
  const seconds = timed(() => {
    const logOdds = scoreMatrix(trainTrees(set, { trainRows: train }), set.matrix);
    auc = rocAuc(
      Float64Array.from(test, row => logOdds[row]),
      pickLabels(set.labels, test),
    );
  });
  const text = (part: { auc: number; seconds: number }) =>
    `AUC ${part.auc.toFixed(4)} after ${part.seconds.toFixed(1)} s`;
  return `${set.name}, a fifth held out: YDF's defaults ${text(theirs)}, our bench's trees ${text({ auc, seconds })}`;
}
