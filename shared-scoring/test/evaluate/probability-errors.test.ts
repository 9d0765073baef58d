import assert from 'node:assert/strict';
import { brierScore, logLoss } from '../../src/evaluate/probability-errors.ts';
import { assertNear } from '../support/near.ts';

describe('logLoss', () => {
  it('averages minus the logarithm of what was given to what happened', () => {
    assertNear(
      logLoss(Float64Array.of(0.8, 0.4), Uint8Array.of(1, 0)),
      -(Math.log(0.8) + Math.log(0.6)) / 2,
      1e-12,
    );
  });

  it('is finite when a certainty was wrong', () => {
    assert.ok(Number.isFinite(logLoss(Float64Array.of(0, 1), Uint8Array.of(1, 0))));
  });
});

describe('brierScore', () => {
  it('averages squared differences', () => {
    assertNear(brierScore(Float64Array.of(0.8, 0.4), Uint8Array.of(1, 0)), (0.04 + 0.16) / 2, 1e-12);
  });
});
