import assert from 'node:assert/strict';
import { designRows, fitDesign } from '../../src/linear/design.ts';
import { fitLogistic, predictLogistic } from '../../src/linear/logistic.ts';
import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

const everyRow = (labels: Uint8Array) => Int32Array.from(labels, (_, row) => row);

function fit(matrix: ColumnMatrix, labels: Uint8Array, penalty: number) {
  const design = fitDesign(matrix);
  const rows = designRows(design, matrix);
  const problem = { rows, termCount: design.termCount, labels, trainRows: everyRow(labels), penalty };
  return { design, rows, model: fitLogistic(problem), problem };
}

/** Derivatives of the penalised loss at the solution; all are zero at the minimum. */
function gradientAt({ rows, model, problem }: ReturnType<typeof fit>): number[] {
  const logOdds = predictLogistic(model, rows);
  const gradient = Array.from(model.weights, weight => problem.penalty * weight);
  for (let slot = 0; slot < rows.terms.length; slot++) {
    const row = Math.floor(slot / rows.nColumns);
    gradient[rows.terms[slot]] += (sigmoid(logOdds[row]) - problem.labels[row]) * rows.values[slot];
  }
  return gradient;
}

function randomMatrix(nRows: number, seed: number): ColumnMatrix {
  const random = createRandom(seed);
  const number = () =>
    Float64Array.from({ length: nRows }, () => (random.next() < 0.1 ? Number.NaN : random.next() * 4));
  const codes = Int32Array.from({ length: nRows }, () => random.below(4) - 1);
  return {
    nRows,
    columns: [
      { kind: 'number', values: number() },
      { kind: 'category', codes, levelCount: 3 },
      { kind: 'number', values: number() },
    ],
  };
}

describe('fitLogistic', () => {
  it('ends where every derivative of the penalised loss is zero', () => {
    const random = createRandom(5);
    const matrix = randomMatrix(400, 4);
    const labels = Uint8Array.from({ length: 400 }, () => Number(random.next() < 0.3));
    for (const derivative of gradientAt(fit(matrix, labels, 2))) assertNear(derivative, 0, 1e-3);
  });

  it('finds a planted effect', () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 20_000 }, () => random.next() - 0.5);
    const labels = Uint8Array.from(values, value => Number(random.next() < sigmoid(0.5 + 2 * value)));
    const matrix: ColumnMatrix = { nRows: values.length, columns: [{ kind: 'number', values }] };
    const { design, model } = fit(matrix, labels, 0.01);
    const probe: ColumnMatrix = {
      nRows: 2,
      columns: [{ kind: 'number', values: Float64Array.of(-0.25, 0.25) }],
    };
    const [low, high] = predictLogistic(model, designRows(design, probe));
    assertNear(high - low, 1, 0.15);
    assertNear((high + low) / 2, 0.5, 0.1);
  });

  it('stays finite when the classes separate', () => {
    const values = Float64Array.from({ length: 40 }, (_, row) => row);
    const labels = Uint8Array.from(values, value => Number(value >= 20));
    const { model } = fit({ nRows: 40, columns: [{ kind: 'number', values }] }, labels, 1);
    assert.ok([...model.weights, model.intercept].every(Number.isFinite));
  });

  it('shares the weight between two equal columns and ignores a constant one', () => {
    const random = createRandom(2);
    const values = Float64Array.from({ length: 500 }, () => random.next());
    const labels = Uint8Array.from(values, value => Number(random.next() < value));
    const column = { kind: 'number', values } as const;
    const constant = { kind: 'number', values: new Float64Array(500).fill(7) } as const;
    const { model } = fit({ nRows: 500, columns: [column, column, constant] }, labels, 1);
    assertNear(model.weights[0], model.weights[2], 1e-6);
    assert.ok(model.weights[0] > 0.1);
    assert.equal(model.weights[4], 0);
  });

  it('gives the same solution from another start', () => {
    const matrix = randomMatrix(300, 9);
    const labels = Uint8Array.from({ length: 300 }, (_, row) => row % 2);
    const { problem, model } = fit(matrix, labels, 1);
    const start = { intercept: 3, weights: new Float64Array(problem.termCount).fill(1) };
    const again = fitLogistic({ ...problem, start });
    again.weights.forEach((weight, term) => {
      assertNear(weight, model.weights[term], 1e-3);
    });
  });

  it('shrinks weights as the penalty grows', () => {
    const matrix = randomMatrix(300, 3);
    const labels = Uint8Array.from({ length: 300 }, (_, row) => Number(row % 3 === 0));
    const norm = (penalty: number) =>
      fit(matrix, labels, penalty).model.weights.reduce((sum, weight) => sum + weight ** 2, 0);
    assert.ok(norm(100) < norm(1));
  });

  describe('with row weights', () => {
    const matrix = randomMatrix(300, 7);
    const random = createRandom(7);
    const labels = Uint8Array.from({ length: 300 }, () => Number(random.next() < 0.4));
    const { problem } = fit(matrix, labels, 1);

    it('counts a row of weight 2 as two equal rows and one of weight 0 as none', () => {
      const rowWeights = Float64Array.from({ length: 300 }, () => random.below(3));
      const repeated = problem.trainRows.filter(row => rowWeights[row] > 0);
      const trainRows = Int32Array.from([...repeated, ...repeated.filter(row => rowWeights[row] === 2)]);
      const weighted = fitLogistic({ ...problem, rowWeights });
      const expected = fitLogistic({ ...problem, trainRows });
      assertNear(weighted.intercept, expected.intercept, 1e-6);
      weighted.weights.forEach((weight, term) => {
        assertNear(weight, expected.weights[term], 1e-6);
      });
    });

    it('refuses a wrong number of them, negative ones and those that are no number', () => {
      assert.throws(
        () => fitLogistic({ ...problem, rowWeights: new Float64Array(299) }),
        new RangeError('fitLogistic requires 300 row weights, got 299'),
      );
      for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.throws(
          () => fitLogistic({ ...problem, rowWeights: new Float64Array(300).fill(weight) }),
          new RangeError(`fitLogistic requires finite row weights of at least 0, got ${weight} in row 0`),
        );
      }
    });
  });
});
