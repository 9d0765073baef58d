import assert from 'node:assert/strict';
import { createRandom, drawNormal, shuffledIndices } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

describe('createRandom', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const stream = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    assert.deepEqual(stream(7), stream(7));
    assert.notDeepEqual(stream(7), stream(8));
  });

  it('is uniform: mean 1/2, variance 1/12', () => {
    const random = createRandom(1);
    const values = Array.from({ length: 50_000 }, () => random.next());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assertNear(mean, 1 / 2, 0.005);
    assertNear(variance, 1 / 12, 0.002);
    assert.ok(values.every(value => value >= 0 && value < 1));
  });
});

describe('drawNormal', () => {
  it('is standard normal: mean 0, variance 1, 90 % within 1.645', () => {
    const random = createRandom(2);
    const values = Array.from({ length: 50_000 }, () => drawNormal(random));
    const meanOf = (of: (value: number) => number) =>
      values.reduce((sum, value) => sum + of(value), 0) / values.length;
    assertNear(
      meanOf(value => value),
      0,
      0.015,
    );
    assertNear(
      meanOf(value => value ** 2),
      1,
      0.02,
    );
    assertNear(
      meanOf(value => Number(Math.abs(value) < 1.645)),
      0.9,
      0.005,
    );
  });
});

describe('shuffledIndices', () => {
  it('holds every index once', () => {
    assert.deepEqual(
      [...shuffledIndices(100, createRandom(3))].sort((a, b) => a - b),
      [...Array(100).keys()],
    );
  });
});
