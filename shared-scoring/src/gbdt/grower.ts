/**
 * Grows one tree leaf by leaf: always the leaf whose best split gains most, until there are enough leaves.
 * The tree's rows lie in one array; a leaf is a range of it, and a split reorders only that range.
 */
import type { BinnedMatrix } from './binning.ts';
import { fillHistogram, histogramStarts, subtractHistogram } from './histogram.ts';
import type { GbdtOptions } from './options.ts';
import { findSplit, type LeafSums, type Split, type SplitSearch } from './splitting.ts';

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

export interface Grower {
  /**
   * @param rows of the matrix that the tree learns from; reordered in place, leaf after leaf
   * @param columns that it may split on
   */
  grow(rows: Int32Array, columns: Int32Array, derivatives: Derivatives): GrownTree;
}

/** First and second derivative of the loss by the log-odds, [nRows] each. */
export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

interface Leaf {
  node: number;
  begin: number;
  end: number;
  sums: LeafSums;
  histogram: Float64Array;
  split: Split | null;
}

/** What stays the same from tree to tree: the matrix, the options, and memory that each tree uses anew. */
interface Workshop {
  binned: BinnedMatrix;
  options: GbdtOptions;
  starts: Int32Array;
  /** One for each leaf. */
  histograms: Float64Array[];
  /** Room for the rows' derivatives and for the rows of a right side. */
  scratch: Float64Array;
  moved: Int32Array;
}

/** A grower for one matrix; it keeps its memory from tree to tree. */
export function createGrower(binned: BinnedMatrix, options: GbdtOptions): Grower {
  const starts = histogramStarts(binned);
  const size = 3 * starts[starts.length - 1];
  const workshop: Workshop = {
    binned,
    options,
    starts,
    histograms: Array.from({ length: options.maxLeaves }, () => new Float64Array(size)),
    scratch: new Float64Array(2 * binned.nRows),
    moved: new Int32Array(binned.nRows),
  };
  return { grow: (rows, columns, derivatives) => growTree(workshop, { rows, columns, derivatives }) };
}

function growTree(
  workshop: Workshop,
  { rows, columns, derivatives }: { rows: Int32Array; columns: Int32Array; derivatives: Derivatives },
): GrownTree {
  const { starts, histograms, options } = workshop;
  const search: SplitSearch = { ...workshop, columns };
  const count = ({ histogram, begin, end }: Leaf) =>
    fillHistogram(histogram, { ...workshop, ...derivatives, columns, rows: rows.subarray(begin, end) });
  const judge = (leaf: Leaf) => {
    leaf.split = findSplit(search, leaf.histogram, leaf.sums);
  };
  const nodes: GrownNode[] = [];
  const sums = sumDerivatives(rows, derivatives);
  const node = addNode(nodes, sums, options);
  const root: Leaf = { node, begin: 0, end: rows.length, sums, histogram: histograms[0], split: null };
  count(root);
  judge(root);
  const leaves = [root];
  while (leaves.length < options.maxLeaves) {
    const parent = pickLeaf(leaves);
    if (parent === null) break;
    const children = splitLeaf(parent, { ...workshop, rows, nodes, spare: histograms[leaves.length] });
    const [smaller, larger] = children.toSorted((a, b) => a.sums.rows - b.sums.rows);
    count(smaller);
    subtractHistogram(larger.histogram, smaller.histogram, { starts, columns });
    children.forEach(judge);
    leaves.splice(leaves.indexOf(parent), 1, ...children);
  }
  return { nodes, leaves: leaves.map(leaf => ({ node: leaf.node, begin: leaf.begin, end: leaf.end })) };
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

function sumDerivatives(rows: Int32Array, { gradients, hessians }: Derivatives): LeafSums {
  let gradient = 0;
  let hessian = 0;
  for (let at = 0; at < rows.length; at++) {
    gradient += gradients[rows[at]];
    hessian += hessians[rows[at]];
  }
  return { gradient, hessian, rows: rows.length };
}

function addNode(nodes: GrownNode[], sums: LeafSums, options: GbdtOptions): number {
  // Minus a gradient of zero would be -0, which JSON does not keep.
  const value = (-options.learningRate * sums.gradient) / (sums.hessian + options.l2) + 0;
  return nodes.push({ decision: null, value, cover: sums.rows }) - 1;
}

function pickLeaf(leaves: readonly Leaf[]): Leaf | null {
  let best: Leaf | null = null;
  for (const leaf of leaves)
    if (leaf.split !== null && leaf.split.gain > (best?.split?.gain ?? 0)) best = leaf;
  return best;
}

interface SplitContext {
  rows: Int32Array;
  moved: Int32Array;
  binned: BinnedMatrix;
  nodes: GrownNode[];
  options: GbdtOptions;
  spare: Float64Array;
}

/** Turns a leaf into a decision and two leaves. The smaller one gets the spare histogram, the larger one the parent's. */
function splitLeaf(parent: Leaf, { rows, moved, binned, nodes, options, spare }: SplitContext): [Leaf, Leaf] {
  const { column, leftBins, left, right } = parent.split!;
  const middle =
    partition(rows.subarray(parent.begin, parent.end), binned.bins[column], { leftBins, moved }) +
    parent.begin;
  const leftNode = addNode(nodes, left, options);
  const rightNode = addNode(nodes, right, options);
  nodes[parent.node] = {
    ...nodes[parent.node],
    decision: { column, leftBins, left: leftNode, right: rightNode },
  };
  const leftIsSmaller = left.rows <= right.rows;
  const leftHistogram = leftIsSmaller ? spare : parent.histogram;
  const rightHistogram = leftIsSmaller ? parent.histogram : spare;
  return [
    { node: leftNode, begin: parent.begin, end: middle, sums: left, histogram: leftHistogram, split: null },
    { node: rightNode, begin: middle, end: parent.end, sums: right, histogram: rightHistogram, split: null },
  ];
}

/** Moves the rows that go left to the front, both sides in their old order. Returns how many went left. */
function partition(
  rows: Int32Array,
  bins: Uint8Array,
  { leftBins, moved }: { leftBins: Uint8Array; moved: Int32Array },
): number {
  let lefts = 0;
  let rights = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    if (leftBins[bins[row]] === 1) rows[lefts++] = row;
    else moved[rights++] = row;
  }
  rows.set(moved.subarray(0, rights), lefts);
  return lefts;
}
