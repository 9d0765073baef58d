/**
 * The best split of one leaf, from its histogram. With G and H the sums of gradient and hessian and L the penalty:
 *   gain = GL^2 / (HL + L) + GR^2 / (HR + L) - G^2 / (H + L)
 * Numbers are split at an edge, with the missing rows tried on either side. Categories are sorted by G / (H + smoothing),
 * and the best prefix of that order, from either end, goes left; "missing" is one more category.
 * @see Fisher (1958), On Grouping for Maximum Homogeneity; Ke et al. (2017), LightGBM, section 3
 */
import { type BinnedMatrix, MISSING_BIN } from './binning.ts';
import { type DerivativeScale, hessianOf, rowsOf, type UnitSums } from './derivatives.ts';
import type { GbdtOptions } from './options.ts';
import { BIN_SLOTS } from './placing.ts';

export interface Split {
  readonly gain: number;
  readonly column: number;
  /** [256], 1 where a row of that bin goes left. */
  readonly leftBins: Uint8Array;
  readonly left: UnitSums;
  readonly right: UnitSums;
}

/** What stays the same from leaf to leaf. */
export interface SplitFacts {
  readonly binned: BinnedMatrix;
  readonly options: GbdtOptions;
  readonly scale: DerivativeScale;
}

/** A leaf that is to be split. */
export interface SplitRequest {
  readonly histogram: Float64Array;
  readonly sums: UnitSums;
  /** Columns that it may be split on. */
  readonly columns: Int32Array;
}

/** The split of highest gain, or null when none is allowed or gains anything. */
export type FindSplit = (request: SplitRequest) => Split | null;

/** The best split so far, and memory that every leaf uses anew: the search leaves hardly any garbage behind. */
interface Search extends SplitFacts {
  best: {
    gain: number;
    column: number;
    /** How many bins of the order go left. */
    taken: number;
    /** The order's bins, of a category only. */
    categoryBins: Uint8Array;
    missingLeft: boolean;
    left: UnitSums;
  };
  /** 1, 2, 3 …: the bins of a number. */
  readonly edgeOrder: Uint8Array;
  readonly rising: Uint8Array;
  readonly falling: Uint8Array;
  /** By bin. */
  readonly keys: Float64Array;
}

/** The leaf's sums in units of one. */
interface Leaf {
  readonly histogram: Float64Array;
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
  readonly score: number;
}

/** Bins in an order; those before a cut go left. */
interface Prefixes {
  readonly column: number;
  readonly order: Uint8Array;
  /** The longest prefix to try. */
  readonly most: number;
  /** What goes left before the first bin. */
  readonly start: UnitSums;
  readonly l2: number;
}

/** A smaller gain is rounding. */
const MIN_GAIN = 1e-9;
/** Leaves to the exact comparison what is equal but for rounding. */
const ALMOST_ONE = 1 - 1e-12;
const NOTHING: UnitSums = { gradient: 0, packed: 0 };
const NO_BINS = new Uint8Array();

/** A search for splits of one matrix; it keeps its memory from leaf to leaf. */
export function createSplitSearch(facts: SplitFacts): FindSplit {
  const search: Search = {
    ...facts,
    best: startBest(),
    edgeOrder: Uint8Array.from({ length: 255 }, (_, at) => at + 1),
    rising: new Uint8Array(256),
    falling: new Uint8Array(256),
    keys: new Float64Array(256),
  };
  return request => findSplit(search, request);
}

function startBest(): Search['best'] {
  return { gain: MIN_GAIN, column: -1, taken: 0, categoryBins: NO_BINS, missingLeft: false, left: NOTHING };
}

function findSplit(search: Search, { histogram, sums, columns }: SplitRequest): Split | null {
  const { binned, options, scale } = search;
  const gradient = sums.gradient / scale.gradientUnits;
  const hessian = hessianOf(sums.packed, scale);
  const score = scoreOf(gradient, hessian, options.l2);
  const leaf = { histogram, gradient, hessian, rows: rowsOf(sums.packed, scale), score };
  search.best = startBest();
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at];
    if (binned.rules[column].kind === 'number') splitNumber(search, leaf, column);
    else splitCategory(search, leaf, column);
  }
  return search.best.column < 0 ? null : spellOut(search, sums);
}

function splitNumber(search: Search, leaf: Leaf, column: number): void {
  const { binned, best, scale } = search;
  const missing = sumsAt(leaf.histogram, binned.slotStarts[column] + BIN_SLOTS * MISSING_BIN);
  const most = binned.binCounts[column] - 1;
  const edges = { column, order: search.edgeOrder, most, l2: search.options.l2 };
  if (tryPrefixes(search, leaf, { ...edges, start: NOTHING })) {
    // A column that is never missing here may be later: such rows go with the larger child.
    best.missingLeft = missing.packed === 0 && 2 * rowsOf(best.left.packed, scale) >= leaf.rows;
    best.categoryBins = NO_BINS;
  }
  if (missing.packed !== 0 && tryPrefixes(search, leaf, { ...edges, start: missing })) {
    best.missingLeft = true;
    best.categoryBins = NO_BINS;
  }
}

