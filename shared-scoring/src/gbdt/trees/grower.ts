/**
 * Grows one tree leaf by leaf: always the leaf whose best split gains most, until there are enough leaves.
 * The tree's rows lie in one array; a leaf is a range of it, and a split reorders only that range.
 */
import type { BinnedMatrix } from '../binning.ts';
import type { Directions } from '../monotone.ts';
import type { GbdtOptions } from '../options.ts';
import { type Derivatives, hessianOf, rowsOf, sumDerivatives, type UnitSums } from './derivatives.ts';
import type { GrownNode, GrownTree } from './grown-tree.ts';
import { createHistogram, type FillHistogram, subtractHistogram } from './histogram.ts';
import { ANY_VALUE, type Bounds, leafValueOf, splitBounds } from './leaf-value.ts';
import { createSplitSearch, type Split } from './splitting.ts';

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
  bounds: Bounds;
  histogram: Float64Array;
  split: Split | null;
}

/** What stays the same from tree to tree: the matrix, the options, and memory that each tree uses anew. */
interface Workshop {
  binned: BinnedMatrix;
  options: GbdtOptions;
  /** Null without constraints. */
  directions: Directions | null;
  fillHistogram: FillHistogram;
  /** One for each leaf. */
  histograms: Float64Array[];
  /** Room for the rows of a right side. */
  moved: Int32Array;
}

/** A grower for one matrix; it keeps its memory from tree to tree. */
export function createGrower(
  facts: Pick<Workshop, 'binned' | 'options' | 'directions' | 'fillHistogram'>,
): Grower {
  const { binned, options } = facts;
  const workshop: Workshop = {
    ...facts,
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
    leaf.split = findSplit({ ...leaf, columns: growth.columns });
  };
  const sums = sumDerivatives(derivatives, rows);
  const bounds = ANY_VALUE;
  const node = addNode(growth, sums, nodeValue(growth, sums, bounds));
  const root: Leaf = {
    node,
    begin: 0,
    end: rows.length,
    sums,
    bounds,
    histogram: histograms[0],
    split: null,
  };
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

function addNode({ nodes, derivatives: { scale }, options }: Growth, sums: UnitSums, value: number): number {
  // A gradient of zero gives -0, which JSON does not keep.
  return (
    nodes.push({
      decision: null,
      value: options.learningRate * value + 0,
      cover: rowsOf(sums.packed, scale),
    }) - 1
  );
}

function nodeValue({ derivatives: { scale }, options }: Growth, sums: UnitSums, bounds: Bounds): number {
  return leafValueOf(sums.gradient / scale.gradientUnits, hessianOf(sums.packed, scale), options, bounds);
}

function pickLeaf(leaves: readonly Leaf[]): Leaf | null {
  let best: Leaf | null = null;
  for (const leaf of leaves)
    if (leaf.split !== null && leaf.split.gain > (best?.split?.gain ?? 0)) best = leaf;
  return best;
}

/** Turns a leaf into a decision and two leaves. The smaller one gets the spare histogram, the larger one the parent's. */
function splitLeaf(growth: Growth, parent: Leaf, spare: Float64Array): [Leaf, Leaf] {
  const { rows, moved, binned, nodes, directions } = growth;
  const { begin, end, bounds, histogram } = parent;
  const { column, leftBins, left, right } = parent.split!;
  const middle = begin + partition(rows.subarray(begin, end), binned.bins[column], { leftBins, moved });
  const values = [nodeValue(growth, left, bounds), nodeValue(growth, right, bounds)];
  const leftNode = addNode(growth, left, values[0]);
  const rightNode = addNode(growth, right, values[1]);
  const decision = { column, leftBins, left: leftNode, right: rightNode };
  nodes[parent.node] = { ...nodes[parent.node], decision };
  const [leftBounds, rightBounds] =
    directions === null ? [bounds, bounds] : splitBounds(bounds, directions[column], values);
  const [first, second] = middle - begin <= end - middle ? [spare, histogram] : [histogram, spare];
  const split = null;
  return [
    { node: leftNode, begin, end: middle, sums: left, bounds: leftBounds, histogram: first, split },
    { node: rightNode, begin: middle, end, sums: right, bounds: rightBounds, histogram: second, split },
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
