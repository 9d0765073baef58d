/**
 * What a leaf adds to the log-odds. With G and H the sums of gradient and hessian, a value w lowers twice the penalised loss by
 *   worth(w) = -(2 G w + (H + l2) w^2 + 2 l1 |w|)
 * which is greatest at w = -shrink(G) / (H + l2), where shrink moves G towards 0 by l1, and there shrink(G)^2 / (H + l2).
 * @see Chen and Guestrin (2016), XGBoost, equations 5 and 6; Tibshirani (1996) for the shrinking
 */
import type { GbdtOptions } from '../options.ts';

export type Penalties = Pick<GbdtOptions, 'l1' | 'l2'>;

/** Values that a leaf may take without breaking a monotone constraint. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export const ANY_VALUE: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/** The gradient, moved towards 0 by `l1`. */
export function shrink(gradient: number, l1: number): number {
  if (gradient > l1) return gradient - l1;
  return gradient < -l1 ? gradient + l1 : 0;
}

/** The value of greatest worth within the bounds, before the learning rate. */
export function leafValueOf(
  gradient: number,
  hessian: number,
  { l1, l2 }: Penalties,
  bounds: Bounds,
): number {
  // Without penalty or hessian no value is better than any other.
  const free = hessian + l2 > 0 ? -shrink(gradient, l1) / (hessian + l2) : 0;
  return Math.min(bounds.most, Math.max(bounds.least, free));
}

/** What the value of greatest worth within the bounds is worth. */
export function worthOf(gradient: number, hessian: number, penalties: Penalties, bounds: Bounds): number {
  const { l1, l2 } = penalties;
  if (bounds === ANY_VALUE) {
    const shrunk = shrink(gradient, l1);
    return (shrunk * shrunk) / (hessian + l2);
  }
  const value = leafValueOf(gradient, hessian, penalties, bounds);
  return -(2 * gradient * value + (hessian + l2) * value * value + 2 * l1 * Math.abs(value));
}

/**
 * Bounds of the two leaves that a leaf is split into. Where the split's column is constrained, every later leaf on one side stays
 * on that side of the middle between the two values, so that the constraint holds in the whole tree.
 * @param values of the left and the right side
 * @param direction 1 when the right side may not be lower, -1 when it may not be higher, 0 when it is free
 */
export function splitBounds(bounds: Bounds, direction: number, values: readonly number[]): [Bounds, Bounds] {
  if (direction === 0) return [bounds, bounds];
  const middle = values[0] / 2 + values[1] / 2;
  const [below, above] = [
    { least: bounds.least, most: middle },
    { least: middle, most: bounds.most },
  ];
  return direction > 0 ? [below, above] : [above, below];
}
