import assert from 'node:assert/strict';
import { recencyWeights } from '../../../src/model/training/recency.ts';
import { assertNear } from '../../support/near.ts';

describe('recencyWeights', () => {
  it('halves a lead once the half-life’s share of the training leads came after it', () => {
    const times = Float64Array.of(50, 10, 40, 20, 30);
    const weights = recencyWeights(times, Int32Array.of(1, 2, 3, 4), 0.5)!;
    // Of the leads at 10, 20, 30 and 40, three, two, one and none came later.
    [1, 2 ** -1.5, 1, 2 ** -1, 2 ** -0.5].forEach((weight, row) => {
      assertNear(weights[row], weight, 1e-12);
    });
  });

  it('treats leads of one time alike, whatever the order of rows', () => {
    const weights = recencyWeights(Float64Array.of(7, 7, 9, 7), Int32Array.of(0, 1, 2, 3), 0.25)!;
    assert.deepEqual([...weights], [0.5, 0.5, 1, 0.5]);
  });

  it('is absent when all leads count alike or no times are known', () => {
    assert.equal(recencyWeights(Float64Array.of(1, 2), Int32Array.of(0, 1), null), undefined);
    assert.equal(recencyWeights(undefined, Int32Array.of(0, 1), 0.5), undefined);
  });
});
