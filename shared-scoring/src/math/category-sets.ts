import type { Forest } from './forest.ts';

/**
 * A forest's sets of categories with one bit in front for a missing value, so that it needs no question of its own: bit 0
 * says whether a missing value goes left, bit 1 + code whether that code does.
 */
export interface CategorySets {
  /** First word of a category node's bits, -1 elsewhere: [nNodes]. */
  readonly starts: Int32Array;
  /** 32 bits a word. */
  readonly words: Int32Array;
}

/** Shifts every set up by the bit of missing values; O(nodes + words). */
export function setsWithMissing(forest: Forest): CategorySets {
  const starts = new Int32Array(forest.columns.length).fill(-1);
  const words: number[] = [];
  forest.setStarts.forEach((setStart, node) => {
    if (setStart < 0) return;
    starts[node] = words.length;
    let carried = forest.missingLeft[node];
    for (let at = 0; at < forest.wordsPerSet[forest.columns[node]]; at++) {
      const word = forest.setWords[setStart + at];
      words.push((word << 1) | carried);
      carried = word >>> 31;
    }
    words.push(carried);
  });
  return { starts, words: Int32Array.from(words) };
}
