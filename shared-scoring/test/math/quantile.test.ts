import assert from 'node:assert/strict';
import { quantileSorted, sortedPresent } from '../../src/math/quantile.ts';

describe('quantileSorted', () => {
  it('interpolates between neighbours', () => {
    assert.equal(quantileSorted([1, 2, 3, 4], 0.5), 2.5);
    assert.equal(quantileSorted([1, 2, 3, 4], 0), 1);
    assert.equal(quantileSorted([1, 2, 3, 4], 1), 4);
  });

  it('does not overflow between the largest doubles', () => {
    assert.equal(quantileSorted([-Number.MAX_VALUE, Number.MAX_VALUE], 0.5), 0);
  });

  it('is one of many equal values to the last digit', () => {
    const alike = new Float64Array(400).fill(0.0536);
    for (const share of [0.05, 0.3, 0.95]) assert.equal(quantileSorted(alike, share), 0.0536);
  });

  it('refuses to describe nothing', () => {
    assert.throws(
      () => quantileSorted([], 0.5),
      new RangeError('quantileSorted requires at least one value, got none'),
    );
  });
});

describe('sortedPresent', () => {
  it('leaves NaN out and the argument alone', () => {
    const values = Float64Array.of(3, Number.NaN, 1);
    assert.deepEqual([...sortedPresent(values)], [1, 3]);
    assert.deepEqual([...values], [3, Number.NaN, 1]);
  });
});