function splitCategory(search: Search, leaf: Leaf, column: number): void {
  const { best, options, rising, falling } = search;
  const count = sortBins(search, leaf.histogram, column);
  for (let at = 0; at < count; at++) falling[at] = rising[count - 1 - at];
  const most = Math.min(count, options.maxCategoriesLeft);
  const l2 = options.l2 + options.categoryL2;
  for (const order of [rising, falling]) {
    if (!tryPrefixes(search, leaf, { column, order, most, start: NOTHING, l2 })) continue;
    best.categoryBins = order.slice(0, best.taken);
    best.missingLeft = best.categoryBins.includes(MISSING_BIN);
  }
}

/** Tries every prefix of an order; true when one is better than the best so far, which it then replaces. */
function tryPrefixes(
  { binned, options, scale, best }: Search,
  leaf: Leaf,
  { column, order, most, start, l2 }: Prefixes,
): boolean {
  const { minLeafRows, minLeafHessian } = options;
  const { histogram } = leaf;
  const first = binned.slotStarts[column];
  const gradientUnit = 1 / scale.gradientUnits;
  let { gradient, packed } = start;
  let [gain, taken, bestGradient, bestPacked] = [best.gain, 0, 0, 0];
  for (let at = 0; at < most; at++) {
    const slot = first + BIN_SLOTS * order[at];
    const inBin = histogram[slot + 1];
    if (inBin === 0) continue;
    gradient += histogram[slot];
    packed += inBin;
    const rows = rowsOf(packed, scale);
    const hessian = hessianOf(packed, scale);
    if (rows < minLeafRows || hessian < minLeafHessian) continue;
    // Nor may the right side be empty or small; it only shrinks from here.
    if (leaf.rows - rows < minLeafRows || leaf.hessian - hessian < minLeafHessian) break;
    const left = gradient * gradientUnit;
    const right = leaf.gradient - left;
    const leftPenalised = hessian + l2;
    const rightPenalised = leaf.hessian - hessian + l2;
    // The gain times both denominators: most cuts are ruled out without a division.
    const product = left * left * rightPenalised + right * right * leftPenalised;
    if (product < (gain + leaf.score) * leftPenalised * rightPenalised * ALMOST_ONE) continue;
    const score = (left * left) / leftPenalised + (right * right) / rightPenalised - leaf.score;
    if (score > gain) {
      gain = score;
      taken = at + 1;
      bestGradient = gradient;
      bestPacked = packed;
    }
  }
  if (taken === 0) return false;
  best.gain = gain;
  best.column = column;
  best.taken = taken;
  best.left = { gradient: bestGradient, packed: bestPacked };
  return true;
}

/**
 * Bins with enough rows into `rising`, by smoothed gradient; equal ones by bin, so that the order never depends on the engine.
 * Returns how many. Insertion beats the engine's sort up to all 255.
 */
function sortBins(
  { binned, options, scale, rising, keys }: Search,
  histogram: Float64Array,
  column: number,
): number {
  const first = binned.slotStarts[column];
  let count = 0;
  for (let bin = 0; bin < binned.binCounts[column]; bin++) {
    const packed = histogram[first + BIN_SLOTS * bin + 1];
    if (packed === 0 || rowsOf(packed, scale) < options.minCategoryRows) continue;
    const gradient = histogram[first + BIN_SLOTS * bin] / scale.gradientUnits;
    const key = gradient / (hessianOf(packed, scale) + options.categorySmoothing);
    keys[bin] = key;
    let at = count++;
    for (; at > 0 && keys[rising[at - 1]] > key; at--) rising[at] = rising[at - 1];
    rising[at] = bin;
  }
  return count;
}

function sumsAt(histogram: Float64Array, slot: number): UnitSums {
  return { gradient: histogram[slot], packed: histogram[slot + 1] };
}

function scoreOf(gradient: number, hessian: number, l2: number): number {
  return (gradient * gradient) / (hessian + l2);
}

function spellOut({ best, binned }: Search, sums: UnitSums): Split {
  const { gain, column, left } = best;
  const leftBins = new Uint8Array(256);
  if (binned.rules[column].kind === 'number') {
    leftBins.fill(1, 1, best.taken + 1);
    leftBins[MISSING_BIN] = Number(best.missingLeft);
  } else for (const bin of best.categoryBins) leftBins[bin] = 1;
  const right = { gradient: sums.gradient - left.gradient, packed: sums.packed - left.packed };
  return { gain, column, leftBins, left, right };
}
