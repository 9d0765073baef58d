/** Against scikit-learn 1.2.1; `make-fixtures.py` says how. */
import assert from 'node:assert/strict';
import { fitIsotonic, isotonicValue } from '../../src/calibration/isotonic-curve.ts';
import { fitPlatt } from '../../src/calibration/platt.ts';
import { assertAllNear, assertNear } from '../support/near.ts';
import { readFixture } from './read-fixture.ts';

describe('fitIsotonic', () => {
  const known = readFixture<{
    logOdds: number[];
    rows: number[];
    conversions: number[];
    fitted: number[];
  }>('isotonic');
  const groups = known.logOdds.map((logOdds, at) => ({
    logOdds,
    rows: known.rows[at],
    conversions: known.conversions[at],
  }));
  const { from, to } = fitIsotonic(groups);
  const blocks = Map.groupBy(groups.keys(), at => known.fitted[at]);

  it('pools the groups that scikit-learn’s IsotonicRegression gives one rate, each at its mean log-odds', () => {
    assert.ok(blocks.size > 5 && blocks.size < groups.length);
    const means = [...blocks.values()].map(members => {
      const rows = members.reduce((sum, at) => sum + known.rows[at], 0);
      return members.reduce((sum, at) => sum + known.rows[at] * known.logOdds[at], 0) / rows;
    });
    assert.equal(from.length, means.length);
    assertAllNear(from, means, 1e-12);
  });

  it('goes through their rates with half a lead on either side, rising by .05 a unit at least', () => {
    let floor = Number.NEGATIVE_INFINITY;
    [...blocks].forEach(([rate, members], block) => {
      const rows = members.reduce((sum, at) => sum + known.rows[at], 0);
      const ofRate = Math.log((rate * rows + 0.5) / ((1 - rate) * rows + 0.5));
      assertNear(to[block], Math.max(ofRate, floor), 1e-12);
      floor = to[block] + 0.05 * (from[block + 1] - from[block]);
    });
  });

  it('goes on with slope 1 beyond both ends', () => {
    assertNear(isotonicValue({ from, to }, from[0] - 3), to[0] - 3, 1e-12);
    assertNear(isotonicValue({ from, to }, from.at(-1)! + 2), to.at(-1)! + 2, 1e-12);
  });
});

describe('fitPlatt', () => {
  const cases =
    readFixture<{ logOdds: number[]; labels: number[]; slope: number; intercept: number }[]>('platt');
  for (const known of cases) {
    it(`finds the line of scikit-learn’s sigmoid calibration for ${known.labels.length} leads`, () => {
      const found = fitPlatt(Float64Array.from(known.logOdds), Uint8Array.from(known.labels));
      assertNear(found.slope, known.slope, 1e-5);
      assertNear(found.intercept, known.intercept, 1e-5);
    });
  }
});
