/**
 * How often something happened, an event counting half after each half-life: at time t the count is the sum over events
 * of 2^(-(t - t_i) / h).
 *
 * Sums of fractions depend on their order, so the counter adds whole numbers. Time is cut into cells one half-life wide,
 * counted from the epoch. An event at position p = t_i / h adds round(2^36 * 2^(p - floor(p))) to cell floor(p), and
 * reading divides by powers of two. Adding whole numbers is exact in any order, so a counter is the same, bit for bit,
 * however its events came. Cells more than 40 half-lives older than the newest count less than 1e-12 each and are dropped.
 *
 * @see Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay: A Practical Time Decay Model for Streaming Systems, 2009
 */
export interface DecayedCounter {
  readonly halfLifeDays: number;
  /** Time of the newest event, epoch milliseconds. */
  readonly newestMs: number;
  /** Half-lives from the epoch to the start of the newest event's cell; whole. */
  readonly newestCell: number;
  /** Newest cell first, at most 40, the last not 0: whole numbers in units of 2^-36. */
  readonly cells: readonly number[];
}

const UNIT = 2 ** 36;
const MAX_CELLS = 40;
/** Reached by some 100,000 events within one half-life, which no person makes; beyond it a cell stands still. */
const MAX_CELL = Number.MAX_SAFE_INTEGER;
const MS_PER_DAY = 86_400_000;

/**
 * The counter of one event.
 * @throws RangeError when the time is not finite, or the half-life not a positive number of days
 */
export function countEvent(halfLifeDays: number, atMs: number): DecayedCounter {
  if (!(halfLifeDays > 0 && halfLifeDays < Infinity))
    throw new RangeError(`countEvent requires a half-life of more than 0 days, got ${halfLifeDays}`);
  if (!Number.isFinite(atMs)) throw new RangeError(`countEvent requires a finite time, got ${atMs}`);
  const position = positionOf(halfLifeDays, atMs);
  const newestCell = Math.floor(position);
  return { halfLifeDays, newestMs: atMs, newestCell, cells: [unitsAt(position)] };
}

/**
 * The counter of the events of both. Commutative and associative, exactly. Takes at most 40 additions.
 * @throws RangeError when their half-lives differ
 */
export function mergeCounters(a: DecayedCounter, b: DecayedCounter): DecayedCounter {
  if (a.halfLifeDays !== b.halfLifeDays) {
    throw new RangeError(
      `mergeCounters requires equal half-lives, got ${a.halfLifeDays} and ${b.halfLifeDays} days; fold the events again`,
    );
  }
  const newestCell = Math.max(a.newestCell, b.newestCell);
  const cells: number[] = [];
  for (const { newestCell: newest, cells: own } of [a, b]) {
    const shift = newestCell - newest;
    for (let cell = 0; cell < own.length && cell + shift < MAX_CELLS; cell++) {
      while (cells.length <= cell + shift) cells.push(0);
      cells[cell + shift] = Math.min(cells[cell + shift] + own[cell], MAX_CELL);
    }
  }
  while (cells.at(-1) === 0) cells.pop();
  return { halfLifeDays: a.halfLifeDays, newestMs: Math.max(a.newestMs, b.newestMs), newestCell, cells };
}

/**
 * The counter without events that it has counted, each given once. It may still be read from its newest event on only. Exact,
 * but where a cell stood still.
 */
export function uncountEvents(counter: DecayedCounter, timesMs: readonly number[]): DecayedCounter {
  const cells = [...counter.cells];
  for (const atMs of timesMs) {
    const position = positionOf(counter.halfLifeDays, atMs);
    const cell = counter.newestCell - Math.floor(position);
    if (cell < cells.length) cells[cell] = Math.max(0, cells[cell] - unitsAt(position));
  }
  return { ...counter, cells };
}

/**
 * The decayed count at a time not before the newest event, 0 or more.
 * @throws RangeError for an earlier time, because what happened after it cannot be taken out again
 */
export function readCounter(counter: DecayedCounter, asOfMs: number): number {
  const { halfLifeDays, newestMs, newestCell, cells } = counter;
  if (!(asOfMs >= newestMs)) {
    throw new RangeError(
      `readCounter requires a time from ${newestMs} on, when the newest event was, got ${asOfMs}; fold the earlier events alone`,
    );
  }
  let sum = 0;
  for (let cell = cells.length - 1; cell >= 0; cell--) sum += cells[cell] * 2 ** -cell;
  return (sum / UNIT) * 2 ** (newestCell - positionOf(halfLifeDays, asOfMs));
}

/** What an event at a position adds to its cell. */
function unitsAt(position: number): number {
  return Math.round(UNIT * 2 ** (position - Math.floor(position)));
}

/** Half-lives since the epoch. */
function positionOf(halfLifeDays: number, atMs: number): number {
  return atMs / (halfLifeDays * MS_PER_DAY);
}
