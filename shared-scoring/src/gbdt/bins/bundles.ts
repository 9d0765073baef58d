/**
 * Columns that are counted together. Few combinations of values occur in many columns at once: where five columns of leads show
 * but 200 combinations, a row is counted once, as its combination, and the combinations' sums are spread over the five columns
 * afterwards. Sums are exact (`derivatives.ts`), so the histogram is the same to the last bit.
 * @see Ke et al. (2017), LightGBM, section 4, which bundles columns that exclude one another
 */
import { BIN_SLOTS, placeRows } from './placing.ts';

export interface Bundles {
  readonly count: number;
  /** Where each row is counted, once a bundle: [nRows x count], row-major. */
  readonly rowSlots: Uint16Array | Uint32Array;
  /** Slots of a count of all bundles. */
  readonly slotCount: number;
  /** The slots of the columns' bins that each combination consists of, combination after combination. */
  readonly columnSlots: Int32Array;
  /** Where each combination's begin, and their length at the end: [slotCount / 2 + 1]. */
  readonly columnStarts: Int32Array;
}

/** Columns as bytes, and where each begins in a histogram. */
interface Columns {
  readonly nRows: number;
  readonly bins: readonly Uint8Array[];
  readonly binCounts: Int32Array;
  readonly slotStarts: Int32Array;
}

/** Columns that were joined, as one column of combinations. */
interface Bundle {
  readonly columns: readonly number[];
  readonly codes: Uint8Array;
  readonly count: number;
}

/** So that a combination fits in a byte, and its sums in the processor's cache. */
const MOST_COMBINATIONS = 256;
/** Rows that are tried before all rows are. */
const TRIED_ROWS = 2048;

/** Bundles columns greedily, those of most bins first; null when no two of them fit together. */
export function bundleColumns(columns: Columns): Bundles | null {
  const bundles: Bundle[] = [];
  const order = [...columns.binCounts.keys()].sort((a, b) => columns.binCounts[b] - columns.binCounts[a]);
  for (const column of order) {
    const own = { columns: [column], codes: columns.bins[column], count: columns.binCounts[column] };
    const [at, joined] = joinBest(bundles, own) ?? [bundles.length, own];
    bundles[at] = joined;
  }
  return bundles.length === order.length ? null : layOut(bundles, columns);
}

/** The bundle that gains fewest combinations by a further column, with its place; null when none has room for it. */
function joinBest(bundles: readonly Bundle[], added: Bundle): [number, Bundle] | null {
  const stride = Math.max(1, Math.floor(added.codes.length / TRIED_ROWS));
  const tried = bundles
    .map((bundle, at) => ({ at, count: join(bundle, added, stride)?.count ?? Number.POSITIVE_INFINITY }))
    .filter(({ count }) => count <= MOST_COMBINATIONS)
    .sort((a, b) => a.count - b.count);
  for (const { at } of tried) {
    const joined = join(bundles[at], added, 1);
    if (joined !== null) return [at, joined];
  }
  return null;
}

/** Numbers the combinations of every `stride`th row as they appear; null when there are too many. */
function join(bundle: Bundle, added: Bundle, stride: number): Bundle | null {
  const numbers = new Int16Array(bundle.count * added.count).fill(-1);
  const codes = new Uint8Array(stride === 1 ? bundle.codes.length : 0);
  let count = 0;
  for (let row = 0; row < bundle.codes.length; row += stride) {
    const pair = bundle.codes[row] * added.count + added.codes[row];
    if (numbers[pair] < 0) {
      if (count === MOST_COMBINATIONS) return null;
      numbers[pair] = count++;
    }
    codes[row] = numbers[pair];
  }
  return { columns: [...bundle.columns, ...added.columns], codes, count };
}

function layOut(bundles: readonly Bundle[], columns: Columns): Bundles {
  const starts = new Int32Array(bundles.length + 1);
  const columnSlots: number[] = [];
  const columnStarts = [0];
  bundles.forEach((bundle, at) => {
    starts[at + 1] = starts[at] + BIN_SLOTS * bundle.count;
    for (const row of firstRows(bundle)) {
      for (const column of row < 0 ? [] : bundle.columns)
        columnSlots.push(columns.slotStarts[column] + BIN_SLOTS * columns.bins[column][row]);
      columnStarts.push(columnSlots.length);
    }
  });
  const codes = bundles.map(bundle => bundle.codes);
  return {
    count: bundles.length,
    rowSlots: placeRows(codes, starts, columns.nRows),
    slotCount: starts[bundles.length],
    columnSlots: Int32Array.from(columnSlots),
    columnStarts: Int32Array.from(columnStarts),
  };
}

/** A row that shows each combination; -1 for a bin of a lone column that no row is in. */
function firstRows({ codes, count }: Bundle): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  for (let row = codes.length - 1; row >= 0; row--) rows[codes[row]] = row;
  return rows;
}
