import assert from 'node:assert/strict';
import { findLeakSuspects } from '../../../src/evaluate/leaks/find-leak-suspects.ts';
import type { ColumnMatrix } from '../../../src/math/column-matrix.ts';
import { createRandom } from '../../../src/math/random.ts';
import { drawTimedLeads } from '../../support/timed-leads.ts';

const N = 400;
const random = createRandom(5);
const labels = Uint8Array.from({ length: N }, (_, row) => Number(row % 4 === 0));
const outcomeAt = Float64Array.from(labels, () => 100 + random.below(50));
const telling: ColumnMatrix = {
  nRows: N,
  columns: [{ kind: 'number', values: Float64Array.from(labels, label => label + random.next() / 2) }],
};
const repeat = (matrix: ColumnMatrix, count: number): ColumnMatrix => ({
  nRows: N,
  columns: Array.from({ length: count }, () => matrix.columns[0]),
});

/** The one suspect of a telling column filled at the given times. */
function suspectOf(filledAt: (row: number) => number) {
  const times = { outcomeAt, filledAt: [Float64Array.from(labels, (_, row) => filledAt(row))] };
  const suspects = findLeakSuspects(telling, ['Rating'], { labels, seed: 1, times });
  assert.ok(suspects.length <= 1);
  return suspects[0];
}

describe('findLeakSuspects with times', () => {
  for (const kind of ['common', 'subtle'] as const) {
    it(`blocks all of 5 ${kind} leaks among 30 columns and at most one honest column`, () => {
      for (const [seed, nRows] of [300, 1000, 1000].entries()) {
        const { names, matrix, leaks, ...known } = drawTimedLeads(nRows, seed, kind);
        const suspects = findLeakSuspects(matrix, names, { ...known, seed: 1 });
        const blocked = suspects.filter(({ isBlocked }) => isBlocked).map(({ column }) => column);
        assert.deepEqual(
          leaks.filter(leak => !blocked.includes(leak)),
          [],
        );
        assert.ok(blocked.length <= leaks.length + 1, blocked.join());
      }
    });
  }

  it('says how many leads were late, and what the column tells without them', () => {
    const suspect = suspectOf(row => outcomeAt[row] + (row % 2 === 0 ? 5 : -5));
    assert.deepEqual([suspect.sign, suspect.isBlocked], ['filled_late', true]);
    assert.match(
      suspect.sentence,
      /^"Rating" was filled or changed after the outcome in up to 100 % of the 400 leads whose times are known \(AUC [01]\.\d\d alone, 0\.50 without those\): it must be left out/,
    );
  });

  it('does not suspect a column that is known in time, however much it tells', () => {
    assert.equal(
      suspectOf(row => outcomeAt[row] - 1),
      undefined,
    );
    assert.equal(
      suspectOf(row => outcomeAt[row] + (row % 50 === 0 ? 1 : -1)),
      undefined,
    );
  });

  it('only suspects a column that is changed late in some leads and tells no more in them', () => {
    const { sign, isBlocked } = suspectOf(row => outcomeAt[row] + (row % 7 === 0 ? 1 : -1));
    assert.deepEqual([sign, isBlocked], ['filled_late', false]);
  });

  it('falls back to what the values tell where too few times are known', () => {
    const { sign, isBlocked } = suspectOf(row => (row < 9 ? outcomeAt[row] + 1 : Number.NaN));
    assert.deepEqual([sign, isBlocked], ['predicts_alone', false]);
    assert.equal(suspectOf(row => (row < 100 ? outcomeAt[row] - 1 : Number.NaN)).sign, 'predicts_alone');
  });

  it('does not clear a column whose times are known for the others only, however few convert', () => {
    const rare = Uint8Array.from(labels, (_, row) => Number(row % 10 === 0));
    const filledAt = [Float64Array.from(rare, (label, row) => (label ? Number.NaN : outcomeAt[row] - 1))];
    const matrix: ColumnMatrix = {
      nRows: N,
      columns: [{ kind: 'number', values: Float64Array.from(rare, label => label + random.next() / 2) }],
    };
    const times = { outcomeAt, filledAt };
    const [suspect] = findLeakSuspects(matrix, ['Reason won'], { labels: rare, seed: 1, times });
    assert.deepEqual([suspect?.sign, suspect?.isBlocked], ['predicts_alone', false]);
  });

  it('blocks what is filled in the moment of the outcome, unless most columns are', () => {
    const atOutcome = outcomeAt;
    const before = outcomeAt.map(time => time - 1);
    const blockedOf = (filledAt: Float64Array[]) =>
      findLeakSuspects(
        repeat(telling, filledAt.length),
        filledAt.map((_, at) => `c${at}`),
        { labels, seed: 1, times: { outcomeAt, filledAt } },
      )
        .filter(({ isBlocked }) => isBlocked)
        .map(({ column }) => column);
    assert.deepEqual(blockedOf([before, atOutcome, before]), ['c1']);
    assert.deepEqual(blockedOf([atOutcome, atOutcome, atOutcome]), []);
  });

  it('refuses times that do not fit the table', () => {
    const ask = (times: { outcomeAt: Float64Array; filledAt: (Float64Array | undefined)[] }) => () =>
      findLeakSuspects(telling, ['Rating'], { labels, seed: 1, times });
    assert.throws(
      ask({ outcomeAt: new Float64Array(3), filledAt: [undefined] }),
      /400 outcome times, got 3$/,
    );
    assert.throws(ask({ outcomeAt, filledAt: [] }), /for 1 columns, got 0$/);
    assert.throws(
      ask({ outcomeAt, filledAt: [new Float64Array(2)] }),
      /400 filling times in each column, got 2$/,
    );
  });
});
