import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tableToMatrix } from '../../src/features/table.ts';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { createForestScorer } from '../../src/gbdt/forest-scorer.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../src/gbdt/options.ts';
import { gatherRow } from '../../src/math/column-matrix.ts';
import { type Forest, goesLeft } from '../../src/math/forest.ts';
import { plantLeads } from '../support/planted-leads.ts';

/** What a forest means, by its definition. */
function walk(forest: Forest, values: Float64Array): number {
  let logOdds = forest.base;
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    let node = forest.treeStarts[tree];
    while (forest.columns[node] >= 0) {
      const left = goesLeft(forest, node, values[forest.columns[node]]);
      node = left ? forest.lefts[node] : forest.rights[node];
    }
    logOdds += forest.values[node];
  }
  return logOdds;
}

function stump(threshold: number, missingLeft: number): Forest {
  return {
    base: 0,
    treeStarts: Int32Array.of(0, 3),
    columns: Int32Array.of(0, -1, -1),
    thresholds: Float64Array.of(threshold, 0, 0),
    setStarts: Int32Array.of(-1, -1, -1),
    missingLeft: Uint8Array.of(missingLeft, 0, 0),
    lefts: Int32Array.of(1, 0, 0),
    rights: Int32Array.of(2, 0, 0),
    values: Float64Array.of(0, -1, 1),
    covers: Float64Array.of(2, 1, 1),
    setWords: new Int32Array(),
    wordsPerSet: Int32Array.of(0),
  };
}

describe('createForestScorer', () => {
  const { table, labels } = plantLeads(1000, 9);
  const matrix = tableToMatrix(table);
  const trainRows = Int32Array.from(labels, (_, row) => row);
  const options = { ...DEFAULT_GBDT_OPTIONS, rounds: 60 };
  const { forest } = fitGbdt({ binned: binMatrix(matrix), labels, trainRows, options, seed: 4 });

  it('scores rows of a table and single rows as the trees are defined, to the last bit', () => {
    const scorer = createForestScorer(forest);
    const values = new Float64Array(matrix.columns.length);
    scorer.scoreMatrix(matrix).forEach((logOdds, row) => {
      gatherRow(matrix, row, values);
      assert.equal(logOdds, walk(forest, values));
      assert.equal(scorer.scoreRow(values), logOdds);
    });
  });

  it('keeps to the edge of a threshold on either side for missing values', () => {
    const number = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.constantFrom(0, -0, 5e-324),
    );
    fc.assert(
      fc.property(number, fc.double(), fc.constantFrom(0, 1), (threshold, other, missingLeft) => {
        const scorer = createForestScorer(stump(threshold, missingLeft));
        for (const value of [threshold, other, Number.NaN, threshold * (1 + Number.EPSILON), 0, -0]) {
          const values = Float64Array.of(value);
          assert.equal(scorer.scoreRow(values), walk(stump(threshold, missingLeft), values));
        }
      }),
    );
  });
});
