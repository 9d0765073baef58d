import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binMatrix, MISSING_BIN } from '../../src/gbdt/binning.ts';
import { MAX_VALUE_BINS } from '../../src/gbdt/bins/edges.ts';

const binNumbers = (values: Float64Array) =>
  binMatrix({ nRows: values.length, columns: [{ kind: 'number', values }] });

describe('binMatrix', () => {
  it('gives few distinct values a bin each, and missing ones bin 0', () => {
    const { bins, binCounts } = binNumbers(Float64Array.of(5, 1, Number.NaN, 5, 9));
    assert.deepEqual([...bins[0]], [2, 1, MISSING_BIN, 2, 3]);
    assert.equal(binCounts[0], 4);
  });

  it('cuts many distinct values into bins of about equal size', () => {
    const values = Float64Array.from({ length: 25_400 }, (_, row) => row);
    const { bins, binCounts } = binNumbers(values);
    const sizes = new Int32Array(binCounts[0]);
    for (const bin of bins[0]) sizes[bin]++;
    assert.equal(binCounts[0], MAX_VALUE_BINS + 1);
    assert.ok(
      sizes.subarray(1).every(size => size >= 90 && size <= 110),
      `${Math.min(...sizes.subarray(1))}..${Math.max(...sizes)}`,
    );
  });

  it('keeps the order of values, whatever they are', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -5, max: 5 }),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 600 }), list => {
        const values = Float64Array.from(list);
        const [bins] = binNumbers(values).bins;
        for (let row = 1; row < values.length; row++) {
          if (values[row] < values[row - 1]) assert.ok(bins[row] <= bins[row - 1]);
          if (values[row] === values[row - 1]) assert.equal(bins[row], bins[row - 1]);
          assert.ok(bins[row] >= 1 && bins[row] <= MAX_VALUE_BINS);
        }
      }),
    );
  });

  it('puts a category in the bin after its code', () => {
    const { bins, binCounts } = binMatrix({
      nRows: 3,
      columns: [{ kind: 'category', codes: Int32Array.of(-1, 0, 2), levelCount: 3 }],
    });
    assert.deepEqual([...bins[0]], [0, 1, 3]);
    assert.equal(binCounts[0], 4);
  });
});
