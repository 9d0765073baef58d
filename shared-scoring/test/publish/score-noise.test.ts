import assert from 'node:assert/strict';
import { sigmoid } from '../../src/math/logistic.ts';
import { scoreNoise } from '../../src/publish/score-noise.ts';

const TEN_DOUBLE = 10 / Math.LN2;

describe('scoreNoise', () => {
  it('is one standard error in points: the 90 % interval reaches 1.645 of them to either side', () => {
    const standardError = 0.3;
    const ends = { low: sigmoid(-1 - 1.6449 * standardError), high: sigmoid(-1 + 1.6449 * standardError) };
    assert.ok(Math.abs(scoreNoise(ends, TEN_DOUBLE) - standardError * TEN_DOUBLE) < 0.001);
  });

  it('is at least two points and at most ten', () => {
    assert.equal(scoreNoise({ low: 0.5, high: 0.5 }, TEN_DOUBLE), 2);
    assert.equal(scoreNoise({ low: 0.001, high: 0.999 }, TEN_DOUBLE), 10);
    assert.equal(scoreNoise({ low: 0, high: 1 }, TEN_DOUBLE), 10);
  });
});
