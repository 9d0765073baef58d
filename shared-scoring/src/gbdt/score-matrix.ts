/**
 * Many rows through a forest. At each node a block's rows are parted into those that go left and those that go right, as in
 * training: a test is then a loop over one column, without jumps that depend on the row, and the table is read where it lies.
 */
import { type CategorySets, setsWithMissing } from '../math/category-sets.ts';
import { type ColumnMatrix, viewColumns } from '../math/column-matrix.ts';
import type { Forest } from '../math/forest.ts';

/** So many rows that a node's own work hardly counts; their lists are 8 KB each. */
const BLOCK_ROWS = 4096;

interface Block {
  readonly forest: Forest;
  readonly sets: CategorySets;
  /** The block's part of each column. */
  readonly columns: readonly (Float64Array | Int32Array)[];
  readonly logOdds: Float64Array;
}

/** Rows of a block that reached a node: `rows` from `start` to before `end`. */
interface Segment {
  rows: Uint16Array;
  /** Where its children's rows are listed, in the same places. */
  parted: Uint16Array;
  start: number;
  end: number;
}

/** Log-odds of every row, [nRows]: the base plus one leaf of each tree, added in the trees' order. No copy of the matrix. */
export function scoreMatrix(forest: Forest, matrix: ColumnMatrix): Float64Array {
  const { nRows } = matrix;
  const sets = setsWithMissing(forest);
  const logOdds = new Float64Array(nRows).fill(forest.base);
  const all = Uint16Array.from({ length: Math.min(nRows, BLOCK_ROWS) }, (_, row) => row);
  const lists: [Uint16Array, Uint16Array] = [all.slice(), all.slice()];
  for (let first = 0; first < nRows; first += BLOCK_ROWS) {
    const last = Math.min(first + BLOCK_ROWS, nRows);
    const block: Block = {
      forest,
      sets,
      columns: viewColumns(matrix, first, last),
      logOdds: logOdds.subarray(first, last),
    };
    for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
      const root = forest.treeStarts[tree];
      scoreNode(block, root, { rows: all, parted: lists[0], start: 0, end: last - first }, lists[1]);
    }
  }
  return logOdds;
}

/** Takes a node's rows on to its leaves. `spare` lists the grandchildren's rows. */
function scoreNode(block: Block, node: number, segment: Segment, spare: Uint16Array): void {
  const { start, end, parted, rows } = segment;
  if (start === end) return;
  const { forest, logOdds } = block;
  if (forest.columns[node] < 0) {
    const value = forest.values[node];
    for (let at = start; at < end; at++) logOdds[rows[at]] += value;
    return;
  }
  const middle = partRows(block, node, segment);
  const children = { rows: parted, parted: spare };
  scoreNode(block, forest.lefts[node], { ...children, start, end: middle }, parted);
  scoreNode(block, forest.rights[node], { ...children, start: middle, end }, parted);
}

/** Lists the rows that go left, then those that go right; returns where the latter start. */
function partRows({ forest, sets, columns }: Block, node: number, segment: Segment): number {
  const column = columns[forest.columns[node]];
  const setStart = sets.starts[node];
  if (setStart >= 0) {
    const mostBits = 32 * forest.wordsPerSet[forest.columns[node]];
    return partBySet(column as Int32Array, { words: sets.words, setStart, mostBits }, segment);
  }
  const part = forest.missingLeft[node] === 1 ? partUnlessAbove : partByThreshold;
  return part(column as Float64Array, forest.thresholds[node], segment);
}

// Each row is written at both ends of what is still free; the end that it belongs to then moves on.

function partByThreshold(values: Float64Array, threshold: number, segment: Segment): number {
  const { rows, parted, start, end } = segment;
  let low = start;
  let high = end - 1;
  for (let at = start; at < end; at++) {
    const row = rows[at];
    const left = Number(values[row] <= threshold);
    parted[low] = row;
    parted[high] = row;
    low += left;
    high += left - 1;
  }
  return low;
}

/** For nodes whose missing values go left: NaN is not above. */
function partUnlessAbove(values: Float64Array, threshold: number, segment: Segment): number {
  const { rows, parted, start, end } = segment;
  let low = start;
  let high = end - 1;
  for (let at = start; at < end; at++) {
    const row = rows[at];
    const right = Number(values[row] > threshold);
    parted[low] = row;
    parted[high] = row;
    low += 1 - right;
    high -= right;
  }
  return low;
}

/** A code that the set has no bit for counts as missing. */
function partBySet(
  codes: Int32Array,
  { words, setStart, mostBits }: { words: Int32Array; setStart: number; mostBits: number },
  { rows, parted, start, end }: Segment,
): number {
  let low = start;
  let high = end - 1;
  for (let at = start; at < end; at++) {
    const row = rows[at];
    const known = codes[row] + 1;
    const bit = known >>> 0 <= mostBits ? known : 0;
    const left = (words[setStart + (bit >> 5)] >>> (bit & 31)) & 1;
    parted[low] = row;
    parted[high] = row;
    low += left;
    high += left - 1;
  }
  return low;
}
