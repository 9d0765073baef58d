import assert from 'node:assert/strict';
import { calibrationErrorInterval } from '../../../src/evaluate/intervals/calibration-error-interval.ts';
import { calibrationError, reliabilityBins } from '../../../src/evaluate/reliability.ts';
import { sigmoid } from '../../../src/math/logistic.ts';
import { createRandom } from '../../../src/math/random.ts';

/** Leads with true log-odds around -1.2 of which others are shown. */
function drawLeads(count: number, shown: (logOdds: number) => number, seed: number) {
  const random = createRandom(seed);
  const logOdds = Float64Array.from({ length: count }, () => -1.2 + 4 * (random.next() - 0.5));
  const labels = Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(value)));
  return { labels, propensities: logOdds.map(value => sigmoid(shown(value))) };
}

const intervalOf = (propensities: ArrayLike<number>, labels: ArrayLike<number>) =>
  calibrationErrorInterval(reliabilityBins(Float64Array.from(propensities), Uint8Array.from(labels), 10), 1);

describe('calibrationErrorInterval', () => {
  for (const [how, shown] of [
    ['right', (logOdds: number) => logOdds],
    ['too high by .5', (logOdds: number) => logOdds + 0.5],
    ['too high by 1 above even odds', (logOdds: number) => logOdds + Number(logOdds > 0)],
  ] as const) {
    it(`holds the truth in about 90 of 100 draws where log-odds are ${how}`, () => {
      const population = drawLeads(100_000, shown, 99);
      const truth = calibrationError(population.propensities, population.labels, 10);
      const held = Array.from({ length: 100 }, (_, draw) => {
        const { propensities, labels } = drawLeads(400, shown, draw);
        return intervalOf(propensities, labels);
      }).filter(({ low, high }) => low <= truth && truth <= high);
      assert.ok(held.length >= 84 && held.length <= 97, `${held.length} of 100`);
    });
  }

  it('has two ends from 0 to 1 also where propensities are certain, alike, or one lead’s alone', () => {
    const half = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    for (const [propensities, labels] of [
      [half, half],
      [half, half.toReversed()],
      [half.map(() => 0.5), half],
      [half.map(() => 0.5), half.map(() => 1)],
      [[0.3], [1]],
    ]) {
      const { low, high } = intervalOf(propensities, labels);
      assert.ok(0 <= low && low <= high && high <= 1, `${low} to ${high}`);
    }
  });

  it('is sure of the error of certainties that are all wrong', () => {
    const wrong = Array.from({ length: 200 }, (_, row) => row % 2);
    assert.ok(
      intervalOf(
        wrong,
        wrong.map(label => 1 - label),
      ).low > 0.9,
    );
  });
});
