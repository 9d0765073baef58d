import assert from 'node:assert/strict';
import { fitMovingIntercept } from '../../src/calibration/moving-intercept.ts';
import { fitIntercept } from '../../src/calibration/platt.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

/** A block of leads whose true log-odds lie `level` above the ones given. */
function drawBlock(level: number, count: number, seed: number) {
  const random = createRandom(seed);
  const logOdds = Float64Array.from({ length: count }, () => 4 * random.next() - 3);
  return {
    logOdds,
    labels: Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(value + level))),
  };
}

describe('fitMovingIntercept', () => {
  it('is the ordinary intercept of a single block', () => {
    const { logOdds, labels } = drawBlock(0.5, 500, 1);
    assertNear(fitMovingIntercept([{ logOdds, labels }], 1.1), fitIntercept(logOdds, labels, 1.1), 1e-9);
  });

  it('goes with the newest block when base rates move much', () => {
    const blocks = [-1, 0, 1].map((level, at) => drawBlock(level, 5000, at));
    assertNear(fitMovingIntercept(blocks, 1), 1, 0.1);
  });

  it('is that of all leads together where blocks differ by no more than chance', () => {
    const { logOdds, labels } = drawBlock(0.5, 1500, 2);
    const blocks = [0, 500, 1000].map(from => ({
      logOdds: logOdds.subarray(from, from + 500),
      labels: labels.subarray(from, from + 500),
    }));
    assertNear(fitMovingIntercept(blocks, 1), fitIntercept(logOdds, labels, 1), 1e-9);
  });

  it('takes all blocks together when nothing moves, which errs less than the newest alone', () => {
    let [together, newest] = [0, 0];
    for (let draw = 0; draw < 40; draw++) {
      const blocks = [0, 1, 2].map(at => drawBlock(0.3, 200, 10 * draw + at));
      together += (fitMovingIntercept(blocks, 1) - 0.3) ** 2;
      newest += (fitMovingIntercept(blocks.slice(2), 1) - 0.3) ** 2;
    }
    assert.ok(together < 0.7 * newest, `${together} against ${newest}`);
  });

  it('refuses no blocks, empty ones and lengths that differ', () => {
    assert.throws(() => fitMovingIntercept([], 1), RangeError);
    const empty = { logOdds: new Float64Array(), labels: new Uint8Array() };
    assert.throws(() => fitMovingIntercept([empty], 1), RangeError);
    assert.throws(() => fitMovingIntercept([{ ...empty, labels: Uint8Array.of(1) }], 1), RangeError);
  });
});
