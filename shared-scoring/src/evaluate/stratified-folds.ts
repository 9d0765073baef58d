import { createRandom, shuffledIndices } from '../math/random.ts';

/**
 * Cuts rows 0..n-1 into `count` parts with nearly the same share of conversions each; same seed, same parts.
 * @returns the rows of each part, ascending; together every row once
 * @throws RangeError when an outcome has fewer rows than there are parts
 */
export function stratifiedFolds(labels: Uint8Array, count: number, seed: number): Int32Array[] {
  const folds: number[][] = Array.from({ length: count }, () => []);
  const shuffled = shuffledIndices(labels.length, createRandom(seed));
  for (const outcome of [0, 1]) {
    const rows = shuffled.filter(row => labels[row] === outcome);
    if (rows.length < count) {
      throw new RangeError(
        `stratifiedFolds requires at least ${count} rows with the label ${outcome}, got ${rows.length}`,
      );
    }
    rows.forEach((row, at) => {
      folds[at % count].push(row);
    });
  }
  return folds.map(rows => Int32Array.from(rows).sort());
}

/** The rows 0..n-1 that are not in `rows`, ascending. */
export function otherRows(n: number, rows: Int32Array): Int32Array {
  const isTaken = new Uint8Array(n);
  for (const row of rows) isTaken[row] = 1;
  return Int32Array.from({ length: n }, (_, row) => row).filter(row => isTaken[row] === 0);
}
