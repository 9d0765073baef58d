import { type ColumnMatrix, gatherRow } from '../math/column-matrix.ts';
import { type Forest, goesLeft } from '../math/forest.ts';

/**
 * Log-odds of every row, [nRows]: the base plus one leaf of each tree, added in the trees' order.
 * @throws RangeError when the matrix has another number of columns than the forest was trained on
 */
export function predictGbdt(forest: Forest, matrix: ColumnMatrix): Float64Array {
  const nColumns = forest.wordsPerSet.length;
  if (matrix.columns.length !== nColumns) {
    throw new RangeError(`predictGbdt requires ${nColumns} features, got ${matrix.columns.length}`);
  }
  const logOdds = new Float64Array(matrix.nRows);
  const values = new Float64Array(nColumns);
  for (let row = 0; row < matrix.nRows; row++) {
    gatherRow(matrix, row, values);
    logOdds[row] = predictRow(forest, values);
  }
  return logOdds;
}

function predictRow(forest: Forest, values: Float64Array): number {
  const { treeStarts, columns, lefts, rights } = forest;
  let logOdds = forest.base;
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    let node = treeStarts[tree];
    while (columns[node] >= 0)
      node = goesLeft(forest, node, values[columns[node]]) ? lefts[node] : rights[node];
    logOdds += forest.values[node];
  }
  return logOdds;
}
