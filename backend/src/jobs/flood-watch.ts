/** Tells whether so much comes that storing it goes before all that can wait. */
export interface FloodWatch {
  /** So many items came just now. */
  add(count: number): void;
  /** Whether other work should wait. */
  isFlooded(): boolean;
}

/** More than 5,000 a second, seen early: what else is begun meanwhile delays all that comes. */
const WINDOW_MS = 250;
const ITEMS_OF_WINDOW = 1_250;
/** Those who wait for their answers send in bursts, with gaps in between. */
const LASTS_MS = 1_000;

/** @param now milliseconds of a clock that never goes back */
export function createFloodWatch(now = () => performance.now()): FloodWatch {
  let windowEndsAt = Number.NEGATIVE_INFINITY;
  let came = 0;
  let floodEndsAt = Number.NEGATIVE_INFINITY;
  return {
    add(count) {
      const at = now();
      if (at >= windowEndsAt) {
        windowEndsAt = at + WINDOW_MS;
        came = 0;
      }
      came += count;
      if (came > ITEMS_OF_WINDOW) floodEndsAt = at + LASTS_MS;
    },
    isFlooded: () => now() < floodEndsAt,
  };
}
