import assert from 'node:assert/strict';
import { tableToMatrix } from '../../../src/features/table.ts';
import { binMatrix } from '../../../src/gbdt/binning.ts';
import { fitGbdt } from '../../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../../src/gbdt/options.ts';
import { createOwnWork, type TrainingWork } from '../../../src/gbdt/training-work.ts';
import {
  chooseDerivativeScale,
  differentiateLogLoss,
  hessianOf,
  rowsOf,
  sumDerivatives,
} from '../../../src/gbdt/trees/derivatives.ts';
import {
  addHistogram,
  createHistogram,
  createHistogramFiller,
  subtractHistogram,
} from '../../../src/gbdt/trees/histogram.ts';
import { oddsOf, sigmoid } from '../../../src/math/logistic.ts';
import { createRandom, shuffledIndices } from '../../../src/math/random.ts';
import { assertNear } from '../../support/near.ts';
import { plantLeads } from '../../support/planted-leads.ts';

const ROWS = 3000;
const { table, labels } = plantLeads(ROWS, 12);
const binned = binMatrix(tableToMatrix(table));
const everyRow = shuffledIndices(ROWS, createRandom(5));
const logOdds = Float64Array.from(everyRow, row => 6 * Math.sin(row));
const derivatives = { pairs: new Float64Array(2 * ROWS), scale: chooseDerivativeScale(ROWS) };
differentiateLogLoss(derivatives, { labels, rows: everyRow, odds: logOdds.map(oddsOf) });

const fillHistogram = createHistogramFiller(binned);

function countOf(rows: Int32Array, fill = fillHistogram): Float64Array {
  const histogram = createHistogram(binned);
  fill(histogram, { rows, derivatives });
  return histogram;
}

describe('createHistogramFiller', () => {
  it('counts bundled columns as it counts single ones, to the last bit, few rows or many', () => {
    const single = createHistogramFiller({ ...binned, bundles: null });
    assert.ok(binned.bundles !== null);
    for (const nRows of [0, 1, 100, ROWS]) {
      const rows = everyRow.subarray(0, nRows);
      assert.deepEqual(countOf(rows), countOf(rows, single));
    }
  });

  it('counts the same in any order of rows, to the last bit', () => {
    assert.deepEqual(countOf(everyRow.toSorted()), countOf(everyRow));
  });

  it('merges from any parts, in any order, to what one count of all rows gives', () => {
    for (const cut of [0, 1, 700, ROWS]) {
      const merged = countOf(everyRow.subarray(cut));
      addHistogram(merged, countOf(everyRow.subarray(0, cut)));
      assert.deepEqual(merged, countOf(everyRow));
    }
  });

  it('counts rows that lie far apart in a large matrix as it counts them one by one', () => {
    const nRows = 40_000;
    const random = createRandom(6);
    const columns = Array.from({ length: 30 }, () => ({
      kind: 'number' as const,
      values: Float64Array.from({ length: nRows }, () => random.next()),
    }));
    const large = binMatrix({ nRows, columns });
    const pairs = Float64Array.from({ length: 2 * nRows }, () => random.below(2 ** 20));
    const rows = Int32Array.from({ length: nRows }, (_, row) => row).filter(() => random.next() < 0.1);
    const histogram = createHistogram(large);
    createHistogramFiller(large)(histogram, { rows, derivatives: { pairs } });
    const expected = createHistogram(large);
    for (const row of rows)
      large.bins.forEach((bins, at) => {
        const slot = large.slotStarts[at] + 2 * bins[row];
        expected[slot] += pairs[2 * row];
        expected[slot + 1] += pairs[2 * row + 1];
      });
    assert.deepEqual(histogram, expected);
  });

  it('leaves the other part when one is subtracted', () => {
    const rest = countOf(everyRow);
    subtractHistogram(rest, countOf(everyRow.subarray(0, 1300)));
    assert.deepEqual(rest, countOf(everyRow.subarray(1300)));
  });

  it('lets others count and derive without changing a tree', () => {
    const problem = { binned, labels, trainRows: everyRow.toSorted(), seed: 3 };
    const options = { ...DEFAULT_GBDT_OPTIONS, rounds: 30 };
    const inTwoParts: TrainingWork = {
      ...createOwnWork(binned),
      fillHistogram: (histogram, request) => {
        const cut = Math.floor(request.rows.length / 3);
        const part = createHistogram(binned);
        fillHistogram(histogram, { ...request, rows: request.rows.subarray(cut) });
        fillHistogram(part, { ...request, rows: request.rows.subarray(0, cut) });
        addHistogram(histogram, part);
      },
      differentiate: (target, { rows, ...leads }) => {
        const cut = rows.length >> 1;
        differentiateLogLoss(target, { ...leads, rows: rows.subarray(cut) });
        differentiateLogLoss(target, { ...leads, rows: rows.subarray(0, cut) });
      },
    };
    const shared = fitGbdt({ ...problem, options, work: inTwoParts });
    assert.deepEqual(shared.forest, fitGbdt({ ...problem, options }).forest);
  });
});

describe('derivatives', () => {
  it('hold rows exactly, and gradient and hessian to a millionth of a row', () => {
    const sums = sumDerivatives(derivatives, everyRow);
    const { scale } = derivatives;
    const gradient = everyRow.reduce((sum, row) => sum + sigmoid(logOdds[row]) - labels[row], 0);
    const hessian = everyRow.reduce((sum, row) => sum + sigmoid(logOdds[row]) * sigmoid(-logOdds[row]), 0);
    assert.equal(rowsOf(sums.packed, scale), ROWS);
    assertNear(sums.gradient / scale.gradientUnits, gradient, 1e-6);
    assertNear(hessianOf(sums.packed, scale), hessian, 1e-6 * ROWS);
  });

  it('stay whole numbers below 2^53 for every number of rows', () => {
    for (const nRows of [1, 2, 3, 1023, 1024, 1_000_000, 2 ** 22]) {
      const { gradientUnits, hessianUnits, rowUnit } = chooseDerivativeScale(nRows);
      assert.ok(nRows * gradientUnits <= 2 ** 53);
      assert.ok((nRows * hessianUnits) / 4 < rowUnit);
      assert.ok(nRows * rowUnit + (nRows * hessianUnits) / 4 <= 2 ** 53);
      assert.ok(hessianUnits >= 4);
    }
    assert.throws(() => chooseDerivativeScale(2 ** 22 + 1), /fitGbdt requires at most 4194304 rows/);
  });
});
