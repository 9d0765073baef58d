import assert from 'node:assert/strict';
import { tableToMatrix } from '../../src/features/table.ts';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS, type GbdtOptions } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';
import { plantLeads } from '../support/planted-leads.ts';

const EVERY_ROW_AND_COLUMN = { rowShare: 1, columnShare: 1 };

function fit(
  matrix: ColumnMatrix,
  labels: Uint8Array,
  options: Partial<GbdtOptions> = {},
  validationRows?: Int32Array,
) {
  const held = new Set(validationRows);
  const trainRows = Int32Array.from(labels, (_, row) => row).filter(row => !held.has(row));
  const problem = {
    binned: binMatrix(matrix),
    labels,
    trainRows,
    seed: 1,
    options: { ...DEFAULT_GBDT_OPTIONS, rounds: 100, ...options },
  };
  return fitGbdt(validationRows === undefined ? problem : { ...problem, validationRows });
}

const column = (values: number[]) => ({ kind: 'number', values: Float64Array.from(values) }) as const;

describe('fitGbdt', () => {
  it('finds a step in a number', () => {
    const values = Array.from({ length: 1000 }, (_, row) => row);
    const labels = Uint8Array.from(values, value => Number(value >= 300 ? value % 10 < 8 : value % 10 < 2));
    const { forest } = fit({ nRows: 1000, columns: [column(values)] }, labels, EVERY_ROW_AND_COLUMN);
    const [below, above] = predictGbdt(forest, { nRows: 2, columns: [column([150, 700])] });
    assertNear(below, Math.log(0.2 / 0.8), 0.25);
    assertNear(above, Math.log(0.8 / 0.2), 0.25);
  });

  it('sends missing values to the side where they belong, low or high', () => {
    for (const missingConverts of [0, 1]) {
      const values = Array.from({ length: 900 }, (_, row) => (row % 3 === 0 ? Number.NaN : row));
      const labels = Uint8Array.from(values, value =>
        Number.isNaN(value) ? missingConverts : Number(value > 450),
      );
      const { forest } = fit({ nRows: 900, columns: [column(values)] }, labels);
      const [missing, low, high] = predictGbdt(forest, {
        nRows: 3,
        columns: [column([Number.NaN, 10, 890])],
      });
      assert.ok(low < -2 && high > 2);
      assert.ok(missingConverts === 1 ? missing > 2 : missing < -2);
    }
  });

  it('separates missing from present where that is all there is to know', () => {
    const values = Array.from({ length: 400 }, (_, row) => (row % 2 === 0 ? Number.NaN : 5));
    const labels = Uint8Array.from(values, value => Number(Number.isNaN(value)));
    const { forest } = fit({ nRows: 400, columns: [column(values)] }, labels);
    const [missing, present] = predictGbdt(forest, { nRows: 2, columns: [column([Number.NaN, 5])] });
    assert.ok(missing > 2 && present < -2);
  });

  it('groups categories by their rates in any order of codes', () => {
    const codes = Int32Array.from({ length: 4000 }, (_, row) => row % 40);
    const labels = Uint8Array.from(codes, code => Number([3, 17, 31, 39].includes(code)));
    const { forest } = fit({ nRows: 4000, columns: [{ kind: 'category', codes, levelCount: 40 }] }, labels);
    const probe = Int32Array.from({ length: 40 }, (_, code) => code);
    const logOdds = predictGbdt(forest, {
      nRows: 40,
      columns: [{ kind: 'category', codes: probe, levelCount: 40 }],
    });
    logOdds.forEach((value, code) => {
      assert.equal(value > 0, [3, 17, 31, 39].includes(code), `code ${code}: ${value}`);
    });
  });

  it('learns little from categories of a handful of rows', () => {
    const random = createRandom(8);
    const codes = Int32Array.from({ length: 600 }, (_, row) => row % 200);
    const labels = Uint8Array.from(codes, () => random.below(2));
    const { forest } = fit({ nRows: 600, columns: [{ kind: 'category', codes, levelCount: 200 }] }, labels);
    const logOdds = predictGbdt(forest, {
      nRows: 600,
      columns: [{ kind: 'category', codes, levelCount: 200 }],
    });
    assert.ok(logOdds.every(value => Math.abs(value) < 0.5));
  });

  it('stops at the round of the lowest validation loss', () => {
    const { table, labels } = plantLeads(1500, 3);
    const validationRows = Int32Array.from({ length: 500 }, (_, row) => 3 * row);
    const matrix = tableToMatrix(table);
    const { forest, rounds, validationLogOdds } = fit(matrix, labels, { rounds: 500 }, validationRows);
    assert.ok(rounds > 5 && rounds < 400, `${rounds} rounds`);
    assert.equal(forest.treeStarts.length, rounds + 1);
    const predicted = predictGbdt(forest, matrix);
    validationRows.forEach((row, at) => {
      assertNear(validationLogOdds[at], predicted[row], 1e-9);
    });
  });

  it('gives the same trees for the same seed', () => {
    const { table, labels } = plantLeads(800, 4);
    assert.deepEqual(fit(tableToMatrix(table), labels).forest, fit(tableToMatrix(table), labels).forest);
  });

  it('keeps to its limits of leaves and rows', () => {
    const { table, labels } = plantLeads(1000, 5);
    const { forest } = fit(tableToMatrix(table), labels, { maxLeaves: 6, minLeafRows: 50, rounds: 30 });
    for (let tree = 0; tree < 30; tree++) {
      const nodes = [...forest.columns.subarray(forest.treeStarts[tree], forest.treeStarts[tree + 1])];
      assert.ok(nodes.filter(node => node < 0).length <= 6);
    }
    assert.ok(forest.covers.every(cover => cover >= 50));
  });

  it('leaves the base rate alone when no split is allowed', () => {
    const { forest } = fit(
      { nRows: 10, columns: [column([...Array(10).keys()])] },
      Uint8Array.from({ length: 10 }, (_, row) => row % 2),
      EVERY_ROW_AND_COLUMN,
    );
    assertNear(predictGbdt(forest, { nRows: 1, columns: [column([3])] })[0], 0, 1e-9);
  });

  it('names the option that is out of range', () => {
    const matrix: ColumnMatrix = { nRows: 2, columns: [column([1, 2])] };
    assert.throws(
      () => fit(matrix, Uint8Array.of(0, 1), { maxLeaves: 32 }),
      new RangeError('fitGbdt requires maxLeaves from 2 to 31, got 32'),
    );
    assert.throws(
      () => fit(matrix, Uint8Array.of(0, 1), { learningRate: Number.NaN }),
      /fitGbdt requires learningRate/,
    );
  });
});

describe('predictGbdt', () => {
  it('refuses another number of columns', () => {
    const { table, labels } = plantLeads(200, 6);
    const { forest } = fit(tableToMatrix(table), labels, { rounds: 2 });
    assert.throws(
      () => predictGbdt(forest, { nRows: 0, columns: [] }),
      new RangeError('predictGbdt requires 4 features, got 0'),
    );
  });
});
