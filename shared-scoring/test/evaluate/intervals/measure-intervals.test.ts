import assert from 'node:assert/strict';
import { measureIntervals } from '../../../src/evaluate/intervals/measure-intervals.ts';
import type { JudgedLeads } from '../../../src/evaluate/judged-leads.ts';
import { measure } from '../../../src/evaluate/measure.ts';
import { sigmoid } from '../../../src/math/logistic.ts';
import { createRandom } from '../../../src/math/random.ts';

/** Leads with log-odds spread evenly around -1; the propensities shown are `slope` times as sure as is true. */
function drawLeads(count: number, { slope, seed }: { slope: number; seed: number }): JudgedLeads {
  const random = createRandom(seed);
  const logOdds = Float64Array.from({ length: count }, () => -1 + 4 * (random.next() - 0.5));
  return {
    labels: Uint8Array.from(logOdds, value => Number(random.next() < sigmoid(value))),
    propensities: logOdds.map(value => sigmoid(-1 + slope * (value + 1))),
  };
}

const MEASURES = ['auc', 'prAuc', 'logLoss', 'brier', 'ece10', 'lift10'] as const;

describe('measureIntervals', () => {
  it('holds the truth of each measure in most of 60 draws, as 90 % intervals do', () => {
    const population = drawLeads(200_000, { slope: 1.5, seed: 99 });
    const truth = measure(population.propensities, population.labels);
    const draws = Array.from({ length: 60 }, (_, draw) =>
      measureIntervals([drawLeads(400, { slope: 1.5, seed: draw })], 1),
    );
    for (const name of MEASURES) {
      const held = draws.filter(({ [name]: { low, high } }) => low <= truth[name] && truth[name] <= high);
      assert.ok(held.length >= 47 && held.length <= 59, `${name}: ${held.length}`);
    }
  });

  it('finds no calibration error that is certain where propensities are true', () => {
    assert.equal(measureIntervals([drawLeads(3000, { slope: 1, seed: 2 })], 1).ece10.low, 0);
    assert.ok(measureIntervals([drawLeads(3000, { slope: 2, seed: 2 })], 1).ece10.low > 0.02);
  });

  it('narrows with more leads, and with more parts', () => {
    const widthOf = (parts: JudgedLeads[]) => {
      const { low, high } = measureIntervals(parts, 1).auc;
      return high - low;
    };
    const parts = [1, 2, 3, 4].map(seed => drawLeads(300, { slope: 1, seed }));
    assert.ok(widthOf(parts) < 0.7 * widthOf(parts.slice(0, 1)));
    assert.ok(widthOf([drawLeads(5000, { slope: 1, seed: 5 })]) < 0.5 * widthOf(parts.slice(0, 1)));
  });

  it('repeats with its seed', () => {
    const leads = [drawLeads(200, { slope: 1, seed: 3 })];
    assert.deepEqual(measureIntervals(leads, 1), measureIntervals(leads, 1));
    assert.notDeepEqual(measureIntervals(leads, 1), measureIntervals(leads, 2));
  });

  it('is not known where an outcome is missing, as far as a measure needs both', () => {
    const { auc, brier } = measureIntervals(
      [{ propensities: Float64Array.of(0.1, 0.3), labels: Uint8Array.of(0, 0) }],
      1,
    );
    assert.ok(Number.isNaN(auc.low) && Number.isNaN(auc.high));
    assert.ok(brier.low <= brier.high);
  });

  it('refuses to judge no parts', () => {
    assert.throws(
      () => measureIntervals([], 1),
      new RangeError('measureIntervals requires at least one part, got none'),
    );
  });
});
