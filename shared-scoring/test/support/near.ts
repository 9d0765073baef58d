import assert from 'node:assert/strict';

/** Asserts that two numbers differ by at most `tolerance`. */
export function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}
