import type { BinnedMatrix } from '../binning.ts';

/** A tree in terms of bins, as training walks it. Node 0 is the root, children come after their parent. */
export interface GrownTree {
  readonly nodes: readonly GrownNode[];
  /** Where each leaf's rows lie in the rows that the tree was grown from. */
  readonly leaves: readonly GrownLeaf[];
}

export interface GrownLeaf {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
}

export interface GrownNode {
  /** Null in a leaf. */
  readonly decision: {
    readonly column: number;
    readonly leftBins: Uint8Array;
    readonly left: number;
    readonly right: number;
  } | null;
  /** Log-odds that a leaf adds, the learning rate included; in an inner node what it would add as a leaf. */
  readonly value: number;
  /** Training rows that reached the node. */
  readonly cover: number;
}

/** Adds the leaf value of rows that the tree was not grown from to their log-odds, in place: by walking. */
export function addToOtherRows(
  tree: GrownTree,
  binned: BinnedMatrix,
  { rows, logOdds }: { rows: Int32Array; logOdds: Float64Array },
): void {
  const { nodes } = tree;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    let node = nodes[0];
    while (node.decision !== null) {
      const { column, leftBins, left, right } = node.decision;
      node = nodes[leftBins[binned.bins[column][row]] === 1 ? left : right];
    }
    logOdds[row] += node.value;
  }
}

/** The same for the rows that it was grown from, as `grow` left them: leaf by leaf, without walking. */
export function addToGrownRows(
  tree: GrownTree,
  { rows, logOdds }: { rows: Int32Array; logOdds: Float64Array },
): void {
  for (const { node, begin, end } of tree.leaves) {
    const { value } = tree.nodes[node];
    for (let at = begin; at < end; at++) logOdds[rows[at]] += value;
  }
}
