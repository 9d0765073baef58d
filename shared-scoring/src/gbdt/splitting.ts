/**
 * The best split of one leaf, from its histogram. With G and H the sums of gradient and hessian and L the penalty:
 *   gain = GL^2 / (HL + L) + GR^2 / (HR + L) - G^2 / (H + L)
 * Numbers are split at an edge, with the missing rows tried on either side. Categories are sorted by G / (H + smoothing),
 * and the best prefix of that order, from either end, goes left; "missing" is one more category.
 * @see Fisher (1958), On Grouping for Maximum Homogeneity; Ke et al. (2017), LightGBM, section 3
 */
import { type BinnedMatrix, MISSING_BIN } from './binning.ts';
import type { GbdtOptions } from './options.ts';

/** [gradient, hessian, rows] of a set of rows. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

export interface Split {
  readonly gain: number;
  readonly column: number;
  /** [256], 1 where a row of that bin goes left. */
  readonly leftBins: Uint8Array;
  readonly left: LeafSums;
  readonly right: LeafSums;
}

export interface SplitSearch {
  readonly binned: BinnedMatrix;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly options: GbdtOptions;
}

/** A split found but not yet spelled out: numbers keep their last left bin, categories the bins on the left. */
interface Candidate {
  gain: number;
  column: number;
  lastBin: number;
  missingLeft: boolean;
  categoryBins: number[] | null;
  left: LeafSums;
}

const MIN_GAIN = 1e-9;

/** The split of highest gain over the given columns, or null when none is allowed or gains anything. */
export function findSplit(search: SplitSearch, histogram: Float64Array, leaf: LeafSums): Split | null {
  let best: Candidate | null = null;
  for (let at = 0; at < search.columns.length; at++) {
    const column = search.columns[at];
    const isNumber = search.binned.rules[column].kind === 'number';
    const found = isNumber
      ? splitNumber(search, column, { histogram, leaf })
      : splitCategory(search, column, { histogram, leaf });
    if (found !== null && (best === null || found.gain > best.gain)) best = found;
  }
  return best === null ? null : spellOut(best, search.binned.binCounts[best.column], leaf);
}

interface LeafHistogram {
  histogram: Float64Array;
  leaf: LeafSums;
}

function splitNumber(
  search: SplitSearch,
  column: number,
  { histogram, leaf }: LeafHistogram,
): Candidate | null {
  const { options } = search;
  const offset = 3 * search.starts[column];
  const last = search.binned.binCounts[column] - 1;
  const missing = sumsAt(histogram, offset + 3 * MISSING_BIN);
  const parent = scoreOf(leaf.gradient, leaf.hessian, options.l2);
  const best = { gain: MIN_GAIN, bin: -1, missingLeft: false, gradient: 0, hessian: 0, rows: 0 };
  for (let side = 0; side < (missing.rows > 0 ? 2 : 1); side++) {
    let gradient = side === 1 ? missing.gradient : 0;
    let hessian = side === 1 ? missing.hessian : 0;
    let rows = side === 1 ? missing.rows : 0;
    // Without missing rows on the right, the last bin alone would leave the right side empty.
    for (let bin = 1; bin <= last; bin++) {
      const slot = offset + 3 * bin;
      if (histogram[slot + 2] === 0) continue;
      gradient += histogram[slot];
      hessian += histogram[slot + 1];
      rows += histogram[slot + 2];
      if (rows < options.minLeafRows || hessian < options.minLeafHessian) continue;
      if (leaf.rows - rows < options.minLeafRows || leaf.hessian - hessian < options.minLeafHessian) break;
      const gain =
        scoreOf(gradient, hessian, options.l2) +
        scoreOf(leaf.gradient - gradient, leaf.hessian - hessian, options.l2) -
        parent;
      if (gain > best.gain)
        Object.assign(best, { gain, bin, missingLeft: side === 1, gradient, hessian, rows });
    }
  }
  if (best.bin < 0) return null;
  // A column that is never missing here may be later: such rows go with the larger child.
  const missingLeft = missing.rows > 0 ? best.missingLeft : 2 * best.rows >= leaf.rows;
  return { gain: best.gain, column, lastBin: best.bin, missingLeft, categoryBins: null, left: best };
}

function splitCategory(
  search: SplitSearch,
  column: number,
  { histogram, leaf }: LeafHistogram,
): Candidate | null {
  const { options } = search;
  const offset = 3 * search.starts[column];
  const sorted = sortBins(search, column, histogram);
  const l2 = options.l2 + options.categoryL2;
  const parent = scoreOf(leaf.gradient, leaf.hessian, options.l2);
  let best: Candidate | null = null;
  for (const order of [sorted, sorted.toReversed()]) {
    let [gradient, hessian, rows] = [0, 0, 0];
    const most = Math.min(order.length, options.maxCategoriesLeft);
    for (let taken = 1; taken <= most; taken++) {
      const sums = sumsAt(histogram, offset + 3 * order[taken - 1]);
      gradient += sums.gradient;
      hessian += sums.hessian;
      rows += sums.rows;
      if (rows < options.minLeafRows || hessian < options.minLeafHessian) continue;
      if (leaf.rows - rows < options.minLeafRows || leaf.hessian - hessian < options.minLeafHessian) break;
      const gain =
        scoreOf(gradient, hessian, l2) +
        scoreOf(leaf.gradient - gradient, leaf.hessian - hessian, l2) -
        parent;
      if (gain <= (best?.gain ?? MIN_GAIN)) continue;
      const left = { gradient, hessian, rows };
      const categoryBins = order.slice(0, taken);
      best = {
        gain,
        column,
        lastBin: 0,
        missingLeft: categoryBins.includes(MISSING_BIN),
        categoryBins,
        left,
      };
    }
  }
  return best;
}

/** Bins with enough rows, by rising smoothed gradient; equal ones by bin, so that the order never depends on the engine. */
function sortBins(
  { binned, starts, options }: SplitSearch,
  column: number,
  histogram: Float64Array,
): number[] {
  const offset = 3 * starts[column];
  const bins: number[] = [];
  const keys = new Float64Array(binned.binCounts[column]);
  for (let bin = 0; bin < binned.binCounts[column]; bin++) {
    const { gradient, hessian, rows } = sumsAt(histogram, offset + 3 * bin);
    if (rows === 0 || rows < options.minCategoryRows) continue;
    keys[bin] = gradient / (hessian + options.categorySmoothing);
    bins.push(bin);
  }
  return bins.sort((a, b) => keys[a] - keys[b] || a - b);
}

function sumsAt(histogram: Float64Array, slot: number): LeafSums {
  return { gradient: histogram[slot], hessian: histogram[slot + 1], rows: histogram[slot + 2] };
}

function scoreOf(gradient: number, hessian: number, l2: number): number {
  return (gradient * gradient) / (hessian + l2);
}

function spellOut(candidate: Candidate, binCount: number, leaf: LeafSums): Split {
  const leftBins = new Uint8Array(256);
  if (candidate.categoryBins !== null) for (const bin of candidate.categoryBins) leftBins[bin] = 1;
  else {
    leftBins.fill(1, 1, candidate.lastBin + 1);
    leftBins[MISSING_BIN] = Number(candidate.missingLeft);
  }
  leftBins.fill(0, binCount);
  const left = {
    gradient: candidate.left.gradient,
    hessian: candidate.left.hessian,
    rows: candidate.left.rows,
  };
  const right = {
    gradient: leaf.gradient - left.gradient,
    hessian: leaf.hessian - left.hessian,
    rows: leaf.rows - left.rows,
  };
  return { gain: candidate.gain, column: candidate.column, leftBins, left, right };
}
