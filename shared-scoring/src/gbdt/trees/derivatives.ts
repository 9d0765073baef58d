/**
 * First and second derivatives of the loss as whole numbers. Sums of whole numbers are exact, so a histogram is the same in
 * whatever order its rows are added, however they are shared out among threads, and after a sibling was subtracted.
 * A double holds whole numbers up to 2^53, enough for two sums in one: `packed` = rows x rowUnit + hessian units.
 */
import { ROUNDER } from '../../math/logistic.ts';

/** Derivatives of every row of a matrix. Rows that nothing is learned from hold zeros. */
export interface Derivatives {
  /**
   * [nRows x 2], side by side because they are always read together:
   * the gradient p - y in units of 1 / `gradientUnits`, and p (1 - p) in units of 1 / `hessianUnits` plus one `rowUnit`.
   */
  readonly pairs: Float64Array;
  readonly scale: DerivativeScale;
}

/** Powers of two, chosen so that the sums over all rows stay below 2^53. */
export interface DerivativeScale {
  readonly gradientUnits: number;
  readonly hessianUnits: number;
  /** What one row, or one part of a weighted one, adds to `packed`. */
  readonly rowUnit: number;
  /** Parts of one row that a weight may be made of (`weights.ts`); 1 without weights. */
  readonly rowParts: number;
}

/** Sums over a set of rows, as they stand in a histogram. */
export interface UnitSums {
  readonly gradient: number;
  readonly packed: number;
}

const EXACT_BITS = 53;
/** Finer units would gain nothing, and `ROUNDER` rounds numbers below 2^51 only. */
const MOST_UNIT_BITS = 48;
/** Hessians are at most 1/4, so their sum needs two bits less than the rows. */
const HESSIAN_SPARE_BITS = 2;

/** Beyond this many rows the hessians' units would grow coarse. */
export const MOST_ROWS = 2 ** 22;

/** Bits for what is below one when so many rows are counted and their hessians summed in one double. */
export function spareBits(nRows: number): number {
  return EXACT_BITS - 2 * rowBitsOf(nRows) + HESSIAN_SPARE_BITS;
}

/**
 * The finest units for so many rows: 7,400 rows leave 2^-29 for a hessian, a million 2^-15; parts of rows take their share.
 * @throws RangeError when there are more than 2^22 rows
 */
export function chooseDerivativeScale(nRows: number, rowParts = 1): DerivativeScale {
  if (nRows > MOST_ROWS) throw new RangeError(`fitGbdt requires at most ${MOST_ROWS} rows, got ${nRows}`);
  const rowBits = rowBitsOf(nRows);
  const partBits = Math.log2(rowParts);
  return {
    gradientUnits: 2 ** Math.min(EXACT_BITS - rowBits, MOST_UNIT_BITS),
    hessianUnits: 2 ** Math.min(spareBits(nRows) - partBits, MOST_UNIT_BITS),
    rowUnit: 2 ** (EXACT_BITS - rowBits - partBits),
    rowParts,
  };
}

/** Derivatives of log loss for the given rows, from their odds e^F, in place. */
export function differentiateLogLoss(
  { pairs, scale }: Derivatives,
  { labels, rows, odds }: { labels: Uint8Array; rows: Int32Array; odds: Float64Array },
): void {
  const { gradientUnits, hessianUnits, rowUnit, rowParts } = scale;
  const wholeRow = rowUnit * rowParts;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const propensity = odds[row] / (1 + odds[row]);
    pairs[2 * row] = (propensity - labels[row]) * gradientUnits + ROUNDER - ROUNDER;
    pairs[2 * row + 1] = propensity * (1 - propensity) * hessianUnits + ROUNDER - ROUNDER + wholeRow;
  }
}

/**
 * Multiplies the derivatives of the given rows by their weights, in place. Rounded first, weighted then: a weight of 2 gives
 * to the last bit what two rows give.
 */
export function weighDerivatives(
  { pairs, scale }: Derivatives,
  { weights, rows }: { weights: Float64Array; rows: Int32Array },
): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const weight = weights[row];
    const packed = pairs[2 * row + 1];
    const hessian = packed % scale.rowUnit;
    pairs[2 * row] = Math.round(pairs[2 * row] * weight);
    pairs[2 * row + 1] = Math.round(hessian * weight) + (packed - hessian) * weight;
  }
}

/** Sums over some rows. Exact. */
export function sumDerivatives({ pairs }: Derivatives, rows: Int32Array): UnitSums {
  let [gradient, packed] = [0, 0];
  for (let at = 0; at < rows.length; at++) {
    gradient += pairs[2 * rows[at]];
    packed += pairs[2 * rows[at] + 1];
  }
  return { gradient, packed };
}

/** Rows in a packed sum, or their weight. Units are powers of two: multiplying by their inverse is exact, and fast. */
export function rowsOf(packed: number, { rowUnit, rowParts }: DerivativeScale): number {
  return Math.floor(packed * (1 / rowUnit)) * (1 / rowParts);
}

/** Hessian in a packed sum, in units of one. */
export function hessianOf(packed: number, { rowUnit, hessianUnits }: DerivativeScale): number {
  return (packed - Math.floor(packed * (1 / rowUnit)) * rowUnit) * (1 / hessianUnits);
}

function rowBitsOf(nRows: number): number {
  return Math.ceil(Math.log2(nRows + 1));
}
