/** Against XGBoost 1.7.4 with its histograms and leaf-wise growth; `make-fixtures.py` says how. */
import { rocAuc } from '../../src/evaluate/roc-auc.ts';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { assertAllNear, assertNear } from '../support/near.ts';
import { numbersOf, readFixture } from './read-fixture.ts';

interface KnownFit {
  name: string;
  rounds: number;
  /** Of the leads, over and over. */
  weights: number[];
  directions: number[];
  options: {
    max_leaves: number;
    eta: number;
    lambda: number;
    alpha?: number;
    min_child_weight?: number;
  };
  logOdds: number[];
  freshAuc: number;
}

const known = readFixture<{
  columns: (number | null)[][];
  labels: number[];
  freshColumns: (number | null)[][];
  freshLabels: number[];
  fits: KnownFit[];
}>('xgboost-training');

const matrixOf = (columns: (number | null)[][]): ColumnMatrix => ({
  nRows: columns[0].length,
  columns: columns.map(values => ({ kind: 'number', values: numbersOf(values) })),
});

describe('fitGbdt', () => {
  const matrix = matrixOf(known.columns);
  const labels = Uint8Array.from(known.labels);
  for (const { name, rounds, weights, directions, options, logOdds, freshAuc } of known.fits) {
    it(`splits as XGBoost does and fills its leaves alike: ${name}`, () => {
      const { forest } = fitGbdt({
        binned: binMatrix(matrix),
        labels,
        trainRows: Int32Array.from(labels, (_, row) => row),
        weights: Float64Array.from(labels, (_, row) => weights[row % weights.length]),
        directions,
        seed: 1,
        options: {
          ...DEFAULT_GBDT_OPTIONS,
          rounds,
          maxLeaves: options.max_leaves,
          learningRate: options.eta,
          l1: options.alpha ?? 0,
          l2: options.lambda,
          minLeafRows: 1,
          minLeafHessian: options.min_child_weight ?? 1e-3,
          rowShare: 1,
          columnShare: 1,
        },
      });
      const found = predictGbdt(forest, matrix);
      assertAllNear(found.subarray(0, logOdds.length), logOdds, 1e-4);
      const fresh = predictGbdt(forest, matrixOf(known.freshColumns));
      assertNear(rocAuc(fresh, Uint8Array.from(known.freshLabels)), freshAuc, 1e-3);
    });
  }
});
