/** Against XGBoost 1.7.4, which counts in 32-bit numbers; `make-fixtures.py` says how. */
import { createTreeExplainer } from '../../src/explain/tree-shap.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { assertAllNear, assertNear } from '../support/near.ts';
import { forestOfXgboost, type XgboostTree } from './forest-of-xgboost.ts';
import { numbersOf, readFixture } from './read-fixture.ts';

const known = readFixture<{
  baseScore: number;
  trees: XgboostTree[];
  rows: (number | null)[][];
  logOdds: number[];
  contributions: number[][];
}>('xgboost-forest');

const LEVELS = 8;
const column = (at: number) => numbersOf(known.rows.map(row => row[at]));
const matrix: ColumnMatrix = {
  nRows: known.rows.length,
  columns: [
    ...[0, 1, 2].map(at => ({ kind: 'number', values: column(at) }) as const),
    { kind: 'category', codes: Int32Array.from(column(3)), levelCount: LEVELS },
  ],
};

describe('a forest that XGBoost has grown, with missing values and categories', () => {
  const forest = forestOfXgboost(known.trees, known.baseScore, [0, 0, 0, LEVELS]);

  it('gives XGBoost’s log-odds', () => {
    assertAllNear(predictGbdt(forest, matrix), known.logOdds, 1e-5);
  });

  it('gives XGBoost’s exact contributions, and its bias as base', () => {
    const { base, addContributions } = createTreeExplainer(forest);
    const found = new Float64Array(4 * matrix.nRows);
    addContributions(matrix, found, 1);
    const columnsOf = (ofRow: number[]) => ofRow.slice(0, 4);
    assertAllNear(found, known.contributions.flatMap(columnsOf), 1e-5);
    assertNear(base, known.contributions[0][4], 1e-5);
  });
});
