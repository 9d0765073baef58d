/** Two samples of one column counted in the same bins; the reference alone decides where the bins lie. */
import type { MatrixColumn } from '../math/column-matrix.ts';
import { quantileSorted, sortedPresent } from '../math/quantile.ts';

export interface BinCounts {
  /** [nBins]; the last bin holds the missing. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

const NUMBER_BINS = 10;
/** Levels rarer than this in the reference share one bin, with those never seen in it. */
const RARE_SHARE = 0.01;

/**
 * Counts a column, NaN and -1 being missing. Numbers fall into tenths of the reference, fewer where many are alike; levels each into a
 * bin of their own, the rare and the new into one.
 * @throws TypeError when one sample is of numbers and the other of categories
 */
export function countColumn(reference: MatrixColumn, current: MatrixColumn): BinCounts {
  if (reference.kind === 'number' && current.kind === 'number') {
    return countNumbers(reference.values, current.values);
  }
  if (reference.kind === 'category' && current.kind === 'category') {
    return countLevels(reference.codes, current.codes);
  }
  throw new TypeError(
    `countColumn requires two columns of one kind, got ${reference.kind} and ${current.kind}`,
  );
}

/** Counts numbers [n] and [m] in tenths of the reference. */
export function countNumbers(reference: Float64Array, current: Float64Array): BinCounts {
  const ends = tenthsOf(sortedPresent(reference));
  const binOf = (value: number) => {
    if (Number.isNaN(value)) return ends.length + 1;
    const bin = ends.findIndex(end => value <= end);
    return bin < 0 ? ends.length : bin;
  };
  const count = (values: Float64Array) => countBins(values, binOf, ends.length + 2);
  return { reference: count(reference), current: count(current) };
}

/** Upper ends of all bins but the last, rising. */
function tenthsOf(sorted: Float64Array): number[] {
  if (sorted.length === 0) return [];
  const ends = Array.from({ length: NUMBER_BINS - 1 }, (_, at) =>
    quantileSorted(sorted, (at + 1) / NUMBER_BINS),
  );
  // The least value ends a bin of its own where it fills a tenth, as zeros often do; the largest never ends one.
  return [...new Set(ends)].filter(end => end < sorted[sorted.length - 1]);
}

function countLevels(reference: Int32Array, current: Int32Array): BinCounts {
  const seen = new Map<number, number>();
  for (const code of reference) seen.set(code, (seen.get(code) ?? 0) + 1);
  const common = [...seen.keys()]
    .filter(code => code >= 0 && seen.get(code)! >= RARE_SHARE * reference.length)
    .sort((a, b) => a - b);
  const bins = new Map(common.map((code, bin) => [code, bin]));
  const binOf = (code: number) => (code < 0 ? common.length + 1 : (bins.get(code) ?? common.length));
  const count = (codes: Int32Array) => countBins(codes, binOf, common.length + 2);
  return { reference: count(reference), current: count(current) };
}

function countBins(
  values: Float64Array | Int32Array,
  binOf: (value: number) => number,
  nBins: number,
): Float64Array {
  const counts = new Float64Array(nBins);
  for (const value of values) counts[binOf(value)]++;
  return counts;
}
