import assert from 'node:assert/strict';
import { bootstrapLowerBounds } from '../../src/evaluate/intervals/bootstrap.ts';
import { rocAuc } from '../../src/evaluate/roc-auc.ts';
import { judge, judgeTogether } from '../../src/evaluate/verdict.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';

/** Calibrated propensities whose log-odds spread by `strength`, and labels drawn from them. */
function draw(count: number, { strength, seed }: { strength: number; seed: number }) {
  const random = createRandom(seed);
  const propensities = Float64Array.from({ length: count }, () =>
    sigmoid(-1 + strength * (2 * random.next() - 1)),
  );
  return { propensities, labels: Uint8Array.from(propensities, value => Number(random.next() < value)) };
}

function verdictOf(count: number, strength: number) {
  const { propensities, labels } = draw(count, { strength, seed: 3 });
  return judge(propensities, labels, 1);
}

describe('judge', () => {
  it('is ready when the score sorts well and its propensities are right', () => {
    assert.equal(verdictOf(5000, 4).verdict, 'ready');
  });

  it('is usable when the score helps but errs often', () => {
    const { verdict, reason } = verdictOf(5000, 1.2);
    assert.equal(verdict, 'usable');
    assert.match(reason, /helps but errs often/);
  });

  it('is usable when conversions are few or propensities are off', () => {
    assert.match(verdictOf(200, 6).reason, /only \d+ conversions among 200 leads/);
    const { propensities, labels } = draw(5000, { strength: 4, seed: 3 });
    const { verdict, reason } = judge(
      propensities.map(value => value / 2),
      labels,
      1,
    );
    assert.equal(verdict, 'usable');
    assert.match(reason, /off by \d+\.\d percentage points/);
  });

  it('is not ready on chance, with the figures', () => {
    const { verdict, reason } = verdictOf(5000, 0);
    assert.equal(verdict, 'not_ready');
    assert.match(
      reason,
      /hardly better than .* at random: .* first (49|50|51) times in 100, where chance gives 50 and at least 60 must be certain$/,
    );
  });

  it('is not ready when too few leads leave it open whether the score beats chance', () => {
    const { verdict, reason } = verdictOf(100, 1);
    assert.equal(verdict, 'not_ready');
    assert.match(reason, /^It is not certain .* first 6\d times in 100, but that may be as few as 5\d,/);
  });

  it('is not ready when nearly everybody converts, because calling the top first then gains nothing', () => {
    const { propensities, labels } = draw(5000, { strength: 4, seed: 3 });
    const { verdict, reason } = judge(
      propensities.map(value => 1 - value / 20),
      Uint8Array.from(labels, (_, row) => Number(row % 20 > 0 || propensities[row] < 0.2)),
      1,
    );
    assert.equal(verdict, 'not_ready');
    assert.match(reason, /gains too little/);
  });

  it('is not ready when there are too few outcomes to judge', () => {
    const { verdict, reason, lowerBounds } = judge(Float64Array.of(0.9, 0.1, 0.2), Uint8Array.of(1, 0, 0), 1);
    assert.equal(verdict, 'not_ready');
    assert.equal(lowerBounds, null);
    assert.match(reason, /Only 1 of 3 held-out leads converted/);
  });
});

describe('judgeTogether', () => {
  it('ranks leads within their part only, so that a base rate that moves flatters nobody', () => {
    const quiet = draw(2000, { strength: 0, seed: 1 });
    const busy = draw(2000, { strength: 0, seed: 2 });
    const labels = Uint8Array.from(busy.labels, (label, row) => (row % 2 === 0 ? 1 : label));
    const shifted = { propensities: busy.propensities.map(value => (1 + value) / 2), labels };
    assert.equal(judgeTogether([quiet, shifted], 1).verdict, 'not_ready');
  });

  it('judges parts of one kind as it judges them in one', () => {
    const parts = [3, 4, 5].map(seed => draw(2000, { strength: 4, seed }));
    assert.equal(judgeTogether(parts, 1).verdict, 'ready');
    const [first] = parts;
    assert.deepEqual(judgeTogether([first], 1), judge(first.propensities, first.labels, 1));
  });
});

describe('bootstrapLowerBounds', () => {
  it('lies below the measure, less so with more leads, and repeats with its seed', () => {
    const gap = (count: number) => {
      const { propensities, labels } = draw(count, { strength: 2, seed: 5 });
      return rocAuc(propensities, labels) - bootstrapLowerBounds([{ propensities, labels }], 1).auc;
    };
    assert.ok(gap(300) > gap(5000) && gap(5000) > 0);
    assert.equal(gap(300), gap(300));
  });

  it('covers the true AUC in about 95 of 100 samples', () => {
    const truth = (() => {
      const { propensities, labels } = draw(200_000, { strength: 2, seed: 99 });
      return rocAuc(propensities, labels);
    })();
    let below = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { propensities, labels } = draw(300, { strength: 2, seed });
      below += Number(bootstrapLowerBounds([{ propensities, labels }], seed).auc <= truth);
    }
    assert.ok(below >= 89 && below <= 100, `${below} of 100`);
  });
});
