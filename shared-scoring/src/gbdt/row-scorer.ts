/**
 * One row through a forest, without jumps that depend on the row. The row becomes words, and every node asks of one of them
 *   (word << shift) - limit < 0
 * A number's word is how many of its column's thresholds lie below it; the limit is one more than the rank of the node's. A
 * category's word holds a bit for each of 32 sets that nodes ask about; the shift moves the node's own to the top.
 */
import { type Forest, goesLeft } from '../math/forest.ts';

/** Bits of a node's word: its input, then limit, then shift. A leaf's are all 0: input 0 is 0, so the walk stays there. */
const SHIFT_BITS = 5;
const LIMIT_BITS = 9;
const MOST_LIMIT = (1 << LIMIT_BITS) - 1;
const INPUT_SHIFT = SHIFT_BITS + LIMIT_BITS;
const MOST_INPUTS = 1 << (32 - INPUT_SHIFT);
const SETS_A_WORD = 32;
/** Trees walked side by side, so that one need not wait for another. */
const LANES = 4;

interface ColumnInputs {
  /** The column's first word in a row. A number has two: missing as above all thresholds, and missing as below. */
  start: number;
  /** Of a number; rising, filled up with Infinity to 2^k - 1. */
  thresholds: Float64Array;
  /** Of a category: [missing, code 0, code 1, ... x nWords]. */
  words: Int32Array;
  nWords: number;
}

interface WalkedForest {
  base: number;
  columns: ColumnInputs[];
  nInputs: number;
  /** Of every node its word and twice the number of its right child; the left one follows that. */
  nodes: Int32Array;
  /** Log-odds of leaves. */
  values: Float64Array;
  /** Twice the node; their number is a multiple of LANES. */
  roots: Int32Array;
}

/**
 * Prepares a forest for scoring single rows; O(nodes x codes).
 * @returns log-odds of a row's values [nColumns], category codes as numbers, NaN = missing: the base plus one leaf of each tree,
 *   added in the trees' order
 * @throws RangeError when the forest compares a column with more than 511 thresholds, or has over 100,000 columns
 */
export function createRowScorer(forest: Forest): (values: Float64Array) => number {
  const walked = layOut(forest);
  const inputs = new Int32Array(walked.nInputs);
  return values => {
    fillInputs(walked, values, inputs);
    return walkTrees(walked, inputs);
  };
}

function layOut(forest: Forest): WalkedForest {
  const nColumns = forest.wordsPerSet.length;
  const nodesOf: number[][] = Array.from({ length: nColumns }, () => []);
  forest.columns.forEach((column, node) => {
    if (column >= 0) nodesOf[column].push(node);
  });
  const words = new Int32Array(forest.columns.length);
  const columns: ColumnInputs[] = [];
  let nInputs = 1;
  for (let column = 0; column < nColumns; column++) {
    const lay = forest.wordsPerSet[column] === 0 ? layOutNumber : layOutCategory;
    const inputs = lay(forest, nodesOf[column], { start: nInputs, words });
    columns.push(inputs);
    nInputs += inputs.nWords;
  }
  if (nInputs > MOST_INPUTS)
    throw new RangeError(`createRowScorer takes up to ${MOST_INPUTS} words a row, got ${nInputs}`);
  return { base: forest.base, columns, nInputs, ...placeNodes(forest, words) };
}

type Place = { start: number; words: Int32Array };

function layOutNumber(forest: Forest, nodes: number[], { start, words }: Place): ColumnInputs {
  const ranked = [...new Set(nodes.map(node => forest.thresholds[node]))].sort((a, b) => a - b);
  if (ranked.length > MOST_LIMIT)
    throw new RangeError(
      `createRowScorer takes up to ${MOST_LIMIT} thresholds a column, got ${ranked.length}`,
    );
  const rankOf = new Map(ranked.map((threshold, rank) => [threshold, rank]));
  for (const node of nodes) {
    const limit = rankOf.get(forest.thresholds[node])! + 1;
    words[node] = ((start + forest.missingLeft[node]) << INPUT_SHIFT) | (limit << SHIFT_BITS);
  }
  const thresholds = new Float64Array(2 ** Math.ceil(Math.log2(ranked.length + 1)) - 1).fill(Infinity);
  thresholds.set(ranked);
  return { start, thresholds, words: new Int32Array(), nWords: 2 };
}

