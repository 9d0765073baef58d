/** Against scikit-learn 1.2.1; `make-fixtures.py` says how. */
import { fitLogistic } from '../../src/linear/logistic.ts';
import { assertAllNear, assertNear } from '../support/near.ts';
import { readFixture } from './read-fixture.ts';

const known = readFixture<{
  termCount: number;
  terms: number[][];
  values: number[][];
  labels: number[];
  fits: { penalty: number; intercept: number; weights: number[] }[];
}>('logistic');

describe('fitLogistic', () => {
  const labels = Uint8Array.from(known.labels);
  const rows = {
    nRows: labels.length,
    nColumns: 3,
    terms: Int32Array.from(known.terms.flat()),
    values: Float64Array.from(known.values.flat()),
  };
  const trainRows = Int32Array.from(labels, (_, row) => row);
  for (const { penalty, intercept, weights } of known.fits) {
    it(`finds the weights of scikit-learn’s LogisticRegression at penalty ${penalty}`, () => {
      const found = fitLogistic({ rows, termCount: known.termCount, labels, trainRows, penalty });
      assertAllNear(found.weights, weights, 1e-6);
      assertNear(found.intercept, intercept, 1e-6);
    });
  }
});
