import assert from 'node:assert/strict';
import fc from 'fast-check';
import { otherRows, stratifiedFolds } from '../../src/evaluate/stratified-folds.ts';

describe('stratifiedFolds', () => {
  it('holds every row once, with conversions spread evenly', () => {
    const labelled = fc
      .array(fc.integer({ min: 0, max: 1 }), { maxLength: 60 })
      .map(list => Uint8Array.from([...list, 0, 0, 0, 1, 1, 1]));
    fc.assert(
      fc.property(labelled, fc.integer(), (labels, seed) => {
        const folds = stratifiedFolds(labels, 3, seed);
        assert.deepEqual(
          folds.flatMap(fold => [...fold]).sort((a, b) => a - b),
          [...labels.keys()],
        );
        const conversions = folds.map(fold => fold.reduce((sum, row) => sum + labels[row], 0));
        assert.ok(Math.max(...conversions) - Math.min(...conversions) <= 1);
      }),
    );
  });

  it('cuts the same with the same seed only', () => {
    const labels = Uint8Array.from({ length: 50 }, (_, row) => row % 2);
    assert.deepEqual(stratifiedFolds(labels, 5, 1), stratifiedFolds(labels, 5, 1));
    assert.notDeepEqual(stratifiedFolds(labels, 5, 1), stratifiedFolds(labels, 5, 2));
  });

  it('refuses more parts than rows of an outcome', () => {
    assert.throws(
      () => stratifiedFolds(Uint8Array.of(0, 0, 1), 2, 1),
      new RangeError('stratifiedFolds requires at least 2 rows with the label 1, got 1'),
    );
  });
});

describe('otherRows', () => {
  it('is the rest', () => {
    assert.deepEqual([...otherRows(5, Int32Array.of(3, 0))], [1, 2, 4]);
  });
});