function layOutCategory(forest: Forest, nodes: number[], { start, words }: Place): ColumnInputs {
  const setOf = new Map<string, number>();
  const sample: number[] = [];
  for (const node of nodes) {
    const { setWords, setStarts, wordsPerSet, missingLeft } = forest;
    const set = setWords.subarray(setStarts[node], setStarts[node] + wordsPerSet[forest.columns[node]]);
    const key = `${missingLeft[node]} ${set}`;
    if (!setOf.has(key)) sample[setOf.size] = node;
    const at = setOf.get(key) ?? setOf.size;
    setOf.set(key, at);
    words[node] = ((start + Math.floor(at / SETS_A_WORD)) << INPUT_SHIFT) | (at % SETS_A_WORD);
  }
  const nWords = Math.ceil(sample.length / SETS_A_WORD);
  const nCodes = nodes.length === 0 ? 0 : 32 * forest.wordsPerSet[forest.columns[nodes[0]]];
  const table = new Int32Array((1 + nCodes) * nWords);
  for (let code = -1; code < nCodes; code++)
    sample.forEach((node, at) => {
      const left = Number(goesLeft(forest, node, code < 0 ? Number.NaN : code));
      table[(1 + code) * nWords + Math.floor(at / SETS_A_WORD)] |= left << (31 - (at % SETS_A_WORD));
    });
  return { start, thresholds: new Float64Array(), words: table, nWords };
}

/** Numbers nodes anew, siblings side by side. */
function placeNodes(forest: Forest, words: Int32Array) {
  const nTrees = forest.treeStarts.length - 1;
  const roots = new Int32Array(LANES * Math.ceil(nTrees / LANES));
  const order: number[] = [];
  const rightPlaces = new Int32Array(forest.columns.length);
  for (let tree = 0; tree < nTrees; tree++) {
    roots[tree] = 2 * order.length;
    order.push(forest.treeStarts[tree]);
    for (let at = roots[tree] / 2; at < order.length; at++) {
      const node = order[at];
      rightPlaces[node] = forest.columns[node] < 0 ? at : order.length;
      if (forest.columns[node] >= 0) order.push(forest.rights[node], forest.lefts[node]);
    }
  }
  roots.fill(2 * order.length, nTrees);
  // The last is a leaf for lanes without a tree. To add -0 changes no sum, not even one of -0.
  const values = Float64Array.from([...order.map(node => forest.values[node]), -0]);
  const nodes = Int32Array.from(
    order.flatMap(node => [words[node], 2 * rightPlaces[node]]).concat(0, 2 * order.length),
  );
  return { nodes, values, roots };
}

function fillInputs({ columns }: WalkedForest, values: Float64Array, inputs: Int32Array): void {
  for (let at = 0; at < columns.length; at++) {
    const { start, thresholds, words, nWords } = columns[at];
    const value = values[at];
    const isMissing = Number.isNaN(value);
    if (words.length > 0) {
      const code = isMissing || (value + 1) * nWords >= words.length ? -1 : value;
      for (let word = 0; word < nWords; word++) inputs[start + word] = words[(1 + code) * nWords + word];
    } else if (nWords === 2) {
      const rank = countBelow(thresholds, value);
      inputs[start] = isMissing ? MOST_LIMIT : rank;
      inputs[start + 1] = isMissing ? 0 : rank;
    }
  }
}

/** How many of 2^k - 1 rising thresholds are below a value. */
function countBelow(thresholds: Float64Array, value: number): number {
  let below = 0;
  for (let step = (thresholds.length + 1) >> 1; step > 0; step >>= 1)
    below += step * Number(thresholds[below + step - 1] < value);
  return below;
}

function walkTrees({ base, nodes, roots, values }: WalkedForest, inputs: Int32Array): number {
  let logOdds = base;
  for (let at = 0; at < roots.length; at += LANES) {
    let a = roots[at];
    let b = roots[at + 1];
    let c = roots[at + 2];
    let d = roots[at + 3];
    while ((nodes[a] | nodes[b] | nodes[c] | nodes[d]) !== 0) {
      a = nodes[a + 1] + goLeft(nodes[a], inputs);
      b = nodes[b + 1] + goLeft(nodes[b], inputs);
      c = nodes[c + 1] + goLeft(nodes[c], inputs);
      d = nodes[d + 1] + goLeft(nodes[d], inputs);
    }
    logOdds += values[a >> 1];
    logOdds += values[b >> 1];
    logOdds += values[c >> 1];
    logOdds += values[d >> 1];
  }
  return logOdds;
}

/** 2 where the test holds: the top bit, moved to that place. */
function goLeft(word: number, inputs: Int32Array): number {
  const test = (inputs[word >>> INPUT_SHIFT] << word) - ((word >> SHIFT_BITS) & MOST_LIMIT);
  return (test >>> 30) & 2;
}
