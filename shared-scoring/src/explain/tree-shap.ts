/**
 * Exact path-dependent TreeSHAP. Products of all players are carried down each tree and sums over leaves back up, at a few
 * points of quadrature (`tree-steps.ts`), so a row costs nodes x points whatever the depth of the paths.
 * @see Lundberg, Erion, Lee (2018), Consistent Individualized Feature Attribution, for what is computed
 */
import { type ColumnMatrix, gatherRow } from '../math/column-matrix.ts';
import { type Forest, goesLeft } from '../math/forest.ts';
import { FOLLOWS, STATES, STRAYED_BEFORE, STRAYS_HERE, type TreeSteps, traceSteps } from './tree-steps.ts';

export interface TreeExplainer {
  /** Cover-weighted mean of the forest's log-odds: what a lead of unknown values gets. */
  readonly base: number;
  /**
   * Adds `weight` times each column's contribution to `contributions` [nRows x nColumns], row-major, in place.
   * base + contributions = the forest's log-odds, up to rounding.
   */
  addContributions(matrix: ColumnMatrix, contributions: Float64Array, weight: number): void;
}

/** Room for one tree, used again for each. */
interface Scratch {
  /** Whether the row follows all steps on the column down to the node: [nNodes] */
  followed: Uint8Array;
  /** First number of each node's state in the tables: [nNodes] */
  slots: Int32Array;
  /** Products of all players on the way down, then sums over leaves on the way up: [nNodes x nPoints] */
  products: Float64Array;
}

/** Prepares a forest for explaining; O(nodes x depth). */
export function createTreeExplainer(forest: Forest): TreeExplainer {
  const nTrees = forest.treeStarts.length - 1;
  const trees = Array.from({ length: nTrees }, (_, tree) => traceSteps(forest, tree));
  const scratch = createScratch(trees);
  const nColumns = forest.wordsPerSet.length;
  return {
    base: trees.reduce((sum, { root }) => sum + meanOf(forest, root), forest.base),
    addContributions(matrix, contributions, weight) {
      const values = new Float64Array(nColumns);
      for (let row = 0; row < matrix.nRows; row++) {
        gatherRow(matrix, row, values);
        const target = contributions.subarray(row * nColumns, (row + 1) * nColumns);
        for (let tree = 0; tree < nTrees; tree++) {
          followSteps(forest, trees[tree], values, scratch);
          multiplyDown(trees[tree], scratch);
          sumUp(forest, trees[tree], scratch, { target, weight });
        }
      }
    },
  };
}

function createScratch(trees: readonly TreeSteps[]): Scratch {
  const most = (of: (tree: TreeSteps) => number) => trees.reduce((max, tree) => Math.max(max, of(tree)), 1);
  return {
    followed: new Uint8Array(most(tree => tree.parents.length)),
    slots: new Int32Array(most(tree => tree.parents.length)),
    products: new Float64Array(most(tree => tree.parents.length * tree.nPoints)),
  };
}

function meanOf(forest: Forest, node: number): number {
  if (forest.columns[node] < 0) return forest.values[node];
  const [left, right] = [forest.lefts[node], forest.rights[node]];
  const sum = forest.covers[left] * meanOf(forest, left) + forest.covers[right] * meanOf(forest, right);
  return sum / forest.covers[node];
}

/** Finds every step's state, also of those that the row does not take: each column may be known alone. */
function followSteps(forest: Forest, tree: TreeSteps, values: Float64Array, scratch: Scratch): void {
  const { root, parents, columns, isLeft, earlier, nPoints } = tree;
  const { followed, slots } = scratch;
  for (let node = 1; node < parents.length; node++) {
    const left = goesLeft(forest, root + parents[node], values[columns[node]]);
    const takes = Number(left) === isLeft[node];
    const before = earlier[node] < 0 || followed[earlier[node]] === 1;
    followed[node] = Number(takes && before);
    const state = takes && before ? FOLLOWS : before ? STRAYS_HERE : STRAYED_BEFORE;
    slots[node] = (node * STATES + state) * nPoints;
  }
}

function multiplyDown({ parents, factors, nPoints }: TreeSteps, { slots, products }: Scratch): void {
  products.fill(1, 0, nPoints);
  for (let node = 1; node < parents.length; node++) {
    const own = node * nPoints;
    const above = parents[node] * nPoints;
    const slot = slots[node];
    for (let at = 0; at < nPoints; at++) products[own + at] = products[above + at] * factors[slot + at];
  }
}

/** From the last node to the first: children hand their sums to parents whose own product nobody needs any more. */
function sumUp(
  forest: Forest,
  { root, parents, columns, gains, nPoints }: TreeSteps,
  { slots, products }: Scratch,
  { target, weight }: { target: Float64Array; weight: number },
): void {
  for (let node = 0; node < parents.length; node++) {
    const value = forest.columns[root + node] < 0 ? weight * forest.values[root + node] : 0;
    for (let at = node * nPoints; at < (node + 1) * nPoints; at++) products[at] *= value;
  }
  for (let node = parents.length - 1; node > 0; node--) {
    const own = node * nPoints;
    const above = parents[node] * nPoints;
    const slot = slots[node];
    let share = 0;
    for (let at = 0; at < nPoints; at++) {
      const sum = products[own + at];
      share += sum * gains[slot + at];
      products[above + at] += sum;
    }
    target[columns[node]] += share;
  }
}
