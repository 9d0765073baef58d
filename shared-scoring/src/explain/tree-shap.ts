/**
 * Exact path-dependent TreeSHAP for many rows. What a leaf counts for a lead depends only on which columns of its path the lead
 * strays from: a few bits, shared by many leads. Block by block, these bits are carried down each tree, node after node for all
 * rows at once, and a leaf's Shapley values (`leaf-games.ts`) are computed once for each pattern of bits that occurs.
 */
import { type CategorySets, setsWithMissing } from '../math/category-sets.ts';
import { type ColumnMatrix, viewColumns } from '../math/column-matrix.ts';
import { type Forest, requireColumns } from '../math/forest.ts';
import { type LeafGame, type LeafGames, traceLeaves, writeShares } from './leaf-games.ts';

export interface TreeExplainer {
  /** Cover-weighted mean of the forest's log-odds: what a lead of unknown values gets. */
  readonly base: number;
  /**
   * Adds `weight` times each column's contribution to `contributions` [nRows x nColumns], row-major, in place.
   * base + contributions = the forest's log-odds, up to rounding.
   * @throws RangeError when the matrix has other columns than the forest was trained on, or contributions another length
   * @throws TypeError when a column is of another kind
   */
  addContributions(matrix: ColumnMatrix, contributions: Float64Array, weight: number): void;
}

/** Many leads share a leaf's patterns, and what they need of a tree stays in the processor's cache. */
const BLOCK_ROWS = 2048;
/** A leaf of more players has so many patterns that hardly two leads share one. */
const MOST_SHARED_PLAYERS = 10;

interface Block {
  readonly forest: Forest;
  readonly sets: CategorySets;
  readonly leaves: LeafGames;
  readonly nRows: number;
  /** The block's part of each column. */
  readonly columns: readonly (Float64Array | Int32Array)[];
  /** Of each column the contributions of the block's rows: [nColumns][nRows]. */
  readonly sums: readonly Float64Array[];
  readonly scratch: Scratch;
}

/** Room that every block uses again. */
interface Scratch {
  /** Whether each row goes left at the node at hand. */
  lefts: Uint8Array;
  /** Of each depth, which players a row strays from on the way to its left and right node. */
  strayed: [Int32Array, Int32Array][];
  /** By pattern, where its values start among `values`; -1 = not computed. */
  starts: Int32Array;
  /** The same by row. */
  rowStarts: Int32Array;
  /** Shapley values of one leaf, pattern by pattern. */
  values: Float64Array;
}

/**
 * Prepares a forest for explaining; O(nodes x depth).
 * @throws RangeError when a path asks more than 31 columns; trees of up to 32 leaves never do
 */
export function createTreeExplainer(forest: Forest): TreeExplainer {
  const roots = forest.treeStarts.subarray(0, -1);
  const sets = setsWithMissing(forest);
  const leaves = traceLeaves(forest);
  return {
    base: roots.reduce((sum, root) => sum + meanOf(forest, root), forest.base),
    addContributions(matrix, contributions, weight) {
      requireColumns(forest, matrix, 'addContributions');
      const nColumns = matrix.columns.length;
      const size = matrix.nRows * nColumns;
      if (contributions.length !== size)
        throw new RangeError(`addContributions requires ${size} contributions, got ${contributions.length}`);
      const scratch = createScratch(leaves, Math.min(matrix.nRows, BLOCK_ROWS));
      for (let first = 0; first < matrix.nRows; first += BLOCK_ROWS) {
        const last = Math.min(first + BLOCK_ROWS, matrix.nRows);
        const columns = viewColumns(matrix, first, last);
        const sums = explainBlock({ forest, sets, leaves, scratch, columns, nRows: last - first });
        addRows(contributions.subarray(first * nColumns, last * nColumns), sums, weight);
      }
    },
  };
}

/** Contributions of a block's rows, [nColumns][nRows]. */
function explainBlock(rows: Omit<Block, 'sums'>): Float64Array[] {
  const { forest, columns, nRows } = rows;
  const block = { ...rows, sums: columns.map(() => new Float64Array(nRows)) };
  const strayed = new Int32Array(nRows);
  for (const root of forest.treeStarts.subarray(0, -1)) explainNode(block, root, { strayed, depth: 0 });
  return block.sums;
}

