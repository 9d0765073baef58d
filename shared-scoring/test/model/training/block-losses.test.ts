import assert from 'node:assert/strict';
import { sigmoid } from '../../../src/math/logistic.ts';
import { createRandom } from '../../../src/math/random.ts';
import { cutBlocks, gainInErrors, meanAuc, meanLoss } from '../../../src/model/training/block-losses.ts';
import { assertNear } from '../../support/near.ts';

/** Two blocks of 2,000 leads; in the second everything lies `shift` higher, which the scores do not know. */
function drawBlocks(shift: number) {
  const random = createRandom(4);
  const logOdds = Float64Array.from({ length: 4000 }, () => 4 * random.next() - 3);
  const draws = logOdds.map(() => random.next());
  const labels = Uint8Array.from(logOdds, (value, row) =>
    Number(draws[row] < sigmoid(value + (row < 2000 ? 0 : shift))),
  );
  return { logOdds, labels };
}

describe('judging by blocks', () => {
  it('does not see scores of one block lifted over those of another', () => {
    const { logOdds, labels } = drawBlocks(2);
    const lifted = logOdds.map((value, row) => (row < 2000 ? value : value - 5));
    const starts = [0, 2000, 4000];
    assertNear(
      meanLoss(cutBlocks(lifted, labels, starts)),
      meanLoss(cutBlocks(logOdds, labels, starts)),
      1e-6,
    );
    assert.equal(meanAuc(cutBlocks(lifted, labels, starts)), meanAuc(cutBlocks(logOdds, labels, starts)));
  });

  it('is judging together when there is one block', () => {
    const { logOdds, labels } = drawBlocks(0);
    const lifted = logOdds.map((value, row) => (row < 2000 ? value : value - 5));
    const together = (values: Float64Array) => meanLoss(cutBlocks(values, labels, [0, 4000]));
    assert.ok(together(lifted) > together(logOdds) + 0.02);
  });
});

describe('gainInErrors', () => {
  it('counts a gain in its standard errors and calls equal losses none', () => {
    const before = Float64Array.of(1, 2, 3, 4);
    assert.equal(gainInErrors(before, before), 0);
    // Gains 0, 1, 0, 1: mean .5, deviation .5, standard error .25.
    assertNear(gainInErrors(before, Float64Array.of(1, 1, 3, 3)), 2, 1e-12);
  });
});
