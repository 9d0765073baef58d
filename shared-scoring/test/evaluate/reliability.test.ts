import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calibrationError, reliabilityBins } from '../../src/evaluate/reliability.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

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
    const shifted = truth.map(value => value + 0.2);
    assertNear(calibrationError(shifted, labels, 10), 0.2, 0.01);
  });
});

describe('reliabilityBins', () => {
  it('goes from the highest propensities down, each with its rate and an interval around it', () => {
    const [top, bottom] = reliabilityBins(
      Float64Array.of(0.15, 0.95, 0.25, 0.85),
      Uint8Array.of(0, 1, 0, 0),
      2,
    );
    assert.deepEqual([top.rows, top.conversions, top.rate], [2, 1, 0.5]);
    assertNear(top.propensity, 0.9, 1e-12);
    assert.ok(top.rateInterval.low < 0.5 && top.rateInterval.high > 0.5);
    assert.equal(bottom.rate, 0);
    assert.ok(bottom.rateInterval.high > 0.1);
  });

  it('holds every lead once', () => {
    const leads = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(leads, fc.integer({ min: 1, max: 12 }), (list, binCount) => {
        const propensities = Float64Array.from(list, ([value]) => value / 5);
        const bins = reliabilityBins(
          propensities,
          Uint8Array.from(list, ([, label]) => label),
          binCount,
        );
        const sum = (of: 'rows' | 'conversions') => bins.reduce((total, bin) => total + bin[of], 0);
        assertNear(sum('rows'), list.length, 1e-9);
        assertNear(
          sum('conversions'),
          list.reduce((total, [, label]) => total + label, 0),
          1e-9,
        );
      }),
    );
  });
});
