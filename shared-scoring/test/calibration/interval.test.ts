import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitIntervals, type IntervalTable, intervalAt } from '../../src/calibration/interval.ts';
import { logit, sigmoid } from '../../src/math/logistic.ts';
import { assertNear } from '../support/near.ts';

/** Intervals of leads at these log-odds when the model errs by `squaredError` on average. */
function fit(logOdds: Float64Array, { squaredError = 0, drift = 0 } = {}) {
  return fitIntervals({ logOdds, squaredErrors: logOdds.map(() => squaredError), drift });
}

const spreadOut = (count: number) => Float64Array.from({ length: count }, (_, row) => (4 * row) / count - 3);
const widthAt = (table: IntervalTable, logOdds: number) => {
  const { low, high } = intervalAt(table, logOdds);
  return high - low;
};

describe('fitIntervals', () => {
  it('adds the mean squares of the three errors', () => {
    const calibrationAlone = fit(new Float64Array(400));
    const all = fit(new Float64Array(400), { squaredError: 0.09, drift: 0.07 });
    const halfWidth = (table: IntervalTable) => logit(intervalAt(table, 0).high) / 1.6448536;
    // 400 leads at one half tell their log-odds to 1 / sqrt(400 / 4), a little better with the trace that keeps matrices invertible.
    assertNear(halfWidth(calibrationAlone), 0.1, 1e-3);
    assertNear(halfWidth(all) ** 2, halfWidth(calibrationAlone) ** 2 + 0.09 + 0.07, 1e-6);
  });

  it('narrows as leads become more, down to the error of the model', () => {
    const [few, many] = [1000, 20_000].map(count =>
      widthAt(fit(spreadOut(count), { squaredError: 0.01 }), -1),
    );
    assert.ok(many < few && few < 0.15);
    assert.ok(many > 2 * 1.64 * 0.1 * sigmoid(-1) * (1 - sigmoid(-1)));
  });

  it('is wider where the model errs more', () => {
    const logOdds = spreadOut(2000);
    const squaredErrors = logOdds.map(value => (value > 0 ? 0.25 : 0.01));
    const { lows, highs, centres } = fitIntervals({ logOdds, squaredErrors, drift: 0 });
    const halfWidths = highs.map((high, bin) => (high - lows[bin]) / 2);
    assert.ok(centres[0] < 0 && centres.at(-1)! > 0);
    assert.ok(halfWidths.at(-1)! > 2 * halfWidths[1]);
  });

  it('refuses no leads and lengths that differ', () => {
    assert.throws(() => fit(new Float64Array()), RangeError);
    assert.throws(
      () => fitIntervals({ logOdds: new Float64Array(2), squaredErrors: new Float64Array(3), drift: 0 }),
      new RangeError(
        'fitIntervals requires as many squared errors as log-odds and at least one, got 3 and 2',
      ),
    );
  });
});

describe('intervalAt', () => {
  it('is as unsure as the outermost leads where it has seen none beyond them', () => {
    const logOdds = Float64Array.from({ length: 2000 }, (_, row) => row / 1000 - 1);
    const table = fit(logOdds, { squaredError: 0.04 });
    assert.equal(intervalAt(table, 5).low, intervalAt(table, 1).low);
    assert.equal(intervalAt(table, -5).high, intervalAt(table, -1).high);
    assert.ok(intervalAt(table, 5).high > 0.99 && intervalAt(table, -5).low < 0.01);
  });

  const lead = fc.record({
    logOdds: fc.double({ min: -20, max: 20, noNaN: true }),
    squaredError: fc.double({ min: 0, max: 9, noNaN: true }),
  });
  const leads = fc.array(lead, { minLength: 1, maxLength: 450 });
  const probes = fc.tuple(
    fc.double({ min: -30, max: 30, noNaN: true }),
    fc.double({ min: -30, max: 30, noNaN: true }),
  );

  it('rises over bins of very different errors, by widening', () => {
    const logOdds = Float64Array.from({ length: 400 }, (_, row) => row / 100 - 2);
    const errors = [1, 0.01, 4, 0.01];
    const squaredErrors = logOdds.map((_, row) => errors[Math.floor(row / 100)]);
    const table = fitIntervals({ logOdds, squaredErrors, drift: 0 });
    for (let probe = -3; probe < 3; probe += 0.1) {
      assert.ok(intervalAt(table, probe).low <= intervalAt(table, probe + 0.1).low);
      assert.ok(intervalAt(table, probe).high <= intervalAt(table, probe + 0.1).high);
    }
  });

  it('holds the point, lies within 0..1 and rises with the score', () => {
    fc.assert(
      fc.property(leads, probes, (list, [a, b]) => {
        const table = fitIntervals({
          logOdds: Float64Array.from(list, ({ logOdds }) => logOdds),
          squaredErrors: Float64Array.from(list, ({ squaredError }) => squaredError),
          drift: 0,
        });
        const [lower, upper] = [intervalAt(table, Math.min(a, b)), intervalAt(table, Math.max(a, b))];
        assert.ok(lower.low >= 0 && upper.high <= 1);
        assert.ok(lower.low <= sigmoid(Math.min(a, b)) && lower.high >= sigmoid(Math.min(a, b)));
        assert.ok(lower.low <= upper.low + 1e-12 && lower.high <= upper.high + 1e-12);
      }),
    );
  });
});
