import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FLAT_SLOPE, fitIntercept, fitPlatt, predictPlatt } from '../../src/calibration/platt.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

function sample(count: number, truth: (logOdds: number) => number) {
  const random = createRandom(6);
  const logOdds = Float64Array.from({ length: count }, () => 6 * random.next() - 3);
  return {
    logOdds,
    labels: Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(truth(value)))),
  };
}

describe('fitPlatt', () => {
  it('finds the line that was planted', () => {
    const { logOdds, labels } = sample(50_000, value => 0.7 * value - 1);
    const { intercept, slope } = fitPlatt(logOdds, labels);
    assertNear(slope, 0.7, 0.03);
    assertNear(intercept, -1, 0.05);
  });

  it('gives nearly everybody the base rate when scores order leads the wrong way round', () => {
    const { logOdds, labels } = sample(5000, value => -value);
    const calibration = fitPlatt(logOdds, labels);
    assert.equal(calibration.slope, FLAT_SLOPE);
    const mean = predictPlatt(calibration, logOdds).reduce((sum, value) => sum + sigmoid(value) / 5000, 0);
    assertNear(mean, labels.reduce((sum, label) => sum + label, 0) / 5000, 1e-3);
  });

  it('rises and stays finite, whatever the scores and labels', () => {
    const lead = fc.record({
      logOdds: fc.double({ min: -40, max: 40, noNaN: true }),
      label: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(lead, { minLength: 1, maxLength: 60 }), leads => {
        const calibration = fitPlatt(
          Float64Array.from(leads, ({ logOdds }) => logOdds),
          Uint8Array.from(leads, ({ label }) => label),
        );
        assert.ok(
          calibration.slope > 0 &&
            Number.isFinite(calibration.slope) &&
            Number.isFinite(calibration.intercept),
        );
      }),
    );
  });

  it('refuses lengths that differ', () => {
    assert.throws(() => fitPlatt(Float64Array.of(1), Uint8Array.of()), RangeError);
  });
});

describe('fitIntercept', () => {
  it('makes the mean propensity equal the rate of conversion', () => {
    const { logOdds, labels } = sample(10_000, value => value - 2);
    const intercept = fitIntercept(logOdds, labels, 1.3);
    const mean = logOdds.reduce((sum, value) => sum + sigmoid(intercept + 1.3 * value) / 10_000, 0);
    assertNear(mean, labels.reduce((sum, label) => sum + label, 0) / 10_000, 1e-3);
  });
});
