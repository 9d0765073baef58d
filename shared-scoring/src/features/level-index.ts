/** Numbers the distinct words of one column in the order of their first appearance. */
export interface LevelIndex {
  /** The word's code; a new word gets the next one. */
  codeOf(word: string): number;
  levels(): readonly string[];
}

/** An empty index. Backed by a Map, so that words like `__proto__` are words. */
export function createLevelIndex(): LevelIndex {
  const codes = new Map<string, number>();
  return {
    codeOf(word) {
      const known = codes.get(word);
      if (known !== undefined) return known;
      const code = codes.size;
      codes.set(word, code);
      return code;
    },
    levels: () => [...codes.keys()],
  };
}
