/** A typed array that grows by doubling, for columns whose length is known only at the end. */
export interface GrowingArray<T extends Float64Array | Int32Array> {
  push(value: number): void;
  /** What was pushed so far, in an array of exactly that length. */
  toArray(): T;
}

const FIRST_CAPACITY = 1024;

/** An empty growing column of numbers. */
export function createGrowingFloat64(): GrowingArray<Float64Array> {
  return createGrowing(capacity => new Float64Array(capacity));
}

/** An empty growing column of category codes. */
export function createGrowingInt32(): GrowingArray<Int32Array> {
  return createGrowing(capacity => new Int32Array(capacity));
}

function createGrowing<T extends Float64Array | Int32Array>(
  allocate: (capacity: number) => T,
): GrowingArray<T> {
  let values = allocate(FIRST_CAPACITY);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const larger = allocate(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    toArray: () => values.slice(0, length) as T,
  };
}
