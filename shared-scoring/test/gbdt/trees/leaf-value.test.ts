import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binMatrix } from '../../../src/gbdt/binning.ts';
import { fitGbdt } from '../../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../../src/gbdt/options.ts';
import { ANY_VALUE, leafValueOf, worthOf } from '../../../src/gbdt/trees/leaf-value.ts';
import { assertNear } from '../../support/near.ts';

const number = fc.double({ min: -50, max: 50, noNaN: true });
const positive = fc.double({ min: 0.01, max: 50, noNaN: true });

/** By definition: what a value takes off twice the penalised loss. */
const worthByDefinition = (w: number, g: number, h: number, { l1, l2 }: { l1: number; l2: number }) =>
  -(2 * g * w + (h + l2) * w * w + 2 * l1 * Math.abs(w));

describe('leafValueOf and worthOf', () => {
  it('give the best value within the bounds, and what it is worth', () => {
    fc.assert(
      fc.property(number, positive, positive, positive, number, positive, (g, h, l1, l2, least, width) => {
        for (const bounds of [ANY_VALUE, { least, most: least + width }]) {
          const value = leafValueOf(g, h, { l1, l2 }, bounds);
          const worth = worthOf(g, h, { l1, l2 }, bounds);
          assert.ok(value >= bounds.least && value <= bounds.most);
          assertNear(worth, worthByDefinition(value, g, h, { l1, l2 }), 1e-6 * (1 + Math.abs(worth)));
          for (const step of [-1, -0.01, 0.01, 1]) {
            const other = Math.min(bounds.most, Math.max(bounds.least, value + step));
            const otherWorth = worthByDefinition(other, g, h, { l1, l2 });
            assert.ok(otherWorth <= worth + 1e-6 * (1 + Math.abs(worth)));
          }
        }
      }),
    );
  });

  it('are 0 without penalty or hessian', () => {
    assert.equal(leafValueOf(1, 0, { l1: 0, l2: 0 }, ANY_VALUE), 0);
  });
});

describe('l1 of fitGbdt', () => {
  const values = Float64Array.from({ length: 100 }, (_, row) => row % 2);
  const binned = binMatrix({ nRows: 100, columns: [{ kind: 'number', values }] });
  const labels = Uint8Array.from(values, (value, row) => Number(value === 1 ? row % 10 < 8 : row % 10 < 4));
  const fitStump = (l1: number) => {
    const options = {
      ...DEFAULT_GBDT_OPTIONS,
      rounds: 1,
      maxLeaves: 2,
      learningRate: 1,
      rowShare: 1,
      l2: 1,
      l1,
    };
    const trainRows = Int32Array.from(labels, (_, row) => row);
    return fitGbdt({ binned, labels, trainRows, options, seed: 1 }).forest;
  };

  it('takes its share off the gradient of each leaf', () => {
    // 20 of the 50 leads on the left convert, 40 of the 50 on the right.
    const { base, values: leaves, columns } = fitStump(3);
    const converted = [labels, labels].map((all, side) => all.filter((_, row) => values[row] === side));
    const propensity = 1 / (1 + Math.exp(-base));
    converted.forEach((side, at) => {
      const gradient = 50 * propensity - side.reduce((sum, label) => sum + label, 0);
      const expected = -(gradient - Math.sign(gradient) * 3) / (50 * propensity * (1 - propensity) + 1);
      assertNear(leaves[1 + at], expected, 1e-9);
    });
    assert.equal(columns[0], 0);
  });

  it('silences every leaf whose gradients sum to less', () => {
    const { values: leaves } = fitStump(1000);
    assert.deepEqual([...leaves], [0]);
  });

  it('must be a number of at least 0', () => {
    assert.throws(() => fitStump(-1), /fitGbdt requires l1 from 0 to 1\.79/);
    assert.throws(() => fitStump(Number.NaN), /fitGbdt requires l1 from 0 to 1\.79/);
  });
});
