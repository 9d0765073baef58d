/**
 * The best split of one leaf, from its histogram: the two sides' worth less that of the leaf (`leaf-value.ts`), when free
 *   gain = GL^2 / (HL + l2) + GR^2 / (HR + l2) - G^2 / (H + l2)
 * Numbers are split at an edge, with the missing rows tried on either side. Categories are sorted by G / (H + smoothing),
 * and the best prefix of that order, from either end, goes left; "missing" is one more category.
 * @see Fisher (1958), On Grouping for Maximum Homogeneity; Ke et al. (2017), LightGBM, section 3
 */
import { MISSING_BIN } from '../binning.ts';
import { BIN_SLOTS } from '../bins/placing.ts';
import { hessianOf, rowsOf, type UnitSums } from './derivatives.ts';
import { type Bounds, type Penalties, worthOf } from './leaf-value.ts';
import { type BestPrefix, type JudgedLeaf, type SplitFacts, tryPrefixes } from './prefixes.ts';

export interface Split {
  readonly gain: number;
  readonly column: number;
  /** [256], 1 where a row of that bin goes left. */
  readonly leftBins: Uint8Array;
  readonly left: UnitSums;
  readonly right: UnitSums;
}

/** A leaf that is to be split. */
export interface SplitRequest {
  readonly histogram: Float64Array;
  readonly sums: UnitSums;
  readonly bounds: Bounds;
  /** Columns that it may be split on. */
  readonly columns: Int32Array;
}

/** The split of highest gain, or null when none is allowed or gains anything. */
export type FindSplit = (request: SplitRequest) => Split | null;

interface BestSplit extends BestPrefix {
  /** Those of the prefix, of a category only. */
  categoryBins: Uint8Array;
  missingLeft: boolean;
}

/** The best split so far, and memory that every leaf uses anew: the search leaves hardly any garbage behind. */
interface Search extends SplitFacts {
  best: BestSplit;
  /** 1, 2, 3 …: the bins of a number. */
  readonly edgeOrder: Uint8Array;
  readonly rising: Uint8Array;
  readonly falling: Uint8Array;
  /** By bin. */
  readonly keys: Float64Array;
  readonly categoryPenalties: Penalties;
}

/** A smaller gain is rounding. */
const MIN_GAIN = 1e-9;
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
    categoryPenalties: { l1: facts.options.l1, l2: facts.options.l2 + facts.options.categoryL2 },
  };
  return request => findSplit(search, request);
}

function startBest(): BestSplit {
  return { gain: MIN_GAIN, column: -1, taken: 0, categoryBins: NO_BINS, missingLeft: false, left: NOTHING };
}

function findSplit(search: Search, { histogram, sums, bounds, columns }: SplitRequest): Split | null {
  const { binned, options, scale } = search;
  const gradient = sums.gradient / scale.gradientUnits;
  const hessian = hessianOf(sums.packed, scale);
  const worth = worthOf(gradient, hessian, options, bounds);
  const leaf = { histogram, gradient, hessian, rows: rowsOf(sums.packed, scale), worth, bounds };
  search.best = startBest();
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at];
    if (binned.rules[column].kind === 'number') splitNumber(search, leaf, column);
    else splitCategory(search, leaf, column);
  }
  return search.best.column < 0 ? null : spellOut(search, sums);
}

function splitNumber(search: Search, leaf: JudgedLeaf, column: number): void {
  const { binned, best, scale } = search;
  const missing = sumsAt(leaf.histogram, binned.slotStarts[column] + BIN_SLOTS * MISSING_BIN);
  const most = binned.binCounts[column] - 1;
  const direction = search.directions === null ? 0 : search.directions[column];
  const edges = { column, order: search.edgeOrder, most, penalties: search.options, direction };
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

function splitCategory(search: Search, leaf: JudgedLeaf, column: number): void {
  const { best, options, rising, falling, categoryPenalties: penalties } = search;
  const count = sortBins(search, leaf.histogram, column);
  for (let at = 0; at < count; at++) falling[at] = rising[count - 1 - at];
  const most = Math.min(count, options.maxCategoriesLeft);
  for (const order of [rising, falling]) {
    if (!tryPrefixes(search, leaf, { column, order, most, start: NOTHING, penalties, direction: 0 }))
      continue;
    best.categoryBins = order.slice(0, best.taken);
    best.missingLeft = best.categoryBins.includes(MISSING_BIN);
  }
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
