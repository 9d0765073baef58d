/** A column's distinct values, for columns that have few of them. */
export interface DistinctValues {
  /** In the order in which they appear; neither NaN nor -0. */
  readonly values: Float64Array;
  /** Rows that hold each. */
  readonly counts: Int32Array;
  /** Which of them each row holds, or `MISSING_CODE`: [nRows]. */
  readonly codes: Uint16Array;
}

export const MISSING_CODE = 65_535;
const MOST_VALUES = 2048;
const TABLE_SIZE = 8192;

/** Null when there are more than 2,048. O(n), as sorting is not; a column of too many is given up after its first rows. */
export function findDistinctValues(values: Float64Array): DistinctValues | null {
  const table = new Int16Array(TABLE_SIZE).fill(-1);
  const found = new Float64Array(MOST_VALUES);
  const counts = new Int32Array(MOST_VALUES);
  const codes = new Uint16Array(values.length);
  const bits = new Float64Array(1);
  const words = new Uint32Array(bits.buffer);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    // Adding 0 makes -0 of 0 the same bits.
    const value = values[row] + 0;
    if (Number.isNaN(value)) {
      codes[row] = MISSING_CODE;
      continue;
    }
    bits[0] = value;
    const hash = Math.imul(words[0] ^ Math.imul(words[1], 0x9e3779b1), 0x85ebca6b);
    let place = (hash ^ (hash >>> 15)) & (TABLE_SIZE - 1);
    while (table[place] >= 0 && found[table[place]] !== value) place = (place + 1) & (TABLE_SIZE - 1);
    let code = table[place];
    if (code < 0) {
      if (count === MOST_VALUES) return null;
      code = count++;
      table[place] = code;
      found[code] = value;
    }
    counts[code]++;
    codes[row] = code;
  }
  return { values: found.subarray(0, count), counts: counts.subarray(0, count), codes };
}
