import assert from 'node:assert/strict';
import fc from 'fast-check';
import { betaValue, fitBeta } from '../../src/calibration/beta-curve.ts';
import { chooseCurve, curveValue } from '../../src/calibration/curve.ts';
import { fitIsotonic } from '../../src/calibration/isotonic-curve.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

/** Held-out leads with log-odds -4..2 whose true log-odds are bent by `truth`. */
function drawLeads(count: number, truth: (logOdds: number) => number, seed = 1) {
  const random = createRandom(seed);
  const logOdds = Float64Array.from({ length: count }, () => 6 * random.next() - 4);
  return {
    logOdds,
    labels: Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(truth(value)))),
  };
}

const bent = (value: number) => betaValue({ a: 0.4, b: 1.8, c: 0.2 }, value);
/** Rates that jump where a rep's habit begins. */
const stepped = (value: number) => (value < -1 ? -2.5 : 0.8) + 0.1 * value;

describe('chooseCurve', () => {
  it('keeps the line where it does, whatever the number of leads', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { logOdds, labels } = drawLeads(6000, value => value, seed);
      assert.equal(chooseCurve(logOdds, labels), null);
    }
  });

  it('keeps the line for few conversions, though it errs', () => {
    const { logOdds, labels } = drawLeads(300, bent);
    assert.equal(chooseCurve(logOdds, labels), null);
  });

  it('finds a bend with hundreds of conversions and a jump with thousands', () => {
    const some = drawLeads(2500, bent);
    assert.equal(chooseCurve(some.logOdds, some.labels)?.kind, 'beta');
    const many = drawLeads(20_000, stepped);
    const curve = chooseCurve(many.logOdds, many.labels);
    assert.equal(curve?.kind, 'isotonic');
    for (const value of [-3, -2, 0, 1])
      assertNear(sigmoid(curveValue(curve!, value)), sigmoid(stepped(value)), 0.05);
  });
});

describe('fitBeta', () => {
  it('recovers a planted curve', () => {
    const groups = Array.from({ length: 60 }, (_, at) => {
      const logOdds = at / 10 - 4;
      return { logOdds, rows: 1000, conversions: 1000 * sigmoid(bent(logOdds)) };
    });
    const curve = fitBeta(groups);
    for (const value of [-4, -2, 0, 2]) assertNear(curveValue(curve, value), bent(value), 0.01);
  });
});

describe('a calibration curve', () => {
  const group = fc.record({
    logOdds: fc.double({ min: -30, max: 30, noNaN: true }),
    rows: fc.integer({ min: 1, max: 400 }),
    rate: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const groups = fc
    .array(group, { minLength: 1, maxLength: 40 })
    .map(list =>
      list
        .map(({ logOdds, rows, rate }) => ({ logOdds, rows, conversions: Math.round(rate * rows) }))
        .sort((a, b) => a.logOdds - b.logOdds),
    );

  for (const fit of [fitBeta, fitIsotonic]) {
    it(`rises strictly and stays finite (${fit.name})`, () => {
      fc.assert(
        fc.property(groups, list => {
          const curve = fit(list);
          let before = -Infinity;
          for (let value = -40; value <= 40; value += 0.5) {
            const found = curveValue(curve, value);
            assert.ok(Number.isFinite(found) && found > before, `${found} at ${value} after ${before}`);
            before = found;
          }
        }),
      );
    });
  }
});
