/** A stream of pseudo-random numbers: the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number;
  /** A whole number, uniform in [0, limit). `limit` is at least 1. */
  below(limit: number): number;
}

/**
 * Small fast counter generator (sfc32) whose state is spread from the seed by splitmix32. Not for secrets.
 * @see Chris Doty-Humphrey, PractRand, sfc32
 */
export function createRandom(seed: number): Random {
  const spread = splitmix32(seed);
  let a = spread();
  let b = spread();
  let c = spread();
  let counter = 1;
  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }
  return { next, below: limit => Math.floor(next() * limit) };
}

/**
 * A number from the standard normal distribution.
 * @see Box and Muller (1958), A Note on the Generation of Random Normal Deviates
 */
export function drawNormal(random: Random): number {
  // One minus a number from [0, 1) is never 0, whose logarithm is not finite.
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** The whole numbers 0..count-1 in random order. */
export function shuffledIndices(count: number, random: Random): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = indices[last];
    indices[last] = indices[other];
    indices[other] = kept;
  }
  return indices;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
