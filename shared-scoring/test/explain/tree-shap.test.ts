import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTreeExplainer } from '../../src/explain/tree-shap.ts';
import { tableToMatrix } from '../../src/features/table.ts';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS, type GbdtOptions } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import { type ColumnMatrix, gatherRow } from '../../src/math/column-matrix.ts';
import { type Forest, goesLeft } from '../../src/math/forest.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';
import { plantLeads } from '../support/planted-leads.ts';
import { drawForest, drawRows } from '../support/random-forest.ts';

function grow(matrix: ColumnMatrix, labels: Uint8Array, options: Partial<GbdtOptions>): Forest {
  const trainRows = Int32Array.from(labels, (_, row) => row);
  return fitGbdt({
    binned: binMatrix(matrix),
    labels,
    trainRows,
    seed: 2,
    options: { ...DEFAULT_GBDT_OPTIONS, ...options },
  }).forest;
}

/** Worth of knowing a set of columns: known decisions are followed, unknown ones averaged by cover. */
function worth(forest: Forest, values: Float64Array, known: number): number {
  const visit = (node: number): number => {
    const column = forest.columns[node];
    if (column < 0) return forest.values[node];
    const [left, right] = [forest.lefts[node], forest.rights[node]];
    if ((known >> column) & 1) return visit(goesLeft(forest, node, values[column]) ? left : right);
    return (forest.covers[left] * visit(left) + forest.covers[right] * visit(right)) / forest.covers[node];
  };
  let sum = forest.base;
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) sum += visit(forest.treeStarts[tree]);
  return sum;
}

/** Shapley values from their definition, over all sets of columns. */
function shapleyByDefinition(forest: Forest, values: Float64Array): number[] {
  const players = values.length;
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from(values, (_, player) => {
    let sum = 0;
    for (let set = 0; set < 2 ** players; set++) {
      if ((set >> player) & 1) continue;
      const size = set.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players);
      sum += weight * (worth(forest, values, set | (1 << player)) - worth(forest, values, set));
    }
    return sum;
  });
}

function explain(forest: Forest, matrix: ColumnMatrix) {
  const explainer = createTreeExplainer(forest);
  const contributions = new Float64Array(matrix.nRows * matrix.columns.length);
  explainer.addContributions(matrix, contributions, 1);
  return { base: explainer.base, contributions };
}

function assertMatchesDefinition(forest: Forest, matrix: ColumnMatrix, rows: number): void {
  const { base, contributions } = explain(forest, matrix);
  const values = new Float64Array(matrix.columns.length);
  for (let row = 0; row < rows; row++) {
    gatherRow(matrix, row, values);
    assertNear(base, worth(forest, values, 0), 1e-10);
    shapleyByDefinition(forest, values).forEach((expected, column) => {
      assertNear(contributions[row * values.length + column], expected, 1e-10);
    });
  }
}

/** One tree that asks `length` different columns in a row: `value <= 0` goes on, otherwise a leaf. */
function chainOf(length: number): Forest {
  const nNodes = 2 * length + 1;
  const columns = Int32Array.from({ length: nNodes }, (_, node) =>
    node % 2 === 0 && node < 2 * length ? node / 2 : -1,
  );
  const child = (offset: number) =>
    Int32Array.from(columns, (column, node) => (column < 0 ? 0 : node + offset));
  return {
    base: 0.1,
    treeStarts: Int32Array.of(0, nNodes),
    columns,
    thresholds: new Float64Array(nNodes),
    setStarts: new Int32Array(nNodes).fill(-1),
    missingLeft: new Uint8Array(nNodes),
    lefts: child(2),
    rights: child(1),
    values: Float64Array.from({ length: nNodes }, (_, node) => Math.sin(node)),
    covers: Float64Array.from({ length: nNodes }, (_, node) => (node % 2 === 0 ? 1000 - 40 * node : 80)),
    setWords: new Int32Array(),
    wordsPerSet: new Int32Array(length),
  };
}

describe('createTreeExplainer', () => {
  it('equals the definition of Shapley values on small trees with missing values and categories', () => {
    const { table, labels } = plantLeads(600, 2);
    const matrix = tableToMatrix(table);
    assertMatchesDefinition(grow(matrix, labels, { rounds: 5, minLeafRows: 10 }), matrix, 40);
  });

  it('equals the definition on trees of any shape, with missing values and unknown codes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (forest, rows) =>
        assertMatchesDefinition(drawForest(forest, 3), drawRows(rows, 20), 20),
      ),
      { numRuns: 40 },
    );
  });

  it('gives the same whether a row is alone or among many', () => {
    const [forest, matrix] = [drawForest(8, 20), drawRows(9, 5000)];
    const { contributions } = explain(forest, matrix);
    for (const row of [0, 2047, 2048, 4999]) {
      const alone = matrix.columns.map(column =>
        column.kind === 'number'
          ? { ...column, values: column.values.subarray(row, row + 1) }
          : { ...column, codes: column.codes.subarray(row, row + 1) },
      );
      const expected = contributions.slice(5 * row, 5 * row + 5);
      assert.deepEqual(explain(forest, { nRows: 1, columns: alone }).contributions, expected);
    }
  });

  it('refuses a matrix of other columns and contributions of another length', () => {
    const { addContributions } = createTreeExplainer(drawForest(1, 2));
    const rows = drawRows(1, 3);
    const none = { nRows: 3, columns: [] };
    assert.throws(() => addContributions(none, new Float64Array(), 1), {
      name: 'RangeError',
      message: 'addContributions requires 5 features, got 0',
    });
    assert.throws(() => addContributions(rows, new Float64Array(3), 1), {
      name: 'RangeError',
      message: 'addContributions requires 15 contributions, got 3',
    });
  });

  it('refuses a path that asks more columns than it can keep apart', () => {
    const message = 'traceLeaves takes up to 31 columns a path, got 32';
    assert.throws(() => createTreeExplainer(chainOf(32)), { name: 'RangeError', message });
  });

  it('equals the definition where a path asks many columns', () => {
    const random = createRandom(11);
    const values = () => Float64Array.from({ length: 6 }, () => (random.next() < 0.8 ? -1 : 1));
    const columns = Array.from({ length: 11 }, () => ({ kind: 'number' as const, values: values() }));
    assertMatchesDefinition(chainOf(11), { nRows: 6, columns }, 6);
  });

  it('sums to the log-odds of every row', () => {
    const { table, labels } = plantLeads(1000, 7);
    const matrix = tableToMatrix(table);
    const forest = grow(matrix, labels, { rounds: 100 });
    const { base, contributions } = explain(forest, matrix);
    predictGbdt(forest, matrix).forEach((logOdds, row) => {
      const sum = contributions.subarray(row * 4, row * 4 + 4).reduce((total, part) => total + part, base);
      assertNear(sum, logOdds, 1e-9);
    });
  });

  it('gives a column that no tree asks nothing at all', () => {
    const values = Float64Array.from({ length: 200 }, (_, row) => row);
    const labels = Uint8Array.from(values, value => Number(value > 99));
    const constant = new Float64Array(200).fill(3);
    const matrix: ColumnMatrix = {
      nRows: 200,
      columns: [
        { kind: 'number', values: constant },
        { kind: 'number', values },
      ],
    };
    const { contributions } = explain(grow(matrix, labels, { rounds: 10, columnShare: 1 }), matrix);
    for (let row = 0; row < 200; row++) assert.equal(contributions[2 * row], 0);
  });
});
