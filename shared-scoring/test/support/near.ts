import assert from 'node:assert/strict';

/** Asserts that two numbers differ by at most `tolerance`. */
export function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

/** Asserts that two lists are of one length and differ nowhere by more than `tolerance`. */
export function assertAllNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  for (let at = 0; at < actual.length; at++) assertNear(actual[at], expected[at], tolerance);
}
