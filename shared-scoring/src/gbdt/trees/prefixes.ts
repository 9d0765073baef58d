import type { BinnedMatrix } from '../binning.ts';
import { BIN_SLOTS } from '../bins/placing.ts';
import type { Directions } from '../monotone.ts';
import type { GbdtOptions } from '../options.ts';
import { type DerivativeScale, hessianOf, rowsOf, type UnitSums } from './derivatives.ts';
import { type Bounds, leafValueOf, type Penalties, worthOf } from './leaf-value.ts';

/** What stays the same from leaf to leaf. */
export interface SplitFacts {
  readonly binned: BinnedMatrix;
  readonly options: GbdtOptions;
  readonly scale: DerivativeScale;
  /** Null without constraints. */
  readonly directions: Directions | null;
}

/** A leaf that is looked at, its sums in units of one. */
export interface JudgedLeaf {
  readonly histogram: Float64Array;
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
  /** What its own value is worth. */
  readonly worth: number;
  readonly bounds: Bounds;
}

/** Bins in an order; those before a cut go left. */
export interface Prefixes {
  readonly column: number;
  readonly order: Uint8Array;
  /** The longest prefix to try. */
  readonly most: number;
  /** What goes left before the first bin. */
  readonly start: UnitSums;
  readonly penalties: Penalties;
  /** Which way the values of the sides must lie, 0 when either way (`monotone.ts`). */
  readonly direction: number;
}

/** The best prefix of all orders so far; replaced in place, so that the search leaves no garbage behind. */
export interface BestPrefix {
  gain: number;
  /** -1 while there is none. */
  column: number;
  /** How many bins of the order go left. */
  taken: number;
  left: UnitSums;
}

/** Tries every prefix of an order; true when one is better than the best so far, which it then replaces. */
export function tryPrefixes(
  { binned, options, scale, best }: SplitFacts & { best: BestPrefix },
  leaf: JudgedLeaf,
  prefixes: Prefixes,
): boolean {
  const { minLeafRows, minLeafHessian } = options;
  const { order, most, start, penalties, direction } = prefixes;
  const { histogram, bounds } = leaf;
  const first = binned.slotStarts[prefixes.column];
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
    const rightHessian = leaf.hessian - hessian;
    if (leaf.rows - rows < minLeafRows || rightHessian < minLeafHessian) break;
    const left = gradient * (1 / scale.gradientUnits);
    const right = leaf.gradient - left;
    if (direction !== 0 && !keepsDirection({ left, hessian, right, rightHessian }, prefixes, bounds))
      continue;
    const worth = worthOf(left, hessian, penalties, bounds) + worthOf(right, rightHessian, penalties, bounds);
    if (worth - leaf.worth > gain) {
      gain = worth - leaf.worth;
      taken = at + 1;
      bestGradient = gradient;
      bestPacked = packed;
    }
  }
  if (taken === 0) return false;
  const left = { gradient: bestGradient, packed: bestPacked };
  Object.assign(best, { gain, taken, column: prefixes.column, left });
  return true;
}

/** Whether the right side's value would not lie on the wrong side of the left one's. */
function keepsDirection(
  sides: { left: number; hessian: number; right: number; rightHessian: number },
  { direction, penalties }: Prefixes,
  bounds: Bounds,
): boolean {
  const left = leafValueOf(sides.left, sides.hessian, penalties, bounds);
  const right = leafValueOf(sides.right, sides.rightHessian, penalties, bounds);
  return direction > 0 ? right >= left : right <= left;
}
