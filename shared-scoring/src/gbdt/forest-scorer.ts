/**
 * A forest laid out for walking. Every number's test becomes `value <= threshold`, false for a missing value: where missing
 * values go left, the test is turned round, on the negated value and with the children swapped. Rows are taken in blocks, tree
 * after tree, so that a tree and a block stay in the processor's cache together.
 */
import type { ColumnMatrix } from '../math/column-matrix.ts';
import { type Forest, goesLeft } from '../math/forest.ts';

export interface ForestScorer {
  /**
   * Log-odds of one lead: the base plus one leaf of each tree, added in the trees' order.
   * @param values [nColumns], category codes as numbers, NaN = missing
   */
  scoreRow(values: Float64Array): number;
  /** Log-odds of every row, [nRows]. */
  scoreMatrix(matrix: ColumnMatrix): Float64Array;
}

/** Of a node four numbers: input (-1 in a leaf), child if the test fails, child if it holds, node of a set (-1 for numbers). */
const FIELDS = 4;
/** 64 rows of 30 columns, each value and its negative, are 30 KB. */
const BLOCK_ROWS = 64;

interface WalkedForest {
  forest: Forest;
  nColumns: number;
  nodes: Int32Array;
  /** Threshold of a test, log-odds of a leaf. */
  numbers: Float64Array;
}

/** Prepares a forest for scoring; O(nodes). */
export function createForestScorer(forest: Forest): ForestScorer {
  const walked = layOut(forest);
  const { nColumns } = walked;
  const inputs = new Float64Array(2 * nColumns * BLOCK_ROWS);
  const one = new Float64Array(1);
  return {
    scoreRow(values) {
      for (let column = 0; column < nColumns; column++) {
        inputs[2 * column] = values[column];
        inputs[2 * column + 1] = -values[column];
      }
      one[0] = forest.base;
      addTrees(walked, inputs, one);
      return one[0];
    },
    scoreMatrix(matrix) {
      const logOdds = new Float64Array(matrix.nRows).fill(forest.base);
      for (let first = 0; first < matrix.nRows; first += BLOCK_ROWS) {
        const block = logOdds.subarray(first, first + BLOCK_ROWS);
        gatherBlock(matrix, { first, nRows: block.length }, inputs);
        addTrees(walked, inputs, block);
      }
      return logOdds;
    },
  };
}

function layOut(forest: Forest): WalkedForest {
  const nNodes = forest.columns.length;
  const nodes = new Int32Array(FIELDS * nNodes);
  const numbers = new Float64Array(nNodes);
  for (let node = 0; node < nNodes; node++) {
    const column = forest.columns[node];
    const isSet = forest.setStarts[node] >= 0;
    const turned = !isSet && forest.missingLeft[node] === 1;
    const [left, right] = [forest.lefts[node], forest.rights[node]];
    const input = column < 0 ? -1 : 2 * column + Number(turned);
    nodes.set([input, turned ? left : right, turned ? right : left, isSet ? node : -1], FIELDS * node);
    if (column < 0) numbers[node] = forest.values[node];
    // value > threshold, that is -value < -threshold.
    else numbers[node] = turned ? nextBelow(-forest.thresholds[node]) : forest.thresholds[node];
  }
  return { forest, nColumns: forest.wordsPerSet.length, nodes, numbers };
}

/** The next smaller double: for whole bit patterns, one step away from or towards zero. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}

/** Copies rows, each value followed by its negative. */
function gatherBlock(
  matrix: ColumnMatrix,
  { first, nRows }: { first: number; nRows: number },
  inputs: Float64Array,
): void {
  const stride = 2 * matrix.columns.length;
  matrix.columns.forEach((column, at) => {
    const isNumber = column.kind === 'number';
    const source = isNumber ? column.values : column.codes;
    for (let row = 0, slot = 2 * at; row < nRows; row++, slot += stride) {
      const value = source[first + row];
      inputs[slot] = !isNumber && value < 0 ? Number.NaN : value;
      inputs[slot + 1] = -inputs[slot];
    }
  });
}

/** Adds one leaf of every tree to each of the block's rows, in place. */
function addTrees(walked: WalkedForest, inputs: Float64Array, logOdds: Float64Array): void {
  const { forest, nodes, numbers, nColumns } = walked;
  const { treeStarts } = forest;
  const stride = 2 * nColumns;
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    const root = treeStarts[tree];
    for (let row = 0, start = 0; row < logOdds.length; row++, start += stride) {
      let node = root;
      let input = nodes[FIELDS * node];
      while (input >= 0) {
        const slot = FIELDS * node;
        const value = inputs[start + input];
        const holds = nodes[slot + 3] < 0 ? value <= numbers[node] : goesLeft(forest, node, value);
        node = holds ? nodes[slot + 2] : nodes[slot + 1];
        input = nodes[FIELDS * node];
      }
      logOdds[row] += numbers[node];
    }
  }
}
