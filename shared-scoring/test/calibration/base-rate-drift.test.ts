import assert from 'node:assert/strict';
import { estimateDrift } from '../../src/calibration/base-rate-drift.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';

/** Leads of log-odds -1 by a model, whose true log-odds differ from that by `offsetOf` their place in time, 0..1. */
function timedLeads(count: number, offsetOf: (at: number) => number) {
  const random = createRandom(4);
  const logOdds = new Float64Array(count).fill(-1);
  const times = logOdds.map(() => random.next());
  const labels = Uint8Array.from(times, at => Number(random.next() < sigmoid(offsetOf(at) - 1)));
  return { logOdds, labels, times };
}

describe('estimateDrift', () => {
  it('is next to nothing while the base rate stands still', () => {
    assert.ok(estimateDrift(timedLeads(20_000, () => 0)) < 0.005);
  });

  it('finds two and a half times the variance of the steps between tenths of the time', () => {
    // Nine steps of +.4 and -.4 in turn: their mean square is .16.
    const found = estimateDrift(timedLeads(20_000, at => 0.4 * (Math.floor(10 * at) % 2)));
    assert.ok(Math.abs(found - 0.4) < 0.1, String(found));
  });

  it('says nothing of so few leads that chance alone would move them', () => {
    assert.equal(estimateDrift(timedLeads(199, at => 3 * at)), 0);
  });
});
