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
