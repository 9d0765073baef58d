/**
 * Exact path-dependent TreeSHAP. A tree is a sum of its leaves and Shapley values are linear, so each leaf is explained alone:
 * the path to it asks m different columns, each either satisfied by the lead or not, and an unknown value gets through with
 * the share of training leads that did (`path-game.ts`). A leaf's shares depend on the lead only through those m bits, so they
 * are computed once per leaf and bit pattern and then looked up: explaining costs little more than walking all paths.
 * @see Lundberg, Erion, Lee (2018), Consistent Individualized Feature Attribution; Yang (2021), Fast TreeSHAP
 */
import { type ColumnMatrix, gatherRow } from '../math/column-matrix.ts';
import { type Forest, goesLeft } from '../math/forest.ts';
import { leafShares } from './path-game.ts';

export interface TreeExplainer {
  /** Cover-weighted mean of the forest's log-odds: what a lead of unknown values gets. */
  readonly base: number;
  /**
   * Adds `weight` times each column's contribution to `contributions` [nRows x nColumns], row-major, in place.
   * base + contributions = the forest's log-odds, up to rounding.
   */
  addContributions(matrix: ColumnMatrix, contributions: Float64Array, weight: number): void;
}

interface TreePaths {
  /** Decisions of the tree; the decision at position d is bit d. At most 30. */
  decisions: Int32Array;
  leaves: LeafPath[];
}

interface LeafPath {
  value: number;
  /** Per player: its column, the bits of its decisions, which of them must be set, and its share of the training leads. */
  columns: number[];
  masks: number[];
  wanted: number[];
  unknown: number[];
  /** Shares by pattern of satisfied players, [2^m x m]; NaN where not yet computed. Null when there are too many players. */
  known: Float64Array | null;
}

/** 2^8 patterns of 8 doubles are 16 KB a leaf; longer paths are rare in small trees and computed every time. */
const MAX_REMEMBERED_PLAYERS = 8;

/** Prepares a forest for explaining; O(nodes x depth). Remembers shares between calls. */
export function createTreeExplainer(forest: Forest): TreeExplainer {
  const trees: TreePaths[] = [];
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++)
    trees.push(tracePaths(forest, forest.treeStarts[tree]));
  const nColumns = forest.wordsPerSet.length;
  const expected = (leaf: LeafPath) => leaf.unknown.reduce((product, share) => product * share, leaf.value);
  const base = trees.reduce(
    (sum, tree) => tree.leaves.reduce((total, leaf) => total + expected(leaf), sum),
    forest.base,
  );
  return {
    base,
    addContributions(matrix, contributions, weight) {
      const values = new Float64Array(nColumns);
      for (let row = 0; row < matrix.nRows; row++) {
        gatherRow(matrix, row, values);
        const target = contributions.subarray(row * nColumns, (row + 1) * nColumns);
        for (let tree = 0; tree < trees.length; tree++)
          explainTree(forest, trees[tree], { values, target, weight });
      }
    },
  };
}

function explainTree(
  forest: Forest,
  tree: TreePaths,
  { values, target, weight }: { values: Float64Array; target: Float64Array; weight: number },
): void {
  const { decisions, leaves } = tree;
  let taken = 0;
  for (let bit = 0; bit < decisions.length; bit++) {
    const node = decisions[bit];
    if (goesLeft(forest, node, values[forest.columns[node]])) taken |= 1 << bit;
  }
  for (let at = 0; at < leaves.length; at++) {
    const leaf = leaves[at];
    const players = leaf.columns.length;
    let pattern = 0;
    for (let player = 0; player < players; player++) {
      if ((taken & leaf.masks[player]) === leaf.wanted[player]) pattern |= 1 << player;
    }
    const scale = weight * leaf.value;
    const [shares, start] =
      leaf.known === null ? [sharesOf(leaf, pattern), 0] : [leaf.known, pattern * players];
    if (leaf.known !== null && Number.isNaN(shares[start])) leaf.known.set(sharesOf(leaf, pattern), start);
    for (let player = 0; player < players; player++)
      target[leaf.columns[player]] += scale * shares[start + player];
  }
}

function sharesOf(leaf: LeafPath, pattern: number): Float64Array {
  const satisfied = leaf.columns.map((_, player) => (pattern >>> player) & 1);
  return leafShares(satisfied, leaf.unknown);
}

type PathStep = { column: number; bit: number; left: boolean; share: number };

function tracePaths(forest: Forest, root: number): TreePaths {
  const decisions: number[] = [];
  const leaves: LeafPath[] = [];
  const visit = (node: number, path: readonly PathStep[]): void => {
    const column = forest.columns[node];
    if (column < 0) {
      // A tree of one leaf has no players: it is part of the base alone.
      leaves.push(summarise(forest.values[node], path));
      return;
    }
    const bit = decisions.push(node) - 1;
    for (const left of [true, false]) {
      const child = left ? forest.lefts[node] : forest.rights[node];
      visit(child, [...path, { column, bit, left, share: forest.covers[child] / forest.covers[node] }]);
    }
  };
  visit(root, []);
  return { decisions: Int32Array.from(decisions), leaves };
}

/** Joins the path's steps that ask the same column into one player. */
function summarise(value: number, path: readonly PathStep[]): LeafPath {
  const columns = [...new Set(path.map(step => step.column))];
  const stepsOf = (column: number) => path.filter(step => step.column === column);
  const players = columns.length;
  return {
    value,
    columns,
    masks: columns.map(column => stepsOf(column).reduce((mask, step) => mask | (1 << step.bit), 0)),
    wanted: columns.map(column =>
      stepsOf(column).reduce((mask, step) => mask | (Number(step.left) << step.bit), 0),
    ),
    unknown: columns.map(column => stepsOf(column).reduce((product, step) => product * step.share, 1)),
    known:
      players <= MAX_REMEMBERED_PLAYERS ? new Float64Array(2 ** players * players).fill(Number.NaN) : null,
  };
}
