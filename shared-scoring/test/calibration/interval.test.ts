import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitIntervals, intervalAt } from '../../src/calibration/interval.ts';
import { betaCdf } from '../../src/math/beta.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

describe('fitIntervals', () => {
  it('is the 90 % Jeffreys interval of the rate where there is one bin', () => {
    const labels = Uint8Array.from({ length: 50 }, (_, row) => Number(row < 10));
    const { low, high } = intervalAt(fitIntervals(new Float64Array(50), labels), 0);
    assertNear(betaCdf(low, 10.5, 40.5), 0.05, 1e-6);
    // The point, .5, lies above the whole interval, so the upper end is widened to it.
    assert.equal(high, 0.5);
  });

  it('narrows as leads become more', () => {
    const width = (count: number) => {
      const random = createRandom(1);
      const logOdds = Float64Array.from({ length: count }, () => 4 * random.next() - 3);
      const labels = Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(value)));
      const { low, high } = intervalAt(fitIntervals(logOdds, labels), -1);
      return high - low;
    };
    assert.ok(width(20_000) < width(1000) && width(1000) < 0.3);
  });
});

describe('intervalAt', () => {
  it('is as unsure as the outermost leads where it has seen none beyond them', () => {
    const random = createRandom(1);
    const logOdds = Float64Array.from({ length: 2_000 }, () => 2 * random.next() - 1);
    const labels = Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(value)));
    const table = fitIntervals(logOdds, labels);
    assert.equal(intervalAt(table, 5).low, intervalAt(table, 1).low);
    assert.equal(intervalAt(table, -5).high, intervalAt(table, -1).high);
    assert.ok(intervalAt(table, 5).high > 0.99 && intervalAt(table, -5).low < 0.01);
  });

  const lead = fc.record({
    logOdds: fc.double({ min: -20, max: 20, noNaN: true }),
    label: fc.integer({ min: 0, max: 1 }),
  });
  const leads = fc.array(lead, { minLength: 1, maxLength: 450 });
  const probes = fc.tuple(
    fc.double({ min: -30, max: 30, noNaN: true }),
    fc.double({ min: -30, max: 30, noNaN: true }),
  );

  it('rises over bins whose rates happen to fall, by widening', () => {
    const logOdds = Float64Array.from({ length: 400 }, (_, row) => row / 100 - 2);
    const rates = [0.1, 0.6, 0.2, 0.5];
    const labels = Uint8Array.from(logOdds, (_, row) =>
      Number(row % 100 < 100 * rates[Math.floor(row / 100)]),
    );
    const table = fitIntervals(logOdds, labels);
    for (let probe = -3; probe < 3; probe += 0.1) {
      assert.ok(intervalAt(table, probe).low <= intervalAt(table, probe + 0.1).low);
      assert.ok(intervalAt(table, probe).high <= intervalAt(table, probe + 0.1).high);
    }
    assert.ok(
      intervalAt(table, table.centres[1]).low < 0.3 && intervalAt(table, table.centres[2]).high > 0.5,
    );
  });

  it('holds the point, lies within 0..1 and rises with the score', () => {
    fc.assert(
      fc.property(leads, probes, (list, [a, b]) => {
        const table = fitIntervals(
          Float64Array.from(list, ({ logOdds }) => logOdds),
          Uint8Array.from(list, ({ label }) => label),
        );
        const [lower, upper] = [intervalAt(table, Math.min(a, b)), intervalAt(table, Math.max(a, b))];
        assert.ok(lower.low >= 0 && upper.high <= 1);
        assert.ok(lower.low <= sigmoid(Math.min(a, b)) && lower.high >= sigmoid(Math.min(a, b)));
        assert.ok(lower.low <= upper.low + 1e-12 && lower.high <= upper.high + 1e-12);
      }),
    );
  });
});
