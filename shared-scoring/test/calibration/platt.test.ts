import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FLAT_SLOPE, fitIntercept, fitPlatt, fitSlope, predictPlatt } from '../../src/calibration/platt.ts';
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

describe('fitSlope', () => {
  it('finds the slope within blocks, whatever lies between them', () => {
    const blocks = [-3, 0, 3].map(level => sample(20_000, value => 0.7 * value + level));
    assertNear(fitSlope(blocks), 0.7, 0.03);
    const [first, second] = blocks;
    const moved = { ...second, logOdds: second.logOdds.map(value => value - 10) };
    assertNear(fitSlope([first, moved]), fitSlope([first, second]), 1e-4);
  });

  it('is that of the line through a single block', () => {
    const block = sample(2000, value => 1.4 * value - 1);
    assert.equal(fitSlope([block]), fitPlatt(block.logOdds, block.labels).slope);
  });

  it('is hardly held back by cutting leads that nearly separate into small blocks', () => {
    const { logOdds, labels } = sample(300, value => 6 * value);
    const blocks = [0, 100, 200].map(from => ({
      logOdds: logOdds.subarray(from, from + 100),
      labels: labels.subarray(from, from + 100),
    }));
    const together = fitPlatt(logOdds, labels).slope;
    assertNear(fitSlope(blocks), together, 0.1 * together);
  });

  it('is nearly flat when scores order leads the wrong way round', () => {
    assert.equal(fitSlope([sample(5000, value => -value)]), FLAT_SLOPE);
  });

  it('refuses no blocks and empty ones', () => {
    assert.throws(() => fitSlope([]), RangeError);
    assert.throws(() => fitSlope([{ logOdds: new Float64Array(), labels: new Uint8Array() }]), RangeError);
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
