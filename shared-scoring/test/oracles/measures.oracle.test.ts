/** Against scikit-learn 1.2.1; `make-fixtures.py` says how. */
import assert from 'node:assert/strict';
import { confusionAt } from '../../src/evaluate/confusion.ts';
import { measure } from '../../src/evaluate/measure.ts';
import { reliabilityBins } from '../../src/evaluate/reliability.ts';
import { assertNear } from '../support/near.ts';
import { readFixture } from './read-fixture.ts';

interface MeasuredCase {
  name: string;
  propensities: number[];
  labels: number[];
  threshold: number;
  auc: number;
  prAuc: number;
  logLoss: number;
  brier: number;
  confusion: { tn: number; fp: number; fn: number; tp: number };
  bins: { rates: number[]; means: number[] } | null;
}

/** One wrong certainty: scikit-learn holds it 1e-15 from 1, which as a double is not exactly 1e-15. */
const TOLERANCE = { auc: 1e-12, prAuc: 1e-12, logLoss: 1e-5, brier: 1e-12 };

for (const known of readFixture<MeasuredCase[]>('measures')) {
  describe(`measures of ${known.name} equal scikit-learn's`, () => {
    const propensities = Float64Array.from(known.propensities);
    const labels = Uint8Array.from(known.labels);

    for (const name of ['auc', 'prAuc', 'logLoss', 'brier'] as const) {
      it(name, () => assertNear(measure(propensities, labels)[name], known[name], TOLERANCE[name]));
    }

    it('confusion at a threshold', () => {
      const costs = { wastedCall: 1, missedConversion: 5 };
      const found = confusionAt(propensities, labels, { threshold: known.threshold, costs, seed: 1 });
      const { trueNegatives: tn, falsePositives: fp, falseNegatives: fn, truePositives: tp } = found;
      assert.deepEqual({ tn, fp, fn, tp }, known.confusion);
    });

    if (known.bins !== null) {
      const { rates, means } = known.bins;
      it('reliability bins of equal size', () => {
        reliabilityBins(propensities, labels, 10)
          .toReversed()
          .forEach(({ rate, propensity }, bin) => {
            assertNear(rate, rates[bin], 1e-12);
            assertNear(propensity, means[bin], 1e-12);
          });
      });
    }
  });
}
