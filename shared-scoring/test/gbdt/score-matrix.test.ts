import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tableToMatrix } from '../../src/features/table.ts';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import { createRowScorer } from '../../src/gbdt/row-scorer.ts';
import { scoreMatrix } from '../../src/gbdt/score-matrix.ts';
import { type ColumnMatrix, gatherRow } from '../../src/math/column-matrix.ts';
import type { Forest } from '../../src/math/forest.ts';
import { plantLeads } from '../support/planted-leads.ts';
import { drawForest, drawRows, stump, walkForest } from '../support/random-forest.ts';

/** Every way to score gives what the trees mean, to the last bit. */
function assertScoresAsDefined(forest: Forest, matrix: ColumnMatrix): void {
  const scoreRow = createRowScorer(forest);
  const values = new Float64Array(matrix.columns.length);
  const many = scoreMatrix(forest, matrix);
  const predicted = predictGbdt(forest, matrix);
  for (let row = 0; row < matrix.nRows; row++) {
    gatherRow(matrix, row, values);
    const expected = walkForest(forest, values);
    assert.equal(many[row], expected);
    assert.equal(predicted[row], expected);
    assert.equal(scoreRow(values), expected);
  }
}

const seed = fc.nat();

describe('scoreMatrix, createRowScorer and predictGbdt', () => {
  it('score a trained forest as its trees are defined, to the last bit', () => {
    const { table, labels } = plantLeads(1000, 9);
    const matrix = tableToMatrix(table);
    const trainRows = Int32Array.from(labels, (_, row) => row);
    const options = { ...DEFAULT_GBDT_OPTIONS, rounds: 60 };
    const { forest } = fitGbdt({ binned: binMatrix(matrix), labels, trainRows, options, seed: 4 });
    assertScoresAsDefined(forest, matrix);
  });

  it('score forests of any shape, with sets of any size, missing values and unknown codes', () => {
    fc.assert(
      fc.property(seed, seed, fc.nat({ max: 9 }), fc.nat({ max: 100 }), (forest, rows, nTrees, nRows) => {
        assertScoresAsDefined(drawForest(forest, nTrees), drawRows(rows, nRows));
      }),
      { numRuns: 300 },
    );
  });

  it('score more rows than fit in a block', () => {
    assertScoresAsDefined(drawForest(3, 5), drawRows(4, 10_000));
  });

  it('keep to the edge of a threshold on either side for missing values', () => {
    const number = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.constantFrom(0, -0, 5e-324),
    );
    fc.assert(
      fc.property(number, fc.double(), fc.constantFrom(0, 1), (threshold, other, missingLeft) => {
        const values = Float64Array.of(threshold, other, Number.NaN, threshold * (1 + Number.EPSILON), 0, -0);
        const matrix: ColumnMatrix = { nRows: values.length, columns: [{ kind: 'number', values }] };
        assertScoresAsDefined(stump(threshold, missingLeft), matrix);
      }),
    );
  });
});

/** Stumps that ask one column, at the thresholds 0, 1, 2, ... */
function stumps(count: number): Forest {
  const trees = Array.from({ length: count }, (_, at) => stump(at, at % 2));
  const join = (of: (forest: Forest) => ArrayLike<number>) => trees.flatMap(tree => Array.from(of(tree)));
  const child = (offset: number) =>
    Int32Array.from({ length: 3 * count }, (_, node) => (node % 3 === 0 ? node + offset : 0));
  return {
    ...stump(0, 0),
    treeStarts: Int32Array.from({ length: count + 1 }, (_, at) => 3 * at),
    columns: Int32Array.from(join(tree => tree.columns)),
    thresholds: Float64Array.from(join(tree => tree.thresholds)),
    setStarts: Int32Array.from(join(tree => tree.setStarts)),
    missingLeft: Uint8Array.from(join(tree => tree.missingLeft)),
    lefts: child(1),
    rights: child(2),
    values: Float64Array.from(join(tree => tree.values)),
  };
}

describe('createRowScorer', () => {
  it('takes 511 thresholds of a column and refuses one more, which no node has room for', () => {
    const values = Float64Array.of(Number.NaN, -1, 0, 254.5, 510, 511);
    assertScoresAsDefined(stumps(511), { nRows: values.length, columns: [{ kind: 'number', values }] });
    const message = 'createRowScorer takes up to 511 thresholds a column, got 512';
    assert.throws(() => createRowScorer(stumps(512)), { name: 'RangeError', message });
  });
});

describe('predictGbdt', () => {
  const refuses = (forest: Forest, matrix: ColumnMatrix, error: { name: string; message: string }) =>
    assert.throws(() => predictGbdt(forest, matrix), error);

  it('refuses a matrix of other columns than the forest asks', () => {
    const message = 'predictGbdt requires 1 features, got 5';
    refuses(stump(0, 0), drawRows(1, 3), { name: 'RangeError', message });
  });

  it('refuses a column of another length or kind', () => {
    const { nRows, columns } = drawRows(1, 3);
    refuses(
      drawForest(1, 2),
      { nRows: 4, columns },
      {
        name: 'RangeError',
        message: 'predictGbdt requires 4 rows of feature 0, got 3',
      },
    );
    refuses(
      drawForest(1, 2),
      { nRows, columns: [columns[2], ...columns.slice(1)] },
      {
        name: 'TypeError',
        message: 'predictGbdt requires a number as feature 0, got a category',
      },
    );
    refuses(
      drawForest(1, 2),
      { nRows, columns: [...columns.slice(0, 4), columns[0]] },
      {
        name: 'TypeError',
        message: 'predictGbdt requires a category as feature 4, got a number',
      },
    );
  });
});
