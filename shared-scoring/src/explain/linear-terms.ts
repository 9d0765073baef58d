import type { TermRows } from '../math/term-rows.ts';

/**
 * Contributions of a linear model: a column's term less its mean over the training leads, so that an average lead has
 * contributions of zero. All terms of a column (its levels, its "missing") count as that column.
 * @returns the mean of each column's term, [nColumns]
 */
export function meanTerms(weights: Float64Array, rows: TermRows): Float64Array {
  const means = new Float64Array(rows.nColumns);
  for (let slot = 0; slot < rows.terms.length; slot++) {
    means[slot % rows.nColumns] += (weights[rows.terms[slot]] * rows.values[slot]) / rows.nRows;
  }
  return means;
}

/** Adds `weight` times each column's contribution to `contributions` [nRows x nColumns], row-major, in place. */
export function addLinearContributions(
  { weights, means }: { weights: Float64Array; means: Float64Array },
  rows: TermRows,
  { contributions, weight }: { contributions: Float64Array; weight: number },
): void {
  for (let slot = 0; slot < rows.terms.length; slot++) {
    const term = weights[rows.terms[slot]] * rows.values[slot];
    contributions[slot] += weight * (term - means[slot % rows.nColumns]);
  }
}
