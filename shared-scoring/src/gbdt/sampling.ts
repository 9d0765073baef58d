import { type Random, shuffledIndices } from '../math/random.ts';

/** Draws about `share` of the rows; both parts are new and in the rows' order, so that memory is read forwards. */
export function sampleRows(
  rows: Int32Array,
  share: number,
  random: Random,
): { drawn: Int32Array; others: Int32Array } {
  if (share === 1) return { drawn: rows.slice(), others: new Int32Array() };
  const drawn = new Int32Array(rows.length);
  const others = new Int32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    if (random.next() < share) drawn[count++] = rows[at];
    else others[at - count] = rows[at];
  }
  // Of very few rows none may be drawn; a tree needs at least one.
  if (count === 0) return { drawn: rows.slice(), others: new Int32Array() };
  return { drawn: drawn.subarray(0, count), others: others.subarray(0, rows.length - count) };
}

/** Draws the given share of the columns, at least one, in their order. */
export function sampleColumns(nColumns: number, share: number, random: Random): Int32Array {
  const wanted = Math.max(1, Math.round(share * nColumns));
  return shuffledIndices(nColumns, random).slice(0, wanted).sort();
}
