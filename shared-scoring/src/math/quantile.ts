/**
 * Quantile of values that are sorted ascending, by linear interpolation between neighbours (type 7 of Hyndman and Fan).
 * @param share in 0..1
 * @throws RangeError when there are no values
 */
export function quantileSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new RangeError('quantileSorted requires at least one value, got none');
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const part = position - below;
  // A weighted mean, not below + part * difference: the difference of two large doubles overflows. Rounding may carry it out.
  const mean = (1 - part) * sorted[below] + part * sorted[above];
  return part === 0 ? sorted[below] : Math.min(Math.max(mean, sorted[below]), sorted[above]);
}

/** The values that are numbers (no NaN), sorted ascending, in a new array. */
export function sortedPresent(values: Float64Array): Float64Array {
  return values.filter(value => !Number.isNaN(value)).sort();
}