/** From columns to rows. */
function addRows(contributions: Float64Array, sums: readonly Float64Array[], weight: number): void {
  sums.forEach((sum, column) => {
    for (let row = 0, at = column; row < sum.length; row++, at += sums.length)
      contributions[at] += weight * sum[row];
  });
}

function createScratch({ mostDepth, mostPlayers }: LeafGames, nRows: number): Scratch {
  const level = (): [Int32Array, Int32Array] => [new Int32Array(nRows), new Int32Array(nRows)];
  return {
    lefts: new Uint8Array(nRows),
    strayed: Array.from({ length: mostDepth }, level),
    starts: new Int32Array(1 << Math.min(mostPlayers, MOST_SHARED_PLAYERS)),
    rowStarts: new Int32Array(nRows),
    values: new Float64Array(nRows * mostPlayers),
  };
}

function meanOf(forest: Forest, node: number): number {
  if (forest.columns[node] < 0) return forest.values[node];
  const [left, right] = [forest.lefts[node], forest.rights[node]];
  const sum = forest.covers[left] * meanOf(forest, left) + forest.covers[right] * meanOf(forest, right);
  return sum / forest.covers[node];
}

/** Adds what the leaves below a node count, for all rows: each column may be known alone, so every row visits every leaf. */
function explainNode(
  block: Block,
  node: number,
  { strayed, depth }: { strayed: Int32Array; depth: number },
): void {
  const { forest, leaves, scratch, nRows } = block;
  const game = leaves.games[node];
  if (game !== null) {
    addLeaf(block, game, strayed);
    return;
  }
  const { lefts } = scratch;
  testRows(block, node);
  const [toLeft, toRight] = scratch.strayed[depth];
  const place = leaves.places[node];
  for (let row = 0; row < nRows; row++) {
    toLeft[row] = strayed[row] | ((1 - lefts[row]) << place);
    toRight[row] = strayed[row] | (lefts[row] << place);
  }
  explainNode(block, forest.lefts[node], { strayed: toLeft, depth: depth + 1 });
  explainNode(block, forest.rights[node], { strayed: toRight, depth: depth + 1 });
}

/** Finds the rows that go left at a node. */
function testRows({ forest, sets, columns, nRows, scratch }: Block, node: number): void {
  const { lefts } = scratch;
  const column = columns[forest.columns[node]];
  const setStart = sets.starts[node];
  if (setStart >= 0) {
    const { words } = sets;
    const mostBits = 32 * forest.wordsPerSet[forest.columns[node]];
    for (let row = 0; row < nRows; row++) {
      const known = column[row] + 1;
      const bit = known >>> 0 <= mostBits ? known : 0;
      lefts[row] = (words[setStart + (bit >> 5)] >>> (bit & 31)) & 1;
    }
    return;
  }
  const threshold = forest.thresholds[node];
  if (forest.missingLeft[node] === 1)
    for (let row = 0; row < nRows; row++) lefts[row] = 1 - Number(column[row] > threshold);
  else for (let row = 0; row < nRows; row++) lefts[row] = Number(column[row] <= threshold);
}

function addLeaf(block: Block, game: LeafGame, strayed: Int32Array): void {
  const { sums, nRows, scratch } = block;
  const { values, rowStarts } = scratch;
  findValues(block, game, strayed);
  for (let player = 0; player < game.columns.length; player++) {
    const sum = sums[game.columns[player]];
    for (let row = 0; row < nRows; row++) sum[row] += values[rowStarts[row] + player];
  }
}

/** Computes a leaf's values for every pattern that occurs among the rows, and says where each row's are. */
function findValues({ nRows, scratch }: Block, game: LeafGame, strayed: Int32Array): void {
  const { starts, rowStarts, values } = scratch;
  const nPlayers = game.columns.length;
  // A single row shares with no other.
  const isShared = nRows > 1 && nPlayers <= MOST_SHARED_PLAYERS;
  if (isShared) starts.fill(-1, 0, 1 << nPlayers);
  let next = 0;
  for (let row = 0; row < nRows; row++) {
    const pattern = strayed[row];
    let start = isShared ? starts[pattern] : -1;
    if (start < 0) {
      start = next;
      writeShares(game, pattern, { target: values, start });
      if (isShared) starts[pattern] = start;
      next += nPlayers;
    }
    rowStarts[row] = start;
  }
}
