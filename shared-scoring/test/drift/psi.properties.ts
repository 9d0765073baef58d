import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findScoreDrift } from '../../src/drift/find-drift.ts';
import { psiOfCounts } from '../../src/drift/psi.ts';
import { assertNear } from '../support/near.ts';

/** Scores with ties, extremes and some missing. */
const scores = fc.array(
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noDefaultInfinity: true }), fc.constant(Number.NaN)),
  { minLength: 1, maxLength: 60 },
);
const counts = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 12 }).map(bins => ({
  before: [...bins.map(([count]) => count), 1],
  now: [...bins.map(([, count]) => count), 1],
}));

describe('psi', () => {
  it('is 0 for a sample and itself', () => {
    fc.assert(
      fc.property(scores, list => {
        assert.equal(findScoreDrift(Float64Array.from(list), Float64Array.from(list)).psi, 0);
      }),
    );
  });

  it('is finite and never negative', () => {
    fc.assert(
      fc.property(scores, scores, (before, now) => {
        const { psi, chanceLevel } = findScoreDrift(Float64Array.from(before), Float64Array.from(now));
        assert.ok(psi >= 0 && Number.isFinite(psi) && Number.isFinite(chanceLevel));
      }),
    );
  });

  it('ignores the order of rows', () => {
    const shuffled = scores.chain(list =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, ([before, before2], [now, now2]) => {
        assert.equal(
          findScoreDrift(Float64Array.from(before), Float64Array.from(now)).psi,
          findScoreDrift(Float64Array.from(before2), Float64Array.from(now2)).psi,
        );
      }),
    );
  });

  it('is the same from either side of the same bins', () => {
    fc.assert(
      fc.property(counts, ({ before, now }) => {
        assertNear(psiOfCounts(before, now).psi, psiOfCounts(now, before).psi, 1e-9);
      }),
    );
  });
});
