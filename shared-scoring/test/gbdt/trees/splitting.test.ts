import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binMatrix } from '../../../src/gbdt/binning.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../../src/gbdt/options.ts';
import { chooseDerivativeScale, rowsOf, sumDerivatives } from '../../../src/gbdt/trees/derivatives.ts';
import { createHistogram, createHistogramFiller } from '../../../src/gbdt/trees/histogram.ts';
import { ANY_VALUE } from '../../../src/gbdt/trees/leaf-value.ts';
import { createSplitSearch } from '../../../src/gbdt/trees/splitting.ts';
import { assertNear } from '../../support/near.ts';

const OPTIONS = { ...DEFAULT_GBDT_OPTIONS, minLeafRows: 2, l2: 1 };

function split(values: number[], gradients: number[]) {
  const nRows = values.length;
  const binned = binMatrix({ nRows, columns: [{ kind: 'number', values: Float64Array.from(values) }] });
  const histogram = createHistogram(binned);
  const rows = Int32Array.from(values, (_, row) => row);
  const scale = chooseDerivativeScale(nRows);
  const derivatives = {
    pairs: Float64Array.from(
      gradients.flatMap(gradient => [
        gradient * scale.gradientUnits,
        scale.rowUnit + 0.25 * scale.hessianUnits,
      ]),
    ),
    scale,
  };
  createHistogramFiller(binned)(histogram, { rows, derivatives });
  const leaf = sumDerivatives(derivatives, rows);
  const findSplit = createSplitSearch({ binned, options: OPTIONS, scale, directions: null });
  return {
    found: findSplit({ histogram, sums: leaf, bounds: ANY_VALUE, columns: Int32Array.of(0) }),
    bins: binned.bins[0],
    leaf,
    scale,
  };
}

/** The best gain over every threshold and both sides for missing rows, from the definition. */
function bestGain(values: number[], gradients: number[]): number {
  const score = (rows: number[]) =>
    rows.reduce((sum, row) => sum + gradients[row], 0) ** 2 / (0.25 * rows.length + OPTIONS.l2);
  const all = values.map((_, row) => row);
  let best = 0;
  for (const threshold of new Set(values)) {
    for (const missingLeft of [false, true]) {
      const isLeft = (row: number) => (Number.isNaN(values[row]) ? missingLeft : values[row] <= threshold);
      const [left, right] = [all.filter(isLeft), all.filter(row => !isLeft(row))];
      if (Math.min(left.length, right.length) < OPTIONS.minLeafRows) continue;
      best = Math.max(best, score(left) + score(right) - score(all));
    }
  }
  return best;
}

describe('createSplitSearch', () => {
  const lead = fc.record({
    value: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constant(Number.NaN)),
    gradient: fc.integer({ min: -8, max: 8 }),
  });

  it('finds the best threshold and side for missing rows of a number', () => {
    fc.assert(
      fc.property(fc.array(lead, { minLength: 4, maxLength: 40 }), leads => {
        const [values, gradients] = [
          leads.map(({ value }) => value),
          leads.map(({ gradient }) => gradient / 8),
        ];
        assertNear(split(values, gradients).found?.gain ?? 0, bestGain(values, gradients), 1e-8);
      }),
    );
  });

  it('reports the sums of exactly the rows that it sends left and right', () => {
    fc.assert(
      fc.property(fc.array(lead, { minLength: 4, maxLength: 40 }), leads => {
        const gradients = leads.map(({ gradient }) => gradient / 8);
        const { found, bins, leaf, scale } = split(
          leads.map(({ value }) => value),
          gradients,
        );
        if (found === null) return;
        const lefts = [...bins.keys()].filter(row => found.leftBins[bins[row]] === 1);
        assert.equal(rowsOf(found.left.packed, scale), lefts.length);
        assert.equal(
          found.left.gradient,
          lefts.reduce((sum, row) => sum + gradients[row] * scale.gradientUnits, 0),
        );
        assert.equal(found.left.packed + found.right.packed, leaf.packed);
      }),
    );
  });
});
