/**
 * Older leads may count less. A lead's age is the share of the training leads that came later, so that neither the unit of time nor
 * quiet months matter:  weight = 2 ^ (-age / half-life).
 */
import { ascendingOrder, pickNumbers } from '../../math/order.ts';

/** In shares of the training leads; null = all leads count alike, however old. */
export type HalfLife = number | null;

export const HALF_LIVES = [0.5, 0.25] as const;

/**
 * How many leads each row stands for, [times.length], 0..1: the newest 1, and so does every row that is not learned from.
 * Undefined when all count alike.
 */
export function recencyWeights(
  times: Float64Array | undefined,
  trainRows: Int32Array,
  halfLife: HalfLife,
): Float64Array | undefined {
  if (halfLife === null || times === undefined) return undefined;
  const weights = new Float64Array(times.length).fill(1);
  const order = ascendingOrder(pickNumbers(times, trainRows));
  let later = 0;
  for (let at = order.length - 1; at >= 0; at--) {
    const row = trainRows[order[at]];
    const isSameTime = at + 1 < order.length && times[trainRows[order[at + 1]]] === times[row];
    if (!isSameTime) later = order.length - 1 - at;
    weights[row] = 2 ** (-later / order.length / halfLife);
  }
  return weights;
}
