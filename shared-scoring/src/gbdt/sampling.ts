import { type Random, shuffledIndices } from '../math/random.ts';

export interface SampledRows {
  readonly drawn: Int32Array;
  readonly others: Int32Array;
}

/**
 * A function that draws about `share` of the rows, each time anew into the same memory; both parts are in the rows' order, so
 * that memory is read forwards. All are drawn when chance would draw none.
 */
export function createRowSampler(
  rows: Int32Array,
  share: number,
  createIntegers: (length: number) => Int32Array,
): (random: Random) => SampledRows {
  const drawn = createIntegers(rows.length);
  const others = new Int32Array(share === 1 ? 0 : rows.length);
  return random => {
    const count = share === 1 ? 0 : drawRows(rows, { share, random, drawn, others });
    if (count > 0)
      return { drawn: drawn.subarray(0, count), others: others.subarray(0, rows.length - count) };
    drawn.set(rows);
    return { drawn, others: others.subarray(0, 0) };
  };
}

/** Draws the given share of the columns, at least one, in their order. */
export function sampleColumns(nColumns: number, share: number, random: Random): Int32Array {
  const wanted = Math.max(1, Math.round(share * nColumns));
  return shuffledIndices(nColumns, random).slice(0, wanted).sort();
}

function drawRows(
  rows: Int32Array,
  { share, random, drawn, others }: SampledRows & { share: number; random: Random },
): number {
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    if (random.next() < share) drawn[count++] = rows[at];
    else others[at - count] = rows[at];
  }
  return count;
}
