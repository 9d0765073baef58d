/**
 * Grows one tree leaf by leaf: always the leaf whose best split gains most, until there are enough leaves.
 * The tree's rows lie in one array; a leaf is a range of it, and a split reorders only that range.
 */
import type { BinnedMatrix } from './binning.ts';
import { type Derivatives, hessianOf, rowsOf, sumDerivatives, type UnitSums } from './derivatives.ts';
import { createHistogram, type FillHistogram, subtractHistogram } from './histogram.ts';
import type { GbdtOptions } from './options.ts';
import { createSplitSearch, type Split } from './splitting.ts';

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

interface Leaf {
  node: number;
  begin: number;
  end: number;
  sums: UnitSums;
  histogram: Float64Array;
  split: Split | null;
}

/** What stays the same from tree to tree: the matrix, the options, and memory that each tree uses anew. */
interface Workshop {
  binned: BinnedMatrix;
  options: GbdtOptions;
  fillHistogram: FillHistogram;
  /** One for each leaf. */
  histograms: Float64Array[];
  /** Room for the rows of a right side. */
  moved: Int32Array;
}

/** A grower for one matrix; it keeps its memory from tree to tree. */
export function createGrower(
  binned: BinnedMatrix,
  options: GbdtOptions,
  fillHistogram: FillHistogram,
): Grower {
  const workshop: Workshop = {
    binned,
    options,
    fillHistogram,
    histograms: Array.from({ length: options.maxLeaves }, () => createHistogram(binned)),
    moved: new Int32Array(binned.nRows),
  };
  return { grow: (rows, columns, derivatives) => growTree(workshop, { rows, columns, derivatives }) };
}

interface TreeRequest {
  rows: Int32Array;
  columns: Int32Array;
  derivatives: Derivatives;
}

/** A tree while it grows. */
interface Growth extends Workshop, TreeRequest {
  nodes: GrownNode[];
}

function growTree(workshop: Workshop, request: TreeRequest): GrownTree {
  const growth: Growth = { ...workshop, ...request, nodes: [] };
  const { histograms, options, nodes, derivatives, rows } = growth;
  const findSplit = createSplitSearch({ ...growth, scale: derivatives.scale });
  const judge = (leaf: Leaf) => {
    leaf.split = findSplit({ histogram: leaf.histogram, sums: leaf.sums, columns: growth.columns });
  };
  const sums = sumDerivatives(derivatives, rows);
  const node = addNode(growth, sums);
  const root: Leaf = { node, begin: 0, end: rows.length, sums, histogram: histograms[0], split: null };
  countRows(growth, root);
  judge(root);
  const leaves = [root];
  while (leaves.length < options.maxLeaves) {
    const parent = pickLeaf(leaves);
    if (parent === null) break;
    const children = splitLeaf(growth, parent, histograms[leaves.length]);
    leaves.splice(leaves.indexOf(parent), 1, ...children);
    // The last two leaves are not split any more, so nobody looks at their histograms.
    if (leaves.length === options.maxLeaves) break;
    const open = children.filter(leaf => hasRoomForTwo(leaf.sums, growth));
    if (open.length === 0) continue;
    const [smaller, larger] = children[0].histogram === parent.histogram ? children.toReversed() : children;
    countRows(growth, smaller);
    subtractHistogram(larger.histogram, smaller.histogram);
    open.forEach(judge);
  }
  return { nodes, leaves: leaves.map(leaf => ({ node: leaf.node, begin: leaf.begin, end: leaf.end })) };
}

/** Whether a leaf could be split at all; what cannot is neither counted nor judged. */
function hasRoomForTwo(sums: UnitSums, { derivatives: { scale }, options }: Growth): boolean {
  return rowsOf(sums.packed, scale) >= 2 * options.minLeafRows;
}

function countRows({ fillHistogram, rows, derivatives }: Growth, leaf: Leaf): void {
  fillHistogram(leaf.histogram, { rows: rows.subarray(leaf.begin, leaf.end), derivatives });
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

function addNode({ nodes, derivatives: { scale }, options }: Growth, sums: UnitSums): number {
  const gradient = sums.gradient / scale.gradientUnits;
  // Minus a gradient of zero would be -0, which JSON does not keep.
  const value = (-options.learningRate * gradient) / (hessianOf(sums.packed, scale) + options.l2) + 0;
  return nodes.push({ decision: null, value, cover: rowsOf(sums.packed, scale) }) - 1;
}

function pickLeaf(leaves: readonly Leaf[]): Leaf | null {
  let best: Leaf | null = null;
  for (const leaf of leaves)
    if (leaf.split !== null && leaf.split.gain > (best?.split?.gain ?? 0)) best = leaf;
  return best;
}

/** Turns a leaf into a decision and two leaves. The smaller one gets the spare histogram, the larger one the parent's. */
function splitLeaf(growth: Growth, parent: Leaf, spare: Float64Array): [Leaf, Leaf] {
  const { rows, moved, binned, nodes } = growth;
  const { column, leftBins, left, right } = parent.split!;
  const middle =
    partition(rows.subarray(parent.begin, parent.end), binned.bins[column], { leftBins, moved }) +
    parent.begin;
  const leftNode = addNode(growth, left);
  const rightNode = addNode(growth, right);
  nodes[parent.node] = {
    ...nodes[parent.node],
    decision: { column, leftBins, left: leftNode, right: rightNode },
  };
  const leftIsSmaller = middle - parent.begin <= parent.end - middle;
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
    const isLeft = leftBins[bins[row]];
    // Written to both sides and kept on one: a processor cannot guess which way a row goes.
    rows[lefts] = row;
    moved[rights] = row;
    lefts += isLeft;
    rights += 1 - isLeft;
  }
  rows.set(moved.subarray(0, rights), lefts);
  return lefts;
}
