/**
 * First and second derivatives of the loss as whole numbers. Sums of whole numbers are exact, so a histogram is the same in
 * whatever order its rows are added, however they are shared out among threads, and after a sibling was subtracted.
 * A double holds whole numbers up to 2^53, enough for two sums in one: `packed` = rows x rowUnit + hessian units.
 */
import { sigmoid } from '../math/logistic.ts';

/** Derivatives of every row of a matrix, [nRows] each. Rows that nothing is learned from hold zeros. */
export interface Derivatives {
  /** p - y, in units of 1 / `gradientUnits`. */
  readonly gradients: Float64Array;
  /** p (1 - p) in units of 1 / `hessianUnits`, plus one `rowUnit`. */
  readonly packed: Float64Array;
  readonly scale: DerivativeScale;
}

/** Powers of two, chosen so that the sums over all rows stay below 2^53. */
export interface DerivativeScale {
  readonly gradientUnits: number;
  readonly hessianUnits: number;
  readonly rowUnit: number;
}

/** Sums over a set of rows, as they stand in a histogram. */
export interface UnitSums {
  readonly gradient: number;
  readonly packed: number;
}

const EXACT_BITS = 53;
/** Hessians are at most 1/4, so their sum needs two bits less than the rows. */
const HESSIAN_SPARE_BITS = 2;

/** Beyond this many rows the hessians' units would grow coarse. */
export const MOST_ROWS = 2 ** 22;

/**
 * The finest units for so many rows: 7,400 rows leave 2^-29 for a hessian, a million 2^-15.
 * @throws RangeError when there are more than 2^22 rows
 */
export function chooseDerivativeScale(nRows: number): DerivativeScale {
  if (nRows > MOST_ROWS) throw new RangeError(`fitGbdt requires at most ${MOST_ROWS} rows, got ${nRows}`);
  const rowBits = Math.ceil(Math.log2(nRows + 1));
  const rowUnitBits = EXACT_BITS - rowBits;
  return {
    gradientUnits: 2 ** rowUnitBits,
    hessianUnits: 2 ** (rowUnitBits - rowBits + HESSIAN_SPARE_BITS),
    rowUnit: 2 ** rowUnitBits,
  };
}

/** Room for the derivatives of so many rows, all zero. */
export function createDerivatives(nRows: number): Derivatives {
  return {
    gradients: new Float64Array(nRows),
    packed: new Float64Array(nRows),
    scale: chooseDerivativeScale(nRows),
  };
}

/** Derivatives of log loss for the given rows, in place. */
export function differentiateLogLoss(
  { gradients, packed, scale }: Derivatives,
  { labels, rows, logOdds }: { labels: Uint8Array; rows: Int32Array; logOdds: Float64Array },
): void {
  const { gradientUnits, hessianUnits, rowUnit } = scale;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const propensity = sigmoid(logOdds[row]);
    gradients[row] = Math.round((propensity - labels[row]) * gradientUnits);
    packed[row] = Math.round(propensity * (1 - propensity) * hessianUnits) + rowUnit;
  }
}

/** Sums over some rows. Exact. */
export function sumDerivatives({ gradients, packed }: Derivatives, rows: Int32Array): UnitSums {
  const sums = { gradient: 0, packed: 0 };
  for (let at = 0; at < rows.length; at++) {
    sums.gradient += gradients[rows[at]];
    sums.packed += packed[rows[at]];
  }
  return sums;
}

/** Rows in a packed sum. */
export function rowsOf(packed: number, { rowUnit }: DerivativeScale): number {
  return Math.floor(packed / rowUnit);
}

/** Hessian in a packed sum, in units of one. */
export function hessianOf(packed: number, { rowUnit, hessianUnits }: DerivativeScale): number {
  return (packed - Math.floor(packed / rowUnit) * rowUnit) / hessianUnits;
}
