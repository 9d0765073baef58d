/**
 * Random numbers that depend only on what they are for: the same seed, purpose and place give the same number, in
 * whatever order they are asked. So the facts of one lead can be made again without making those of all others.
 */
export type Draw = (...place: readonly number[]) => number;

const UINT32 = 2 ** 32;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const GOLDEN_RATIO = 0x9e3779b9;

/** Uniform numbers in [0, 1) for one purpose. Not for secrets. */
export function createDraw(seed: number, purpose: string): Draw {
  let start = scramble(seed ^ FNV_OFFSET);
  for (let i = 0; i < purpose.length; i += 1) {
    start = Math.imul(start ^ purpose.charCodeAt(i), FNV_PRIME);
  }
  return (...place) => {
    let state = start;
    for (const index of place) state = scramble(state + Math.imul(index + 1, GOLDEN_RATIO));
    return scramble(state) / UINT32;
  };
}

/** One of `choices`, by a number in [0, 1). */
export function pick<T>(choices: readonly T[], drawn: number): T {
  return choices[Math.floor(drawn * choices.length)]!;
}

/** The numbers 0 to `length - 1` in a drawn order (Fisher and Yates). */
export function shuffledIndices(length: number, draw: Draw): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw(last) * (last + 1));
    [indices[last], indices[other]] = [indices[other]!, indices[last]!];
  }
  return indices;
}

/**
 * Spreads every bit of an integer over all 32, as an unsigned number.
 * @see Appleby, MurmurHash3, the 32-bit finaliser
 */
function scramble(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
