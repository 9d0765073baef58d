import assert from 'node:assert/strict';
import { chooseSplits } from '../../../src/model/training/choose-splits.ts';

/** Every `every`-th lead converts. */
const labelsOf = (count: number, every: number) =>
  Uint8Array.from({ length: count }, (_, row) => Number(row % every === 0));
const timesOf = (count: number) => Float64Array.from({ length: count }, (_, row) => row);
const lengthsOf = (labels: Uint8Array, times: Float64Array | undefined) => {
  const { heldOutBy, splits } = chooseSplits(labels, { times, seed: 1 });
  return { heldOutBy, heldOut: splits.map(({ heldOutRows }) => heldOutRows.length) };
};

describe('chooseSplits', () => {
  it('holds out three later blocks, each after all that it is learned from', () => {
    const { splits } = chooseSplits(labelsOf(1200, 2), { times: timesOf(1200), seed: 1 });
    assert.deepEqual(
      splits.map(({ trainRows, heldOutRows }) => [
        trainRows[0],
        trainRows.at(-1),
        heldOutRows[0],
        heldOutRows.at(-1),
      ]),
      [
        [0, 899, 900, 999],
        [0, 999, 1000, 1099],
        [0, 1099, 1100, 1199],
      ],
    );
  });

  it('goes by time, not by the order of rows', () => {
    const times = timesOf(1200).map(time => -time);
    const { splits } = chooseSplits(labelsOf(1200, 2), { times, seed: 1 });
    assert.deepEqual([splits[2].heldOutRows[0], splits[2].heldOutRows.at(-1)], [0, 99]);
  });

  it('takes fewer blocks where one would hold fewer than 20 leads of an outcome', () => {
    assert.deepEqual(lengthsOf(labelsOf(1200, 5), timesOf(1200)).heldOut, [100, 100, 100]);
    assert.deepEqual(lengthsOf(labelsOf(1200, 6), timesOf(1200)).heldOut, [150, 150]);
    assert.deepEqual(lengthsOf(labelsOf(1200, 12), timesOf(1200)).heldOut, [300]);
  });

  it('holds each lead out once over four folds without times, or where the newest quarter tells too little', () => {
    const folds = { heldOutBy: 'folds', heldOut: [300, 300, 300, 300] };
    assert.deepEqual(lengthsOf(labelsOf(1200, 2), undefined), folds);
    assert.deepEqual(lengthsOf(labelsOf(1200, 20), timesOf(1200)), folds);
  });
});
