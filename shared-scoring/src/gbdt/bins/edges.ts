/** Where a number's values are cut into bins, and which bin a value is in. */
import { createRandom } from '../../math/random.ts';

/** Bins of a column that hold values, at most. */
export const MAX_VALUE_BINS = 254;

/** Values that edges are chosen from: bins of equal size in a sample of twice as many differ by about 5 % among all rows. */
const LEAST_SAMPLED = 2 ** 16;
const SAMPLE_SEED = 1;
/** Stretches of equal length that the range of the edges is cut into, to find a value's bin. */
const STRETCHES = 1024;

/**
 * Edges between neighbouring distinct values: all of them when they are few, otherwise so that bins hold about equally many.
 * @param distinct rising
 * @param counts rows of each
 */
export function chooseEdges(distinct: Float64Array, counts: Int32Array): Float64Array {
  const edges: number[] = [];
  let inBin = 0;
  let rowsLeft = counts.reduce((sum, count) => sum + count, 0);
  for (let at = 0; at + 1 < distinct.length; at++) {
    inBin += counts[at];
    const binsLeft = MAX_VALUE_BINS - edges.length;
    if (distinct.length > MAX_VALUE_BINS && inBin < rowsLeft / binsLeft) continue;
    if (edges.length === MAX_VALUE_BINS - 1) break;
    edges.push(between(distinct[at], distinct[at + 1]));
    rowsLeft -= inBin;
    inBin = 0;
  }
  return Float64Array.from(edges);
}

/** The same for many values in any order, NaN among them: from all of them, or from some 100,000 drawn with a fixed seed. */
export function chooseEdgesOfMany(values: Float64Array): Float64Array {
  const sorted = sampleOf(values).sort();
  const distinct = new Float64Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let last = -1;
  // NaN is sorted to the end.
  for (let at = 0; at < sorted.length && !Number.isNaN(sorted[at]); at++) {
    if (last < 0 || sorted[at] !== distinct[last]) distinct[++last] = sorted[at];
    counts[last]++;
  }
  return chooseEdges(distinct.subarray(0, last + 1), counts.subarray(0, last + 1));
}

/**
 * A function that counts the edges below a value (not NaN). The edges' range is cut into stretches, and only the edges in
 * the value's stretch are searched: most often one or none.
 */
export function createEdgeCounter(edges: Float64Array): (value: number) => number {
  const least = edges[0];
  const perUnit = STRETCHES / (edges[edges.length - 1] - least);
  // Rising with the value, whatever rounding or overflow does to it: so what lies in an earlier stretch is smaller.
  const stretchOf = (value: number) => Math.max(0, Math.min(STRETCHES - 1, (value - least) * perUnit)) | 0;
  const starts = new Uint8Array(STRETCHES + 1);
  for (const edge of edges) starts[stretchOf(edge) + 1]++;
  for (let at = 0; at < STRETCHES; at++) starts[at + 1] += starts[at];
  return value => {
    const stretch = stretchOf(value);
    let low = starts[stretch];
    let high = starts[stretch + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** One value of each of so many stretches of rows, so that memory is read forwards. */
function sampleOf(values: Float64Array): Float64Array {
  const stride = Math.floor(values.length / LEAST_SAMPLED);
  if (stride < 2) return values.slice();
  const random = createRandom(SAMPLE_SEED);
  const sample = new Float64Array(Math.floor(values.length / stride));
  for (let at = 0; at < sample.length; at++) sample[at] = values[at * stride + random.below(stride)];
  return sample;
}

/** The middle, or the lower value where rounding would reach the upper one. Halved first: the sum could overflow. */
function between(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle < upper && middle >= lower ? middle : lower;
}
