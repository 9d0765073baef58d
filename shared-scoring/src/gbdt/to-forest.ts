import type { Forest } from '../math/forest.ts';
import { type BinnedMatrix, type BinRule, binOfCode, MISSING_BIN } from './binning.ts';
import type { GrownTree } from './trees/grown-tree.ts';

/** Translates grown trees from bins to values. */
export function toForest(base: number, trees: readonly GrownTree[], binned: BinnedMatrix): Forest {
  const nNodes = trees.reduce((total, tree) => total + tree.nodes.length, 0);
  const wordsPerSet = Int32Array.from(binned.rules, rule =>
    rule.kind === 'number' ? 0 : Math.ceil(rule.levelCount / 32),
  );
  const forest = {
    base,
    treeStarts: new Int32Array(trees.length + 1),
    columns: new Int32Array(nNodes).fill(-1),
    thresholds: new Float64Array(nNodes),
    setStarts: new Int32Array(nNodes).fill(-1),
    missingLeft: new Uint8Array(nNodes),
    lefts: new Int32Array(nNodes),
    rights: new Int32Array(nNodes),
    values: new Float64Array(nNodes),
    covers: new Float64Array(nNodes),
    wordsPerSet,
  };
  const setWords: number[] = [];
  trees.forEach((tree, at) => {
    const start = forest.treeStarts[at];
    forest.treeStarts[at + 1] = start + tree.nodes.length;
    tree.nodes.forEach(({ decision, value, cover }, offset) => {
      const node = start + offset;
      forest.values[node] = value;
      forest.covers[node] = cover;
      if (decision === null) return;
      const rule = binned.rules[decision.column];
      forest.columns[node] = decision.column;
      forest.lefts[node] = start + decision.left;
      forest.rights[node] = start + decision.right;
      forest.missingLeft[node] = decision.leftBins[MISSING_BIN];
      if (rule.kind === 'number') forest.thresholds[node] = thresholdOf(decision.leftBins, rule.edges);
      else forest.setStarts[node] = addSet(setWords, decision.leftBins, rule);
    });
  });
  return { ...forest, setWords: Int32Array.from(setWords) };
}

/** The edge above the last bin on the left; with none of them there, everything present goes right. */
function thresholdOf(leftBins: Uint8Array, edges: Float64Array): number {
  let last = 0;
  for (let bin = 1; bin <= edges.length + 1; bin++) if (leftBins[bin] === 1) last = bin;
  // All present values left, only the missing ones right: no edge lies above the last bin.
  return last > edges.length ? Number.MAX_VALUE : edges[last - 1];
}

function addSet(setWords: number[], leftBins: Uint8Array, rule: BinRule & { kind: 'category' }): number {
  const start = setWords.length;
  for (let code = 0; code < rule.levelCount; code++) {
    const word = start + (code >> 5);
    setWords[word] = (setWords[word] ?? 0) | (leftBins[binOfCode(code)] << (code & 31));
  }
  return start;
}
