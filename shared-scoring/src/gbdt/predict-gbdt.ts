import { type ColumnMatrix, gatherRow } from '../math/column-matrix.ts';
import type { Forest } from '../math/forest.ts';
import { createRowScorer } from './row-scorer.ts';
import { scoreMatrix } from './score-matrix.ts';

/** Below so many rows it is quicker to take them one by one. */
const FEW_ROWS = 48;

/**
 * Log-odds of every row, [nRows]: the base plus one leaf of each tree, added in the trees' order.
 * @throws RangeError when the matrix has another number of columns than the forest was trained on
 */
export function predictGbdt(forest: Forest, matrix: ColumnMatrix): Float64Array {
  const nColumns = forest.wordsPerSet.length;
  if (matrix.columns.length !== nColumns) {
    throw new RangeError(`predictGbdt requires ${nColumns} features, got ${matrix.columns.length}`);
  }
  return matrix.nRows < FEW_ROWS ? scoreRows(forest, matrix) : scoreMatrix(forest, matrix);
}

function scoreRows(forest: Forest, matrix: ColumnMatrix): Float64Array {
  const scoreRow = rowScorerOf(forest);
  const values = new Float64Array(matrix.columns.length);
  return Float64Array.from({ length: matrix.nRows }, (_, row) => {
    gatherRow(matrix, row, values);
    return scoreRow(values);
  });
}

/** To prepare one costs as much as to score hundreds of rows, so each forest keeps its own while it is in use. */
const rowScorers = new WeakMap<Forest, (values: Float64Array) => number>();

function rowScorerOf(forest: Forest): (values: Float64Array) => number {
  const known = rowScorers.get(forest);
  if (known !== undefined) return known;
  const created = createRowScorer(forest);
  rowScorers.set(forest, created);
  return created;
}
