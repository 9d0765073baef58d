import assert from 'node:assert/strict';
import { brierScore, calibrationError, logLoss } from '../../src/evaluate/probability-errors.ts';
import { createRandom } from '../../src/math/random.ts';
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

describe('calibrationError', () => {
  it('averages the gaps of equally large groups', () => {
    // Two groups of two: propensities .9 against a rate of .5, and .2 against 0.
    const error = calibrationError(Float64Array.of(0.95, 0.85, 0.25, 0.15), Uint8Array.of(1, 0, 0, 0), 2);
    assertNear(error, (0.4 + 0.2) / 2, 1e-12);
  });

  it('shares leads of one propensity fairly, whatever their order', () => {
    const propensities = new Float64Array(40).fill(0.25);
    const sorted = Uint8Array.from({ length: 40 }, (_, row) => Number(row < 10));
    assertNear(calibrationError(propensities, sorted, 10), 0, 1e-12);
    assertNear(calibrationError(propensities, sorted.toReversed(), 10), 0, 1e-12);
  });

  it('is near zero for calibrated propensities and large for shifted ones', () => {
    const random = createRandom(4);
    const truth = Float64Array.from({ length: 50_000 }, () => 0.8 * random.next());
    const labels = Uint8Array.from(truth, value => Number(random.next() < value));
    assert.ok(calibrationError(truth, labels, 10) < 0.01);
    assertNear(
      calibrationError(
        truth.map(value => value + 0.2),
        labels,
        10,
      ),
      0.2,
      0.01,
    );
  });
});
