import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { type Forest, goesLeft } from '../../src/math/forest.ts';
import { createRandom, type Random } from '../../src/math/random.ts';

/** Two numbers, then a category of one, of two and of eight words. */
const WORDS_PER_SET = [0, 0, 1, 2, 8];
const NUMBERS = [-0, 0, 5e-324, -1.5, 1, 3, 1e300];

/** A forest of odd trees, some of one leaf only: any shape, thresholds of -0 and its like, sets full and empty. */
export function drawForest(seed: number, nTrees: number): Forest {
  const random = createRandom(seed);
  const trees = Array.from({ length: nTrees }, () => drawTree(random));
  const starts = [0];
  for (const tree of trees) starts.push(starts.at(-1)! + tree.length);
  const nodes = trees.flatMap((tree, at) =>
    tree.map(node => ({ ...node, left: node.left + starts[at], right: node.right + starts[at] })),
  );
  const setWords: number[] = [];
  const setStarts = nodes.map(({ column, set }) =>
    WORDS_PER_SET[column] > 0 ? setWords.push(...set) - set.length : -1,
  );
  return {
    base: random.next(),
    treeStarts: Int32Array.from(starts),
    columns: Int32Array.from(nodes, node => node.column),
    thresholds: Float64Array.from(nodes, node => node.threshold),
    setStarts: Int32Array.from(setStarts),
    missingLeft: Uint8Array.from(nodes, node => node.missingLeft),
    lefts: Int32Array.from(nodes, node => (node.column < 0 ? 0 : node.left)),
    rights: Int32Array.from(nodes, node => (node.column < 0 ? 0 : node.right)),
    values: Float64Array.from(nodes, node => node.value),
    covers: Float64Array.from(nodes, node => node.cover),
    setWords: Int32Array.from(setWords),
    wordsPerSet: Int32Array.from(WORDS_PER_SET),
  };
}

interface DrawnNode {
  column: number;
  threshold: number;
  set: number[];
  missingLeft: number;
  left: number;
  right: number;
  value: number;
  cover: number;
}

function drawTree(random: Random): DrawnNode[] {
  const nodes: DrawnNode[] = [];
  const draw = (depth: number): number => {
    const isLeaf = random.next() < depth / 6;
    const column = isLeaf ? -1 : random.below(WORDS_PER_SET.length);
    const words = isLeaf ? 0 : WORDS_PER_SET[column];
    const node: DrawnNode = {
      column,
      threshold: words === 0 && !isLeaf ? NUMBERS[random.below(NUMBERS.length)] : 0,
      set: Array.from({ length: words }, () => (random.below(2 ** 31) << 1) | random.below(2)),
      missingLeft: isLeaf ? 0 : random.below(2),
      left: 0,
      right: 0,
      value: isLeaf ? random.next() - 0.5 : 0,
      cover: 1 + random.below(50),
    };
    const at = nodes.push(node) - 1;
    if (isLeaf) return at;
    node.left = draw(depth + 1);
    node.right = draw(depth + 1);
    node.cover = nodes[node.left].cover + nodes[node.right].cover;
    return at;
  };
  draw(0);
  return nodes;
}

/** Rows for such a forest: values at and beside thresholds, missing ones, codes that no set knows. */
export function drawRows(seed: number, nRows: number): ColumnMatrix {
  const random = createRandom(seed);
  const oddNumbers = [...NUMBERS, Number.NaN, Number.NaN, 1 + Number.EPSILON, -1e300];
  const columns = WORDS_PER_SET.map(words =>
    words === 0
      ? {
          kind: 'number' as const,
          values: Float64Array.from({ length: nRows }, () => oddNumbers[random.below(oddNumbers.length)]),
        }
      : {
          kind: 'category' as const,
          codes: Int32Array.from({ length: nRows }, () => random.below(36 * words + 4) - 4),
          levelCount: 36 * words,
        },
  );
  return { nRows, columns };
}

/** What a forest means, by its definition. */
export function walkForest(forest: Forest, values: Float64Array): number {
  let logOdds = forest.base;
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    let node = forest.treeStarts[tree];
    while (forest.columns[node] >= 0) {
      const left = goesLeft(forest, node, values[forest.columns[node]]);
      node = left ? forest.lefts[node] : forest.rights[node];
    }
    logOdds += forest.values[node];
  }
  return logOdds;
}

/** A forest of one tree: one question about a number, -1 to the left, 1 to the right. */
export function stump(threshold: number, missingLeft: number): Forest {
  return {
    base: 0,
    treeStarts: Int32Array.of(0, 3),
    columns: Int32Array.of(0, -1, -1),
    thresholds: Float64Array.of(threshold, 0, 0),
    setStarts: Int32Array.of(-1, -1, -1),
    missingLeft: Uint8Array.of(missingLeft, 0, 0),
    lefts: Int32Array.of(1, 0, 0),
    rights: Int32Array.of(2, 0, 0),
    values: Float64Array.of(0, -1, 1),
    covers: Float64Array.of(2, 1, 1),
    setWords: new Int32Array(),
    wordsPerSet: Int32Array.of(0),
  };
}
