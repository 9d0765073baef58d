import type { ColumnMatrix } from './column-matrix.ts';

/**
 * Trees in terms of values, as serving walks them: flat typed arrays over the nodes of all trees.
 * A number goes left when `value <= threshold`, a category when its bit is set; a missing value, or a code that the
 * node does not know, follows `missingLeft`.
 */
export interface Forest {
  /** Log-odds before the first tree. */
  readonly base: number;
  /** First node of each tree, and the number of nodes at the end: [nTrees + 1]. */
  readonly treeStarts: Int32Array;
  /** Column that the node asks for, -1 in a leaf: [nNodes], as all that follow. */
  readonly columns: Int32Array;
  /** Of a number's node; 0 elsewhere. */
  readonly thresholds: Float64Array;
  /** First word of a category node's bits in `setWords`, -1 elsewhere. */
  readonly setStarts: Int32Array;
  readonly missingLeft: Uint8Array;
  /** Node numbers in this forest, above their parent's; 0 in a leaf. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  /** Log-odds that a leaf adds. */
  readonly values: Float64Array;
  /** Training rows that reached the node. */
  readonly covers: Float64Array;
  /** Bits of the codes that go left, 32 a word; a set has `wordsPerSet` of its column. */
  readonly setWords: Int32Array;
  /** Words of a set of each column, 0 for numbers: [nColumns]. */
  readonly wordsPerSet: Int32Array;
}

/** Whether a value goes left at a decision. Category codes come as numbers; NaN = missing. */
export function goesLeft(forest: Forest, node: number, value: number): boolean {
  const setStart = forest.setStarts[node];
  if (Number.isNaN(value)) return forest.missingLeft[node] === 1;
  if (setStart < 0) return value <= forest.thresholds[node];
  const word = value >> 5;
  if (word >= forest.wordsPerSet[forest.columns[node]]) return forest.missingLeft[node] === 1;
  return ((forest.setWords[setStart + word] >>> (value & 31)) & 1) === 1;
}

/**
 * Refuses a matrix that is not of the columns that a forest asks.
 * @throws RangeError when there are more or fewer columns, or one is of another length than the matrix
 * @throws TypeError when a column is of another kind than in training
 */
export function requireColumns(
  { wordsPerSet }: Forest,
  { nRows, columns }: ColumnMatrix,
  caller: string,
): void {
  if (columns.length !== wordsPerSet.length)
    throw new RangeError(`${caller} requires ${wordsPerSet.length} features, got ${columns.length}`);
  columns.forEach((column, at) => {
    const { length } = column.kind === 'number' ? column.values : column.codes;
    if (length !== nRows)
      throw new RangeError(`${caller} requires ${nRows} rows of feature ${at}, got ${length}`);
    // A category without levels holds missing values only, which suits either.
    if (column.kind === 'category' && column.levelCount === 0) return;
    const wanted = wordsPerSet[at] > 0 ? 'category' : 'number';
    if (column.kind !== wanted)
      throw new TypeError(`${caller} requires a ${wanted} as feature ${at}, got a ${column.kind}`);
  });
}
