import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import type { ColumnMatrix, MatrixColumn } from '../../src/math/column-matrix.ts';

const OPTIONS = { ...DEFAULT_GBDT_OPTIONS, rounds: 5, minLeafRows: 1, minCategoryRows: 1, l2: 0 };

function fit(columns: MatrixColumn[], labels: number[], options = OPTIONS) {
  const matrix: ColumnMatrix = { nRows: labels.length, columns };
  const trainRows = Int32Array.from(labels, (_, row) => row);
  const binned = binMatrix(matrix);
  const { forest } = fitGbdt({ binned, labels: Uint8Array.from(labels), trainRows, options, seed: 1 });
  return { forest, logOdds: predictGbdt(forest, matrix) };
}

const numbers = (values: number[]): MatrixColumn => ({ kind: 'number', values: Float64Array.from(values) });

describe('fitGbdt on odd leads', () => {
  it('gives finite log-odds for any numbers, few rows, one class, nothing but missing values', () => {
    const odd = fc.constantFrom(
      Number.NaN,
      0,
      -0,
      5e-324,
      -5e-324,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      1,
      1 + Number.EPSILON,
    );
    const lead = fc.record({
      first: fc.oneof(odd, fc.double({ noDefaultInfinity: true })),
      second: odd,
      code: fc.integer({ min: -1, max: 3 }),
      label: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(lead, { minLength: 1, maxLength: 60 }), leads => {
        const { forest, logOdds } = fit(
          [
            numbers(leads.map(({ first }) => first)),
            numbers(leads.map(({ second }) => second)),
            { kind: 'category', codes: Int32Array.from(leads, ({ code }) => code), levelCount: 4 },
          ],
          leads.map(({ label }) => label),
        );
        assert.ok(logOdds.every(Number.isFinite), `${logOdds}`);
        assert.ok(forest.thresholds.every(threshold => !Number.isNaN(threshold)));
      }),
    );
  });

  it('sends every row where its bin went, however close or far apart the numbers are', () => {
    const number = fc.oneof(
      fc.double({ noDefaultInfinity: true }),
      fc.constantFrom(Number.NaN, -0, 0, 1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 40 }), values => {
        // One label for each half of the values by order: a stump must tell them apart on the rows that it learned from.
        const middle = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b)[values.length >> 1];
        const labels = values.map(value => Number(value >= (middle ?? 0)));
        const options = { ...OPTIONS, rounds: 60, rowShare: 1, minLeafHessian: 1e-9, learningRate: 0.5 };
        const { logOdds } = fit([numbers(values)], labels, options);
        if (new Set(labels).size === 1) return;
        labels.forEach((label, row) => {
          assert.equal(logOdds[row] > 0, label === 1, `${values[row]}: ${logOdds[row]}`);
        });
      }),
    );
  });

  it('stays finite when unpenalised leaves take steps of thousands', () => {
    const values = Array.from({ length: 20_000 }, (_, row) => Number(row < 2));
    const options = { ...OPTIONS, rounds: 8, learningRate: 1, rowShare: 1, minLeafHessian: 1e-9 };
    const { logOdds, forest } = fit([numbers(values)], values, options);
    assert.ok(Math.max(...forest.values.map(Math.abs)) > 5000);
    assert.ok(logOdds.every(Number.isFinite));
    assert.ok(logOdds[0] > 0 && logOdds[2] < 0);
  });

  it('leaves out columns that are constant or all missing', () => {
    const labels = Array.from({ length: 100 }, (_, row) => row % 2);
    const { forest } = fit([numbers(Array(100).fill(3)), numbers(Array(100).fill(Number.NaN))], labels);
    assert.ok(forest.columns.every(column => column === -1));
  });

  it('takes a hundred thousand categories', () => {
    const nRows = 100_000;
    const codes = Int32Array.from({ length: nRows }, (_, row) => row);
    const labels = Array.from({ length: nRows }, (_, row) => Number(row % 3 === 0));
    const options = { ...DEFAULT_GBDT_OPTIONS, rounds: 5 };
    const { logOdds } = fit([{ kind: 'category', codes, levelCount: nRows }], labels, options);
    assert.ok(logOdds.every(Number.isFinite));
  });

  it('refuses infinite numbers, codes without level and columns of other lengths', () => {
    const cases: [MatrixColumn, string][] = [
      [numbers([1, Number.NEGATIVE_INFINITY]), 'finite numbers or NaN, got -Infinity in row 1'],
      [{ kind: 'category', codes: Int32Array.of(0, 3), levelCount: 3 }, 'codes from -1 to 2, got 3 in row 1'],
      [
        { kind: 'category', codes: Int32Array.of(-2, 0), levelCount: 3 },
        'codes from -1 to 2, got -2 in row 0',
      ],
      [numbers([1]), 'columns of 2 rows, got one of 1'],
    ];
    for (const [column, message] of cases)
      assert.throws(
        () => binMatrix({ nRows: 2, columns: [column] }),
        new RangeError(`binMatrix requires ${message}`),
      );
  });

  it('refuses labels of another number of rows, and no rows', () => {
    const binned = binMatrix({ nRows: 3, columns: [numbers([1, 2, 3])] });
    const problem = { binned, trainRows: Int32Array.of(0, 1), options: OPTIONS, seed: 1 };
    assert.throws(
      () => fitGbdt({ ...problem, labels: Uint8Array.of(0, 1) }),
      new RangeError('fitGbdt requires 3 labels, got 2'),
    );
    assert.throws(
      () => fitGbdt({ ...problem, labels: new Uint8Array(3), trainRows: new Int32Array() }),
      new RangeError('fitGbdt requires at least one row, got none'),
    );
  });
});
