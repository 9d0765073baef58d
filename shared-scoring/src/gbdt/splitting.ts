/**
 * The best split of one leaf, from its histogram. With G and H the sums of gradient and hessian and L the penalty:
 *   gain = GL^2 / (HL + L) + GR^2 / (HR + L) - G^2 / (H + L)
 * Numbers are split at an edge, with the missing rows tried on either side. Categories are sorted by G / (H + smoothing),
 * and the best prefix of that order, from either end, goes left; "missing" is one more category.
 * @see Fisher (1958), On Grouping for Maximum Homogeneity; Ke et al. (2017), LightGBM, section 3
 */
import { BIN_SLOTS, type BinnedMatrix, MISSING_BIN } from './binning.ts';
import { type DerivativeScale, hessianOf, rowsOf, type UnitSums } from './derivatives.ts';
import type { GbdtOptions } from './options.ts';

export interface Split {
  readonly gain: number;
  readonly column: number;
  /** [256], 1 where a row of that bin goes left. */
  readonly leftBins: Uint8Array;
  readonly left: UnitSums;
  readonly right: UnitSums;
}

export interface SplitSearch {
  readonly binned: BinnedMatrix;
  readonly columns: Int32Array;
  readonly options: GbdtOptions;
  readonly scale: DerivativeScale;
}

/** A split found but not yet spelled out: numbers keep their last left bin, categories the bins on the left. */
interface Candidate {
  gain: number;
  column: number;
  lastBin: number;
  missingLeft: boolean;
  categoryBins: readonly number[] | null;
  left: UnitSums;
}

const MIN_GAIN = 1e-9;

/** The split of highest gain over the given columns, or null when none is allowed or gains anything. */
export function findSplit(search: SplitSearch, histogram: Float64Array, leaf: UnitSums): Split | null {
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
  leaf: UnitSums;
}

function splitNumber(search: SplitSearch, column: number, counted: LeafHistogram): Candidate | null {
  const { histogram, leaf } = counted;
  const missing = sumsAt(histogram, search.binned.slotStarts[column] + BIN_SLOTS * MISSING_BIN);
  const missingRight = scanEdges(search, column, { ...counted, start: NOTHING });
  if (missing.packed === 0) {
    if (missingRight === null) return null;
    // A column that is never missing here may be later: such rows go with the larger child.
    const missingLeft =
      2 * rowsOf(missingRight.left.packed, search.scale) >= rowsOf(leaf.packed, search.scale);
    return { ...missingRight, column, missingLeft, categoryBins: null };
  }
  const missingLeft = scanEdges(search, column, { ...counted, start: missing });
  if (missingLeft !== null && missingLeft.gain > (missingRight?.gain ?? 0))
    return { ...missingLeft, column, missingLeft: true, categoryBins: null };
  return missingRight && { ...missingRight, column, missingLeft: false, categoryBins: null };
}

const NOTHING: UnitSums = { gradient: 0, packed: 0 };

/** The best edge of a number when the left side begins with `start`: with the missing rows, or with nothing. */
function scanEdges(
  { binned, options, scale }: SplitSearch,
  column: number,
  { histogram, leaf, start }: LeafHistogram & { start: UnitSums },
): Pick<Candidate, 'gain' | 'lastBin' | 'left'> | null {
  const { minLeafRows, minLeafHessian, l2 } = options;
  const { gradientUnits } = scale;
  const leafGradient = leaf.gradient / gradientUnits;
  const leafHessian = hessianOf(leaf.packed, scale);
  const leafRows = rowsOf(leaf.packed, scale);
  const parent = scoreOf(leafGradient, leafHessian, l2);
  const begin = binned.slotStarts[column];
  const end = binned.slotStarts[column + 1];
  let [gradient, packed] = [start.gradient, start.packed];
  let [gain, bestSlot, bestGradient, bestPacked] = [MIN_GAIN, -1, 0, 0];
  for (let slot = begin + BIN_SLOTS; slot < end; slot += BIN_SLOTS) {
    const inBin = histogram[slot + 1];
    if (inBin === 0) continue;
    gradient += histogram[slot];
    packed += inBin;
    const rows = rowsOf(packed, scale);
    const hessian = hessianOf(packed, scale);
    if (rows < minLeafRows || hessian < minLeafHessian) continue;
    // Without missing rows on the right, the last bin alone would leave the right side empty.
    if (leafRows - rows < minLeafRows || leafHessian - hessian < minLeafHessian) break;
    const left = gradient / gradientUnits;
    const split =
      scoreOf(left, hessian, l2) + scoreOf(leafGradient - left, leafHessian - hessian, l2) - parent;
    if (split > gain) [gain, bestSlot, bestGradient, bestPacked] = [split, slot, gradient, packed];
  }
  if (bestSlot < 0) return null;
  return {
    gain,
    lastBin: (bestSlot - begin) / BIN_SLOTS,
    left: { gradient: bestGradient, packed: bestPacked },
  };
}

