import assert from 'node:assert/strict';
import { findColumnDrift, findScoreDrift } from '../../src/drift/find-drift.ts';
import { psiOfCounts } from '../../src/drift/psi.ts';
import type { MatrixColumn } from '../../src/math/column-matrix.ts';
import { createRandom } from '../../src/math/random.ts';
import { assertNear } from '../support/near.ts';

const random = createRandom(3);
const numbers = (count: number, of: () => number): MatrixColumn => ({
  kind: 'number',
  values: Float64Array.from({ length: count }, of),
});
const levels = (count: number, of: () => number): MatrixColumn => ({
  kind: 'category',
  levelCount: 9,
  codes: Int32Array.from({ length: count }, of),
});

function driftOf(reference: MatrixColumn, current: MatrixColumn) {
  const nRowsOf = (column: MatrixColumn) => (column.kind === 'number' ? column.values : column.codes).length;
  const sample = (column: MatrixColumn) => ({ nRows: nRowsOf(column), columns: [column] });
  return findColumnDrift(['source'], { reference: sample(reference), current: sample(current) })[0];
}

describe('psiOfCounts', () => {
  it('sums differences of shares times those of their logarithms', () => {
    const { psi } = psiOfCounts([50, 50], [75, 25]);
    assertNear(psi, -0.25 * Math.log(0.5 / 0.75) + 0.25 * Math.log(0.5 / 0.25), 1e-12);
  });

  it('stays under its chance level in about 95 of 100 samples without drift', () => {
    const draw = (count: number) => {
      const counts = new Float64Array(10);
      for (let row = 0; row < count; row++) counts[random.below(10)]++;
      return counts;
    };
    let under = 0;
    for (let sample = 0; sample < 1000; sample++) {
      const { psi, chanceLevel } = psiOfCounts(draw(800), draw(300));
      under += Number(psi <= chanceLevel);
    }
    assert.ok(under >= 925 && under <= 970, `${under}`);
  });

  it('refuses other bins and no leads', () => {
    assert.throws(() => psiOfCounts([1], [1, 2]), /the same bins for both samples, got 1 and 2$/);
    assert.throws(() => psiOfCounts([1, 2], [0, 0]), /leads in both samples, got 3 and 0$/);
  });
});

describe('findColumnDrift', () => {
  it('finds numbers that moved, and leaves those alone that did not', () => {
    const before = numbers(2000, () => random.next());
    assert.equal(
      driftOf(
        before,
        numbers(2000, () => random.next()),
      ).level,
      'stable',
    );
    assert.equal(
      driftOf(
        before,
        numbers(2000, () => random.next() ** 1.4),
      ).level,
      'moved',
    );
    assert.equal(
      driftOf(
        before,
        numbers(2000, () => random.next() + 0.5),
      ).level,
      'shifted',
    );
  });

  it('finds a level that was never seen before, and one that grew', () => {
    const before = levels(2000, () => random.below(4));
    assert.equal(
      driftOf(
        before,
        levels(2000, () => random.below(4)),
      ).level,
      'stable',
    );
    assert.equal(
      driftOf(
        before,
        levels(2000, () => (random.next() < 0.2 ? 7 : random.below(4))),
      ).level,
      'shifted',
    );
    assert.equal(
      driftOf(
        before,
        levels(2000, () => Math.max(0, random.below(8) - 4)),
      ).level,
      'shifted',
    );
  });

  it('finds a field that is no longer filled, with the shares', () => {
    const drift = driftOf(
      numbers(1000, () => random.next()),
      numbers(1000, () => (random.next() < 0.4 ? Number.NaN : random.next())),
    );
    assert.equal(drift.level, 'shifted');
    assert.equal(drift.missingBefore, 0);
    assertNear(drift.missingNow, 0.4, 0.05);
  });

  it('finds a word that is no longer given, with the shares', () => {
    const drift = driftOf(
      levels(1000, () => random.below(4)),
      levels(1000, () => (random.next() < 0.4 ? -1 : random.below(4))),
    );
    assert.equal(drift.level, 'shifted');
    assert.equal(drift.missingBefore, 0);
    assertNear(drift.missingNow, 0.4, 0.05);
  });

  it('is finite for infinities, for columns without a value, and for new leads without one', () => {
    const empty = numbers(100, () => Number.NaN);
    const wide = numbers(100, () => [Infinity, -Infinity, 1e308, -1e308, 0, Number.NaN][random.below(6)]);
    const noWord = levels(100, () => -1);
    const words = levels(100, () => random.below(3));
    for (const [before, now] of [
      [empty, empty],
      [empty, wide],
      [wide, empty],
      [wide, wide],
      [noWord, words],
      [words, noWord],
      [noWord, noWord],
    ])
      assert.ok(driftOf(before, now).psi >= 0 && driftOf(before, now).psi < Infinity);
    assert.equal(driftOf(empty, empty).psi, 0);
    assert.equal(driftOf(wide, empty).level, 'shifted');
  });

  it('does not take the luck of few leads for drift', () => {
    const before = numbers(1000, () => random.next());
    const few = Array.from({ length: 100 }, () =>
      driftOf(
        before,
        numbers(15, () => random.next()),
      ),
    );
    assert.ok(few.filter(({ psi }) => psi > 0.25).length > 50);
    assert.ok(few.filter(({ level }) => level === 'stable').length > 85);
  });

  it('puts the strongest drift first', () => {
    const same = numbers(500, () => random.next());
    const moved = numbers(500, () => 1 + random.next());
    const drifts = findColumnDrift(['still', 'moved'], {
      reference: { nRows: 500, columns: [same, same] },
      current: { nRows: 500, columns: [same, moved] },
    });
    assert.deepEqual(
      drifts.map(({ column }) => column),
      ['moved', 'still'],
    );
  });

  it('refuses columns that do not match', () => {
    const one = { nRows: 2, columns: [numbers(2, () => 1)] };
    const other = { nRows: 2, columns: [levels(2, () => 1)] };
    assert.throws(() => findColumnDrift(['a'], { reference: one, current: other }), TypeError);
    assert.throws(
      () => findColumnDrift(['a', 'b'], { reference: one, current: one }),
      /2 columns .* got 1 and 1$/,
    );
    assert.throws(
      () => findColumnDrift(['a'], { reference: one, current: { ...one, nRows: 3 } }),
      /requires 3 rows in column "a", got 2$/,
    );
    assert.throws(
      () => findColumnDrift(['a'], { reference: one, current: { nRows: 0, columns: [numbers(0, () => 1)] } }),
      /leads in both samples, got 2 and 0$/,
    );
  });
});

describe('findScoreDrift', () => {
  it('finds scores that moved', () => {
    const before = Float64Array.from({ length: 1000 }, () => random.next());
    assert.equal(findScoreDrift(before, before).level, 'stable');
    assert.equal(
      findScoreDrift(
        before,
        before.map(value => value ** 2),
      ).level,
      'shifted',
    );
  });

  it('refuses no scores', () => {
    assert.throws(() => findScoreDrift(Float64Array.of(1), Float64Array.of()), RangeError);
  });
});
