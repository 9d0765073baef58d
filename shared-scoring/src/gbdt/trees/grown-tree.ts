import { oddsOf } from '../../math/logistic.ts';
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

/** Adds the leaf values of rows that the tree was not grown from to their log-odds, in place. */
export function addLeafValues(
  tree: GrownTree,
  binned: BinnedMatrix,
  { rows, logOdds }: { rows: Int32Array; logOdds: Float64Array },
): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    logOdds[row] += tree.nodes[findLeaf(tree, binned, row)].value;
  }
}

/** Multiplies the odds of the rows that a tree was grown from, as `grow` left them, and of others by e^value, in place. */
export function multiplyOdds(
  tree: GrownTree,
  binned: BinnedMatrix,
  { drawn, others, odds }: { drawn: Int32Array; others: Int32Array; odds: Float64Array },
): void {
  const factors = Float64Array.from(tree.nodes, ({ value }) => oddsOf(value));
  for (const { node, begin, end } of tree.leaves) {
    const factor = factors[node];
    for (let at = begin; at < end; at++) odds[drawn[at]] = multiply(odds[drawn[at]], factor);
  }
  for (let at = 0; at < others.length; at++) {
    const row = others[at];
    odds[row] = multiply(odds[row], factors[findLeaf(tree, binned, row)]);
  }
}

/** Odds as good as certain. Kept within them, whatever a leaf's value, they never become 0, infinite or NaN. */
const MOST_ODDS = 1e300;
const LEAST_ODDS = 1e-300;

function multiply(odds: number, factor: number): number {
  const product = odds * factor;
  if (product > MOST_ODDS) return MOST_ODDS;
  return product < LEAST_ODDS ? LEAST_ODDS : product;
}

function findLeaf({ nodes }: GrownTree, { bins }: BinnedMatrix, row: number): number {
  let node = 0;
  for (let decision = nodes[0].decision; decision !== null; decision = nodes[node].decision)
    node = decision.leftBins[bins[decision.column][row]] === 1 ? decision.left : decision.right;
  return node;
}
