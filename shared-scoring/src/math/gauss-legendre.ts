/** Where to look at a polynomial, and how much each look counts: its integral over 0..1 is their weighted sum. */
export interface Quadrature {
  /** Rising, inside (0, 1). */
  readonly points: Float64Array;
  /** Sum 1. */
  readonly weights: Float64Array;
}

const NEWTON_STEPS = 8;

/**
 * Gauss-Legendre quadrature over 0..1: exact for polynomials up to degree 2 count - 1. Its points are the roots of the
 * Legendre polynomial of that degree, found by Newton's method from their asymptotic places.
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 25.4.30 and 22.16.6
 */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    let root = -Math.cos((Math.PI * (at + 0.75)) / (count + 0.5));
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const { value, slope } = legendre(count, root);
      root -= value / slope;
    }
    const { slope } = legendre(count, root);
    points[at] = (1 + root) / 2;
    weights[at] = 1 / ((1 - root * root) * slope * slope);
  }
  return { points, weights };
}

/** The Legendre polynomial and its derivative at x in (-1, 1), by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
