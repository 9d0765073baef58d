import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binMatrix } from '../../src/gbdt/binning.ts';
import { fitGbdt } from '../../src/gbdt/fit-gbdt.ts';
import { DEFAULT_GBDT_OPTIONS } from '../../src/gbdt/options.ts';
import { predictGbdt } from '../../src/gbdt/predict-gbdt.ts';
import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom } from '../../src/math/random.ts';

const OPTIONS = { ...DEFAULT_GBDT_OPTIONS, rounds: 15, minLeafRows: 2, l2: 0.1, learningRate: 0.3 };

/** Two numbers, a category and labels that hang together with all of them in no particular order. */
function drawLeads(nRows: number, seed: number) {
  const random = createRandom(seed);
  const number = () =>
    Float64Array.from({ length: nRows }, () => (random.next() < 0.1 ? Number.NaN : random.below(12)));
  const [first, second] = [number(), number()];
  const codes = Int32Array.from({ length: nRows }, () => random.below(4) - 1);
  const wobble = Array.from({ length: 12 * 12 }, () => 4 * random.next() - 2);
  const labels = Uint8Array.from(first, (value, row) => {
    const logOdds = wobble[12 * (value || 0) + (second[row] || 0)] + codes[row] / 2;
    return Number(random.next() < sigmoid(logOdds));
  });
  const matrix: ColumnMatrix = {
    nRows,
    columns: [
      { kind: 'number', values: first },
      { kind: 'number', values: second },
      { kind: 'category', codes, levelCount: 3 },
    ],
  };
  return { matrix, labels, trainRows: Int32Array.from(labels, (_, row) => row) };
}

/** The log-odds along one number, one path for each other pair of values. */
function pathsAlong(column: number, forest: Parameters<typeof predictGbdt>[0]): number[][] {
  const steps = Array.from({ length: 27 }, (_, at) => at / 2 - 1);
  return [Number.NaN, 0, 4, 7, 11].flatMap(other =>
    [-1, 0, 1, 2].map(code => {
      const numbers = [steps, steps.map(() => other)];
      const [first, second] = column === 0 ? numbers : numbers.toReversed();
      return [
        ...predictGbdt(forest, {
          nRows: steps.length,
          columns: [
            { kind: 'number', values: Float64Array.from(first) },
            { kind: 'number', values: Float64Array.from(second) },
            { kind: 'category', codes: new Int32Array(steps.length).fill(code), levelCount: 3 },
          ],
        }),
      ];
    }),
  );
}

const neverTurns = (path: number[], direction: number) =>
  path.every((value, at) => at === 0 || direction * (value - path[at - 1]) >= 0);

describe('directions of fitGbdt', () => {
  const direction = fc.constantFrom(-1, 0, 1);

  it('hold in the whole model, whatever the other columns say', () => {
    const l1 = fc.constantFrom(0, 0.5);
    fc.assert(
      fc.property(direction, direction, fc.nat(1e6), l1, (first, second, seed, l1) => {
        const leads = drawLeads(150 + (seed % 100), seed);
        const options = { ...OPTIONS, l1 };
        const directions = [first, second, 0];
        const { forest } = fitGbdt({ ...leads, binned: binMatrix(leads.matrix), options, directions, seed });
        for (const [column, wanted] of [first, second].entries())
          for (const path of pathsAlong(column, forest)) assert.ok(neverTurns(path, wanted), `${path}`);
      }),
      { numRuns: 60 },
    );
  });

  it('are broken by the same leads without them', () => {
    const leads = drawLeads(400, 5);
    const { forest } = fitGbdt({ ...leads, binned: binMatrix(leads.matrix), options: OPTIONS, seed: 1 });
    assert.ok(pathsAlong(0, forest).some(path => !neverTurns(path, 1)));
  });

  it('change no tree when all are 0', () => {
    const leads = { ...drawLeads(300, 6), options: OPTIONS, seed: 2 };
    const binned = binMatrix(leads.matrix);
    assert.deepEqual(
      fitGbdt({ ...leads, binned, directions: [0, 0, 0] }).forest,
      fitGbdt({ ...leads, binned }).forest,
    );
  });

  it('still find an effect that goes their way', () => {
    const values = Float64Array.from({ length: 2000 }, (_, row) => row % 40);
    const random = createRandom(9);
    const labels = Uint8Array.from(values, value => Number(random.next() < sigmoid((value - 20) / 5)));
    const matrix: ColumnMatrix = { nRows: 2000, columns: [{ kind: 'number', values }] };
    const trainRows = Int32Array.from(labels, (_, row) => row);
    const problem = { binned: binMatrix(matrix), labels, trainRows, options: { ...OPTIONS, rounds: 40 } };
    const rising = predictGbdt(fitGbdt({ ...problem, directions: [1], seed: 1 }).forest, matrix);
    const falling = predictGbdt(fitGbdt({ ...problem, directions: [-1], seed: 1 }).forest, matrix);
    assert.ok(rising[39] - rising[0] > 5);
    assert.ok(falling.every(value => value === falling[0]));
  });

  it('are refused for categories, in a wrong number, and when they are not -1, 0 or 1', () => {
    const leads = drawLeads(20, 1);
    const fit = (directions: number[]) =>
      fitGbdt({ ...leads, binned: binMatrix(leads.matrix), options: OPTIONS, directions, seed: 1 });
    assert.throws(
      () => fit([0, 0, 1]),
      new TypeError('fitGbdt requires direction 0 for categories, got 1 for column 2'),
    );
    assert.throws(() => fit([0, 0]), new RangeError('fitGbdt requires 3 directions, got 2'));
    for (const wrong of [2, 0.5, Number.NaN])
      assert.throws(
        () => fit([wrong, 0, 0]),
        new RangeError(`fitGbdt requires directions of -1, 0 or 1, got ${wrong} for column 0`),
      );
  });
});
