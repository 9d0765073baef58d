import { type ColumnMatrix, gatherRow } from '../math/column-matrix.ts';
import { type Forest, requireColumns } from '../math/forest.ts';
import { createRowScorer } from './row-scorer.ts';
import { scoreMatrix } from './score-matrix.ts';

/** Below so many rows it is quicker to take them one by one. */
const FEW_ROWS = 48;

/**
 * Log-odds of every row, [nRows]: the base plus one leaf of each tree, added in the trees' order.
 * @throws RangeError when the matrix has more or fewer columns than the forest was trained on, or one of another length
 * @throws TypeError when a column is of another kind
 */
export function predictGbdt(forest: Forest, matrix: ColumnMatrix): Float64Array {
  requireColumns(forest, matrix, 'predictGbdt');
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
