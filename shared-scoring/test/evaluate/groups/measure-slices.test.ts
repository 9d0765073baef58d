import assert from 'node:assert/strict';
import { measureSlices } from '../../../src/evaluate/groups/measure-slices.ts';
import { measure } from '../../../src/evaluate/measure.ts';
import { createRandom } from '../../../src/math/random.ts';

describe('measureSlices', () => {
  it('measures each group alone, the leads of no group too', () => {
    const leads = {
      propensities: Float64Array.of(0.9, 0.4, 0.2, 0.6, 0.3),
      labels: Uint8Array.of(1, 1, 0, 0, 0),
    };
    const slices = measureSlices(leads, Int32Array.of(4, 0, 4, 0, -1), 1);
    assert.deepEqual(
      slices.map(({ group, metrics }) => [group, metrics.rows, metrics.auc]),
      [
        [-1, 1, Number.NaN],
        [0, 2, 0],
        [4, 2, 1],
      ],
    );
  });

  it('finds the group in which a good score fails, beyond chance', () => {
    const random = createRandom(2);
    const groups = Int32Array.from({ length: 3000 }, (_, row) => row % 3);
    const propensities = Float64Array.from(groups, () => random.next());
    const labels = Uint8Array.from(groups, (group, row) =>
      Number(random.next() < (group === 2 ? 0.5 : propensities[row])),
    );
    const [good, , failing] = measureSlices({ propensities, labels }, groups, 1);
    assert.ok(failing.intervals.auc.high < good.intervals.auc.low);
    assert.ok(failing.metrics.auc < measure(propensities, labels).auc - 0.1);
  });

  it('refuses groups that do not fit', () => {
    const leads = { propensities: Float64Array.of(0.5), labels: Uint8Array.of(1) };
    assert.throws(
      () => measureSlices(leads, Int32Array.of(0, 1), 1),
      /measureSlices requires 1 groups, got 2$/,
    );
  });
});
