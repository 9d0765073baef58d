import assert from 'node:assert/strict';
import fc from 'fast-check';
import { averagePrecision } from '../../src/evaluate/average-precision.ts';
import { gainsCurve, liftAtTop } from '../../src/evaluate/lift.ts';
import { rocAuc } from '../../src/evaluate/roc-auc.ts';
import { assertNear } from '../support/near.ts';

/** Leads with few distinct scores, so that ties are common; at least one of each outcome. */
const scoredLeads = fc
  .array(fc.record({ score: fc.integer({ min: -3, max: 3 }), label: fc.integer({ min: 0, max: 1 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .map(leads => [...leads, { score: 0, label: 0 }, { score: 1, label: 1 }]);

type Lead = { score: number; label: number };
const scoresOf = (leads: readonly Lead[]) => Float64Array.from(leads, ({ score }) => score);
const labelsOf = (leads: readonly Lead[]) => Uint8Array.from(leads, ({ label }) => label);

const MEASURES = {
  rocAuc,
  averagePrecision,
  liftAtTop: (scores: Float64Array, labels: Uint8Array) => liftAtTop(scores, labels, 0.1),
};

for (const [name, measure] of Object.entries(MEASURES)) {
  describe(name, () => {
    it('ignores the order of rows', () => {
      const orders = scoredLeads.chain(leads =>
        fc.tuple(fc.constant(leads), fc.shuffledSubarray(leads, { minLength: leads.length })),
      );
      fc.assert(
        fc.property(orders, ([leads, shuffled]) => {
          assertNear(
            measure(scoresOf(leads), labelsOf(leads)),
            measure(scoresOf(shuffled), labelsOf(shuffled)),
            1e-12,
          );
        }),
      );
    });

    it('depends on the order of scores alone', () => {
      fc.assert(
        fc.property(scoredLeads, leads => {
          const stretched = scoresOf(leads).map(score => Math.exp(score) - 7);
          assertNear(measure(scoresOf(leads), labelsOf(leads)), measure(stretched, labelsOf(leads)), 1e-12);
        }),
      );
    });

    it('is the same when every lead comes twice', () => {
      fc.assert(
        fc.property(scoredLeads, leads => {
          const twice = [...leads, ...leads];
          assertNear(
            measure(scoresOf(leads), labelsOf(leads)),
            measure(scoresOf(twice), labelsOf(twice)),
            1e-12,
          );
        }),
      );
    });

    it('refuses scores that are NaN', () => {
      assert.throws(() => measure(Float64Array.of(1, Number.NaN), Uint8Array.of(0, 1)), RangeError);
    });
  });
}

describe('rocAuc', () => {
  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(scoredLeads, leads => {
        const pairs = leads.flatMap(a =>
          leads.filter(b => a.label === 1 && b.label === 0).map(b => Math.sign(a.score - b.score)),
        );
        const expected = pairs.reduce((sum, sign) => sum + (1 + sign) / 2, 0) / pairs.length;
        assertNear(rocAuc(scoresOf(leads), labelsOf(leads)), expected, 1e-12);
      }),
    );
  });

  it('does not exist for a single outcome', () => {
    assert.equal(rocAuc(Float64Array.of(1, 2), Uint8Array.of(1, 1)), Number.NaN);
  });
});

describe('averagePrecision', () => {
  it('averages the precision at each conversion', () => {
    // Conversions at ranks 1 and 3 of 4: (1/1 + 2/3) / 2.
    assertNear(averagePrecision(Float64Array.of(9, 8, 7, 6), Uint8Array.of(1, 0, 1, 0)), 5 / 6, 1e-12);
  });

  it('is the base rate when all scores are equal', () => {
    assertNear(averagePrecision(new Float64Array(8), Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0)), 0.25, 1e-12);
  });
});

describe('liftAtTop', () => {
  it('divides the top rate by the base rate', () => {
    const scores = Float64Array.from({ length: 20 }, (_, row) => row);
    const labels = Uint8Array.from({ length: 20 }, (_, row) => Number(row >= 19 || row < 4));
    assertNear(liftAtTop(scores, labels, 0.1), 0.5 / 0.25, 1e-12);
  });

  it('counts leads tied at the border in part', () => {
    // One lead of ten is taken from five tied ones, of which two converted.
    const scores = Float64Array.of(2, 2, 2, 2, 2, 1, 1, 1, 1, 1);
    assertNear(liftAtTop(scores, Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0), 0.1), 0.4 / 0.2, 1e-12);
  });
});

describe('gainsCurve', () => {
  it('rises to all conversions, each point with its lift', () => {
    const curve = gainsCurve(Float64Array.of(4, 3, 2, 1), Uint8Array.of(1, 0, 1, 0), 4);
    assert.deepEqual(curve, [
      { share: 0.25, found: 0.5, lift: 2 },
      { share: 0.5, found: 0.5, lift: 1 },
      { share: 0.75, found: 1, lift: 1 / 0.75 },
      { share: 1, found: 1, lift: 1 },
    ]);
  });
});
