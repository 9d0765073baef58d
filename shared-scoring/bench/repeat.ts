/** Several times of one thing, in seconds. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** Times `work` once, in seconds. */
export function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

/** Times of both sides, turn by turn, so that a busy machine slows both; one unmeasured turn first. */
export async function raceTimes(
  runs: number,
  ours: () => number,
  theirs: () => Promise<number>,
): Promise<{ ours: Spread; theirs: Spread; ratio: number }> {
  const times: [number, number][] = [];
  for (let run = 0; run <= runs; run++) times.push([ours(), await theirs()]);
  const measured = times.slice(1);
  return {
    ours: spreadOf(measured.map(([own]) => own)),
    theirs: spreadOf(measured.map(([, other]) => other)),
    ratio: spreadOf(measured.map(([own, other]) => own / other)).median,
  };
}

/** Median and ends of at least one number. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted[sorted.length - 1] };
}
