import assert from 'node:assert/strict';
import { cutRolling } from '../../../../src/cli/evaluate/parts/cut-rolling.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2024, 0, 1);
const alternating = (count: number) => Uint8Array.from({ length: count }, (_, row) => row % 2);
const daily = (count: number) => Float64Array.from({ length: count }, (_, row) => START + row * DAY_MS);
const namesOf = (parts: readonly { window: string | undefined }[]) => parts.map(({ window }) => window);

describe('cutRolling', () => {
  it('judges the later half of the months, each after all before it', () => {
    const parts = cutRolling(alternating(121), { kind: 'dates', values: daily(121) });
    assert.deepEqual(namesOf(parts), ['2024-03', '2024-04']);
    assert.deepEqual(
      parts.map(({ trainRows, testRows }) => [trainRows.length, testRows[0], testRows.length]),
      [
        [60, 60, 31],
        [91, 91, 30],
      ],
    );
  });

  it('judges at most the newest twelve windows', () => {
    const parts = cutRolling(alternating(1216), { kind: 'dates', values: daily(1216) });
    assert.equal(parts.length, 12);
    assert.equal(parts.at(-1)!.window, '2027-04');
  });

  it('joins months too thin to judge with the next, and a thin rest with the last', () => {
    const labels = alternating(140).map((label, row) => (row >= 31 && row < 60 ? 0 : label));
    const parts = cutRolling(labels, { kind: 'dates', values: daily(140) });
    assert.deepEqual(namesOf(parts), ['2024-04 to 2024-05']);
    assert.equal(parts[0]!.trainRows.length, 91);
  });

  it('cuts numbers into ten parts, whatever the order of the rows', () => {
    const values = Float64Array.from({ length: 300 }, (_, row) => (row * 7) % 300);
    const parts = cutRolling(alternating(300), { kind: 'numbers', values });
    assert.deepEqual(namesOf(parts), [
      'leads 151 to 180',
      'leads 181 to 210',
      'leads 211 to 240',
      'leads 241 to 270',
      'leads 271 to 300',
    ]);
    for (const { trainRows, testRows } of parts) {
      const latest = Math.max(...[...trainRows].map(row => values[row]!));
      assert.ok([...testRows].every(row => values[row]! > latest));
    }
  });

  it('keeps leads of one time together', () => {
    const values = Float64Array.from({ length: 300 }, (_, row) => Math.floor(row / 50));
    for (const { trainRows, testRows } of cutRolling(alternating(300), { kind: 'numbers', values })) {
      const learned = new Set([...trainRows].map(row => values[row]!));
      assert.ok([...testRows].every(row => !learned.has(values[row]!)));
    }
  });

  it('refuses a single window', () => {
    assert.throws(
      () => cutRolling(alternating(30), { kind: 'dates', values: daily(30) }),
      /needs two windows of time with at least 10 leads of each outcome, found 1/,
    );
  });
});
