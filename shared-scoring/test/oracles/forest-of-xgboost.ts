import type { Forest } from '../../src/math/forest.ts';
import { logit } from '../../src/math/logistic.ts';

/** A tree in the words of XGBoost's own JSON. */
export interface XgboostTree {
  /** -1 in a leaf. */
  left_children: number[];
  right_children: number[];
  /** Column asked for. */
  split_indices: number[];
  /** 1 where categories decide. */
  split_type: number[];
  /** A value less than this goes left; in a leaf the leaf's value; null where categories decide. */
  split_conditions: (number | null)[];
  default_left: number[];
  sum_hessian: number[];
  /**
   * Codes that go right: `categories` holds those of `categories_nodes[i]` from `categories_segments[i]` on,
   * `categories_sizes[i]` of them.
   */
  categories: number[];
  categories_nodes: number[];
  categories_segments: number[];
  categories_sizes: number[];
}

/** The same trees as ours. Columns with fewer than 32 categories, of which every code is known. */
export function forestOfXgboost(
  trees: readonly XgboostTree[],
  baseScore: number,
  levelCounts: readonly number[],
): Forest {
  const starts = [0];
  for (const tree of trees) starts.push(starts.at(-1)! + tree.left_children.length);
  const setWords: number[] = [];
  const nodes = trees.flatMap((tree, at) =>
    tree.left_children.map((left, node) => {
      const isLeaf = left < 0;
      const column = isLeaf ? -1 : tree.split_indices[node];
      const isByCategory = tree.split_type[node] === 1;
      if (isByCategory) setWords.push(wordOfLeft(tree, node, levelCounts[column]));
      return {
        column,
        threshold: isLeaf || isByCategory ? 0 : floatBelow(tree.split_conditions[node]!),
        setStart: isByCategory ? setWords.length - 1 : -1,
        missingLeft: tree.default_left[node],
        left: isLeaf ? 0 : starts[at] + left,
        right: isLeaf ? 0 : starts[at] + tree.right_children[node],
        value: isLeaf ? tree.split_conditions[node]! : 0,
        cover: tree.sum_hessian[node],
      };
    }),
  );
  return {
    base: logit(baseScore),
    treeStarts: Int32Array.from(starts),
    columns: Int32Array.from(nodes, ({ column }) => column),
    thresholds: Float64Array.from(nodes, ({ threshold }) => threshold),
    setStarts: Int32Array.from(nodes, ({ setStart }) => setStart),
    missingLeft: Uint8Array.from(nodes, ({ missingLeft }) => missingLeft),
    lefts: Int32Array.from(nodes, ({ left }) => left),
    rights: Int32Array.from(nodes, ({ right }) => right),
    values: Float64Array.from(nodes, ({ value }) => value),
    covers: Float64Array.from(nodes, ({ cover }) => cover),
    setWords: Int32Array.from(setWords),
    wordsPerSet: Int32Array.from(levelCounts, count => Math.ceil(count / 32)),
  };
}

function wordOfLeft(tree: XgboostTree, node: number, levelCount: number): number {
  const at = tree.categories_nodes.indexOf(node);
  const start = tree.categories_segments[at];
  const right = tree.categories.slice(start, start + tree.categories_sizes[at]);
  return right.reduce((word, code) => word & ~(1 << code), 2 ** levelCount - 1);
}

/** The largest 32-bit number under `value`, itself one of 32 bits: "less than `value`" is "at most this". */
function floatBelow(value: number): number {
  const float = Float32Array.of(value);
  if (float[0] === 0) return -(2 ** -149);
  new Int32Array(float.buffer)[0] += float[0] > 0 ? -1 : 1;
  return float[0];
}
