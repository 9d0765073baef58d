import assert from 'node:assert/strict';
import { bestThreshold, confusionAt } from '../../src/evaluate/confusion.ts';
import { createRandom } from '../../src/math/random.ts';

const costs = { wastedCall: 1, missedConversion: 9 };

describe('confusionAt', () => {
  it('counts the four kinds of leads, calling those at the threshold too', () => {
    const confusion = confusionAt(Float64Array.of(0.9, 0.5, 0.5, 0.2, 0.1), Uint8Array.of(1, 0, 1, 1, 0), {
      threshold: 0.5,
      costs,
      seed: 1,
    });
    const { truePositives, falsePositives, falseNegatives, trueNegatives, rates } = confusion;
    assert.deepEqual([truePositives, falsePositives, falseNegatives, trueNegatives], [2, 1, 1, 1]);
    assert.deepEqual(rates, {
      precision: 2 / 3,
      recall: 2 / 3,
      specificity: 1 / 2,
      called: 3 / 5,
      costPerLead: 2,
    });
  });

  it('has no precision where nobody is called', () => {
    const { rates, intervals } = confusionAt(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 1), {
      threshold: 0.5,
      costs,
      seed: 1,
    });
    assert.ok(Number.isNaN(rates.precision) && Number.isNaN(intervals.precision.low));
    assert.equal(rates.recall, 0);
  });

  it('puts each rate within its interval, which narrows with more leads', () => {
    const widthAt = (count: number) => {
      const random = createRandom(6);
      const propensities = Float64Array.from({ length: count }, () => random.next());
      const labels = Uint8Array.from(propensities, value => Number(random.next() < value));
      const { rates, intervals } = confusionAt(propensities, labels, { threshold: 0.6, costs, seed: 1 });
      for (const rate of ['precision', 'recall', 'specificity', 'called', 'costPerLead'] as const)
        assert.ok(intervals[rate].low < rates[rate] && rates[rate] < intervals[rate].high, rate);
      return intervals.precision.high - intervals.precision.low;
    };
    assert.ok(widthAt(200) > 2 * widthAt(3000));
  });

  it('refuses lengths that differ and what is no number', () => {
    const at = (threshold: number) => ({ threshold, costs, seed: 1 });
    assert.throws(
      () => confusionAt(Float64Array.of(0.5), Uint8Array.of(), at(0.5)),
      /as many labels as propensities and at least one, got 0 and 1/,
    );
    assert.throws(() => confusionAt(Float64Array.of(0.5), Uint8Array.of(1), at(Number.NaN)), RangeError);
  });
});

describe('bestThreshold', () => {
  it('is where calling and leaving out cost the same', () => {
    assert.equal(bestThreshold(costs), 0.1);
    assert.equal(bestThreshold({ wastedCall: 10, missedConversion: 0, wonCall: -90 }), 0.1);
  });

  it('costs least among the thresholds where propensities are true', () => {
    const random = createRandom(8);
    const propensities = Float64Array.from({ length: 50_000 }, () => random.next() ** 2);
    const labels = Uint8Array.from(propensities, value => Number(random.next() < value));
    const costAt = (threshold: number) => {
      let cost = 0;
      for (const [row, value] of propensities.entries()) {
        if (value >= threshold) cost += 1 - labels[row];
        else cost += 9 * labels[row];
      }
      return cost;
    };
    for (const other of [0.05, 0.2, 0.5]) assert.ok(costAt(bestThreshold(costs)) < costAt(other), `${other}`);
  });

  it('refuses costs that leave nothing to decide', () => {
    assert.throws(() => bestThreshold({ wastedCall: 0, missedConversion: 9 }), RangeError);
    assert.throws(() => bestThreshold({ wastedCall: 1, missedConversion: 2, wonCall: 3 }), /got 1, 2 and 3$/);
  });
});
