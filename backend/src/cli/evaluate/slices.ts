import { InputError, MISSING_WORDS, measureSlices } from '@aix/shared-scoring';
import type { JudgedRows } from './judge-parts.ts';

/** The group of each lead, by the words of one column. */
export interface Slices {
  column: string;
  /** [nRows], index into `words`. */
  codes: Int32Array;
  words: readonly string[];
}

/** How the score fares in one group, on held-out leads of all parts together. */
export interface SliceJudgement {
  slice: string;
  rows: number;
  conversions: number;
  /** Null where the group lacks an outcome. */
  auc: number | null;
  /** 90 %. */
  aucLow: number | null;
  aucHigh: number | null;
  /** Mean propensity and rate of conversion, 0..1. */
  expected: number;
  rate: number;
}

const MOST_WORDS = 50;
const EMPTY = '(empty)';

/** Collects, row by row, the words of the column that groups the leads. */
export function createSlices(column: string, missing: readonly string[]) {
  const isMissing = new Set<string>([...MISSING_WORDS, ...missing]);
  const codes: number[] = [];
  const codeOf = new Map<string, number>();
  return {
    add(text: string) {
      const trimmed = text.trim();
      const word = isMissing.has(trimmed) ? EMPTY : trimmed;
      if (!codeOf.has(word)) codeOf.set(word, codeOf.size);
      codes.push(codeOf.get(word)!);
    },
    /** @throws InputError ERR_INPUT_INVALID when there are too many groups to be read by people */
    finish(): Slices {
      const words = [...codeOf.keys()];
      if (words.length <= MOST_WORDS) return { column, codes: Int32Array.from(codes), words };
      const message = `column ${JSON.stringify(column)} holds ${words.length} different values; --slice needs one of at most ${MOST_WORDS}, such as an industry`;
      throw new InputError('ERR_INPUT_INVALID', message);
    },
  };
}

/** Judges each group, the largest first. */
export function judgeSlices(
  { codes, words }: Slices,
  { rows, propensities, labels }: JudgedRows,
  seed: number,
): SliceJudgement[] {
  const groups = Int32Array.from(rows, row => codes[row]!);
  const sums = new Float64Array(words.length);
  groups.forEach((group, at) => {
    sums[group]! += propensities[at]!;
  });
  const slices = measureSlices({ propensities, labels }, groups, seed).map(
    ({ group, metrics, intervals }) => ({
      slice: words[group]!,
      rows: metrics.rows,
      conversions: metrics.conversions,
      auc: finiteOrNull(metrics.auc),
      aucLow: finiteOrNull(intervals.auc.low),
      aucHigh: finiteOrNull(intervals.auc.high),
      expected: sums[group]! / metrics.rows,
      rate: metrics.conversions / metrics.rows,
    }),
  );
  return slices.sort((a, b) => b.rows - a.rows || (a.slice < b.slice ? -1 : 1));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