function splitCategory(search: SplitSearch, column: number, counted: LeafHistogram): Candidate | null {
  const sorted = sortBins(search, column, counted.histogram);
  const rising = scanCategories(search, column, { ...counted, order: sorted });
  const falling = scanCategories(search, column, { ...counted, order: sorted.toReversed() });
  return falling !== null && falling.gain > (rising?.gain ?? 0) ? falling : rising;
}

/** The best prefix of an order of categories. */
function scanCategories(
  { binned, options, scale }: SplitSearch,
  column: number,
  { histogram, leaf, order }: LeafHistogram & { order: readonly number[] },
): Candidate | null {
  const { minLeafRows, minLeafHessian } = options;
  const l2 = options.l2 + options.categoryL2;
  const leafGradient = leaf.gradient / scale.gradientUnits;
  const leafHessian = hessianOf(leaf.packed, scale);
  const leafRows = rowsOf(leaf.packed, scale);
  const parent = scoreOf(leafGradient, leafHessian, options.l2);
  const most = Math.min(order.length, options.maxCategoriesLeft);
  let [gradient, packed] = [0, 0];
  let [gain, bestTaken, bestGradient, bestPacked] = [MIN_GAIN, 0, 0, 0];
  for (let taken = 1; taken <= most; taken++) {
    const slot = binned.slotStarts[column] + BIN_SLOTS * order[taken - 1];
    gradient += histogram[slot];
    packed += histogram[slot + 1];
    const rows = rowsOf(packed, scale);
    const hessian = hessianOf(packed, scale);
    if (rows < minLeafRows || hessian < minLeafHessian) continue;
    if (leafRows - rows < minLeafRows || leafHessian - hessian < minLeafHessian) break;
    const left = gradient / scale.gradientUnits;
    const split =
      scoreOf(left, hessian, l2) + scoreOf(leafGradient - left, leafHessian - hessian, l2) - parent;
    if (split > gain) [gain, bestTaken, bestGradient, bestPacked] = [split, taken, gradient, packed];
  }
  if (bestTaken === 0) return null;
  const categoryBins = order.slice(0, bestTaken);
  const left = { gradient: bestGradient, packed: bestPacked };
  return { gain, column, lastBin: 0, missingLeft: categoryBins.includes(MISSING_BIN), categoryBins, left };
}

/** Bins with enough rows, by rising smoothed gradient; equal ones by bin, so that the order never depends on the engine. */
function sortBins(
  { binned, options, scale }: SplitSearch,
  column: number,
  histogram: Float64Array,
): number[] {
  const start = binned.slotStarts[column];
  const bins: number[] = [];
  const keys = new Float64Array(binned.binCounts[column]);
  for (let bin = 0; bin < keys.length; bin++) {
    const { gradient, packed } = sumsAt(histogram, start + BIN_SLOTS * bin);
    if (packed === 0 || rowsOf(packed, scale) < options.minCategoryRows) continue;
    keys[bin] = gradient / scale.gradientUnits / (hessianOf(packed, scale) + options.categorySmoothing);
    bins.push(bin);
  }
  return bins.sort((a, b) => keys[a] - keys[b] || a - b);
}

function sumsAt(histogram: Float64Array, slot: number): UnitSums {
  return { gradient: histogram[slot], packed: histogram[slot + 1] };
}

function scoreOf(gradient: number, hessian: number, l2: number): number {
  return (gradient * gradient) / (hessian + l2);
}

function spellOut({ gain, column, left, ...sides }: Candidate, binCount: number, leaf: UnitSums): Split {
  const leftBins = new Uint8Array(256);
  if (sides.categoryBins !== null) for (const bin of sides.categoryBins) leftBins[bin] = 1;
  else {
    leftBins.fill(1, 1, sides.lastBin + 1);
    leftBins[MISSING_BIN] = Number(sides.missingLeft);
  }
  leftBins.fill(0, binCount);
  const right = { gradient: leaf.gradient - left.gradient, packed: leaf.packed - left.packed };
  return { gain, column, leftBins, left, right };
}
