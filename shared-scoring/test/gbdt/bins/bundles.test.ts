import assert from 'node:assert/strict';
import { binMatrix } from '../../../src/gbdt/binning.ts';
import { createRandom } from '../../../src/math/random.ts';

const random = createRandom(3);
const numbers = (nRows: number, draw: (row: number) => number) => ({
  kind: 'number' as const,
  values: Float64Array.from({ length: nRows }, (_, row) => draw(row)),
});

describe('bundleColumns', () => {
  it('puts columns together that show few combinations, and leaves the others alone', () => {
    const month = Int32Array.from({ length: 5000 }, (_, row) => row % 60);
    const columns = [
      numbers(5000, row => month[row]),
      numbers(5000, row => month[row] % 12),
      numbers(5000, () => random.next()),
      numbers(5000, row => Math.floor(month[row] / 12)),
      numbers(5000, () => random.next()),
    ];
    const { bundles } = binMatrix({ nRows: 5000, columns });
    // 254 bins each of the random numbers; the three of the month show 60 combinations.
    assert.equal(bundles?.count, 3);
    assert.equal(bundles.slotCount, 2 * (255 + 255 + 60));
  });

  it('is null when no two columns fit together', () => {
    const columns = [numbers(2000, () => random.next()), numbers(2000, () => random.next())];
    assert.equal(binMatrix({ nRows: 2000, columns }).bundles, null);
  });

  it('counts combinations that only late rows show', () => {
    // The rows that are tried first show one combination, all rows 400.
    const isLate = (row: number) => row % 2 === 1;
    const columns = [
      numbers(8000, row => (isLate(row) ? random.below(20) : 0)),
      numbers(8000, row => (isLate(row) ? random.below(20) : 0)),
    ];
    assert.equal(binMatrix({ nRows: 8000, columns }).bundles, null);
  });
});
