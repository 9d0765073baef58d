import type { ColumnMatrix } from '../math/column-matrix.ts';
import type { Forest } from '../math/forest.ts';
import { createForestScorer } from './forest-scorer.ts';

/**
 * Log-odds of every row, [nRows]: the base plus one leaf of each tree, added in the trees' order.
 * @throws RangeError when the matrix has another number of columns than the forest was trained on
 */
export function predictGbdt(forest: Forest, matrix: ColumnMatrix): Float64Array {
  const nColumns = forest.wordsPerSet.length;
  if (matrix.columns.length !== nColumns) {
    throw new RangeError(`predictGbdt requires ${nColumns} features, got ${matrix.columns.length}`);
  }
  return createForestScorer(forest).scoreMatrix(matrix);
}
