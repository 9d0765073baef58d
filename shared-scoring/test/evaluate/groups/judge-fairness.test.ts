import assert from 'node:assert/strict';
import { judgeFairness } from '../../../src/evaluate/groups/judge-fairness.ts';
import { createRandom } from '../../../src/math/random.ts';
import { assertNear } from '../../support/near.ts';

/** Two groups of leads whose propensities come true; those of the second are `factor` times as high. */
function drawGroups(count: number, { factor, seed }: { factor: number; seed: number }) {
  const random = createRandom(seed);
  const groups = Int32Array.from({ length: count }, (_, row) => row % 2);
  const propensities = Float64Array.from(groups, group => random.next() * (group === 1 ? factor : 1));
  const labels = Uint8Array.from(propensities, value => Number(random.next() < value));
  return { groups, leads: { propensities, labels } };
}

const at = { threshold: 0.5, seed: 1 };

describe('judgeFairness', () => {
  it('compares how often each group is called with the group called most', () => {
    const { groups, leads } = drawGroups(4000, { factor: 0.75, seed: 4 });
    const [first, second] = judgeFairness(leads, groups, at).groups;
    assert.deepEqual([first.calledRatio, first.eightyPercentRule], [1, 'holds']);
    assert.deepEqual(first.calledRatioInterval, { low: 1, high: 1 });
    assertNear(second.calledRatio, 2 / 3, 0.06);
    assert.equal(second.eightyPercentRule, 'fails');
    assert.ok(second.calledRatioInterval.low < 2 / 3 && second.calledRatioInterval.high > 2 / 3);
  });

  it('does not take the luck of few leads for a failure', () => {
    const { groups, leads } = drawGroups(80, { factor: 0.8, seed: 2 });
    const rules = judgeFairness(leads, groups, at).groups.map(({ eightyPercentRule }) => eightyPercentRule);
    assert.deepEqual(rules, ['holds', 'may_fail']);
  });

  it('finds propensities that are too high for a group', () => {
    const { groups, leads } = drawGroups(4000, { factor: 1, seed: 5 });
    const propensities = leads.propensities.map((value, row) =>
      groups[row] === 1 ? 0.8 * value + 0.2 : value,
    );
    const [first, second] = judgeFairness({ ...leads, propensities }, groups, at).groups;
    assert.equal(first.isMiscalibrated, false);
    assert.equal(second.isMiscalibrated, true);
    assertNear(second.calibrationGap, 0.1, 0.02);
  });

  it('says nothing of small groups, and leaves out leads of none', () => {
    const { groups, leads } = drawGroups(200, { factor: 1, seed: 6 });
    const mixed = groups.map((group, row) => (row < 20 ? 7 : row < 40 ? -1 : group));
    const { groups: judged, tooSmall } = judgeFairness(leads, mixed, at);
    assert.deepEqual(
      judged.map(({ group, rows }) => [group, rows]),
      [
        [0, 80],
        [1, 80],
      ],
    );
    assert.deepEqual(tooSmall, [7]);
  });

  it('has no ratio when nobody is called', () => {
    const { groups, leads } = drawGroups(200, { factor: 1, seed: 6 });
    const [first] = judgeFairness(leads, groups, { threshold: 2, seed: 1 }).groups;
    assert.ok(Number.isNaN(first.calledRatio));
    assert.equal(first.calledShare, 0);
  });

  it('refuses a threshold that is none, and groups that do not fit', () => {
    const { groups, leads } = drawGroups(80, { factor: 1, seed: 6 });
    assert.throws(() => judgeFairness(leads, groups, { threshold: Number.NaN, seed: 1 }), RangeError);
    assert.throws(() => judgeFairness(leads, groups.slice(1), at), RangeError);
  });
});
