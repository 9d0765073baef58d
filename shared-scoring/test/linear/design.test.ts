import assert from 'node:assert/strict';
import { designRows, fitDesign } from '../../src/linear/design.ts';
import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { assertNear } from '../support/near.ts';

const ofNumbers = (values: number[]): ColumnMatrix => ({
  nRows: values.length,
  columns: [{ kind: 'number', values: Float64Array.from(values) }],
});

describe('fitDesign', () => {
  it('standardises numbers', () => {
    const matrix = ofNumbers([10, 20, 30, 40, 50]);
    const { values } = designRows(fitDesign(matrix), matrix);
    assertNear(
      values.reduce((sum, value) => sum + value, 0),
      0,
      1e-12,
    );
    assertNear(values.reduce((sum, value) => sum + value ** 2, 0) / 5, 1, 1e-12);
  });

  it('keeps a heavy tail from drowning the rest', () => {
    const matrix = ofNumbers([...Array(99).keys(), 1e9]);
    const { values } = designRows(fitDesign(matrix), matrix);
    assert.ok(values[98] - values[0] > 0.3, 'the first 99 still differ');
    assert.ok(values[99] > values[98]);
  });

  it('gives finite values for the largest and the smallest doubles', () => {
    for (const extreme of [Number.MAX_VALUE, Number.MIN_VALUE]) {
      const matrix = ofNumbers([-extreme, 0, extreme, extreme]);
      assert.ok(designRows(fitDesign(matrix), matrix).values.every(Number.isFinite));
    }
  });

  it('joins the rarest levels when there are too many for a Newton step', () => {
    const columns = Array.from(
      { length: 20 },
      () => ({ kind: 'category', codes: Int32Array.of(0, 199), levelCount: 200 }) as const,
    );
    const design = fitDesign({ nRows: 2, columns });
    assert.ok(design.termCount <= 20 * 22, `${design.termCount} terms`);
  });
});

describe('designRows', () => {
  const matrix: ColumnMatrix = {
    nRows: 3,
    columns: [
      { kind: 'number', values: Float64Array.of(1, Number.NaN, 3) },
      { kind: 'category', codes: Int32Array.of(1, -1, 0), levelCount: 2 },
    ],
  };

  it('gives each row one term per column, missing values a term of their own', () => {
    const { terms, values } = designRows(fitDesign(matrix), matrix);
    assert.deepEqual([...terms], [0, 3, 1, 5, 0, 2]);
    assert.deepEqual([values[1], values[2], values[3], values[5]], [1, 1, 1, 1]);
  });

  it('refuses columns of another number or kind', () => {
    const design = fitDesign(matrix);
    assert.throws(
      () => designRows(design, ofNumbers([1])),
      new RangeError('designRows requires 2 columns, got 1'),
    );
    const swapped = { nRows: 3, columns: matrix.columns.toReversed() };
    assert.throws(
      () => designRows(design, swapped),
      new TypeError('designRows requires column 0 to be a number, got a category'),
    );
  });
});
