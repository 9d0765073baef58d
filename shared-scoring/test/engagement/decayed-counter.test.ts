import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countEvent,
  type DecayedCounter,
  mergeCounters,
  readCounter,
} from '../../src/engagement/decayed-counter.ts';
import { assertNear } from '../support/near.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01');
const countAll = (halfLifeDays: number, times: readonly number[]) =>
  times.map(atMs => countEvent(halfLifeDays, atMs)).reduce(mergeCounters);

describe('a decayed counter', () => {
  it('counts a fresh event as one, and half after each half-life', () => {
    const counter = countEvent(3, START);
    for (const [days, count] of [
      [0, 1],
      [3, 0.5],
      [6, 0.25],
      [30, 2 ** -10],
    ])
      assertNear(readCounter(counter, START + days * DAY), count, 1e-10);
  });

  it('takes no more room than 40 cells', () => {
    const counter = countAll(
      1,
      Array.from({ length: 500 }, (_, day) => START + day * DAY),
    );
    assert.equal(counter.cells.length, 40);
    assertNear(readCounter(counter, counter.newestMs), 2, 1e-9);
  });

  it('does not tell the past of what came later', () => {
    assert.throws(() => readCounter(countEvent(3, START), START - 1), RangeError);
    assert.throws(() => readCounter(countEvent(3, START), Number.NaN), RangeError);
  });

  it('refuses half-lives and times that are none, and mixing half-lives', () => {
    for (const days of [0, -1, Number.NaN, Infinity])
      assert.throws(() => countEvent(days, START), RangeError);
    for (const time of [Number.NaN, Infinity]) assert.throws(() => countEvent(1, time), RangeError);
    assert.throws(
      () => mergeCounters(countEvent(1, START), countEvent(2, START)),
      /equal half-lives, got 1 and 2 days/,
    );
  });
});

/** Numbers under this have fewer digits the smaller they are. */
const SMALLEST_NORMAL = 2 ** -1022;

describe('laws of a decayed counter', () => {
  const halfLifeDays = fc.double({ min: 0.01, max: 400, noNaN: true });
  const times = fc.array(fc.integer({ min: START - 4000 * DAY, max: START + 4000 * DAY }), {
    minLength: 1,
    maxLength: 60,
  });

  it('equals the sum over its events, within 1e-9 of it', () => {
    fc.assert(
      fc.property(halfLifeDays, times, fc.nat(100 * DAY), (days, events, later) => {
        const asOf = Math.max(...events) + later;
        const sum = events.reduce((total, atMs) => total + 2 ** (-(asOf - atMs) / (days * DAY)), 0);
        assertNear(readCounter(countAll(days, events), asOf), sum, 1e-9 * sum + SMALLEST_NORMAL);
      }),
    );
  });

  it('is the same, bit for bit, for any order and any split of its events', () => {
    fc.assert(
      fc.property(
        halfLifeDays,
        times.chain(events => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, sameLength(events)))),
        fc.nat(59),
        (days, [events, shuffled], cut) => {
          const whole = countAll(days, events);
          assert.deepEqual(countAll(days, shuffled), whole);
          const at = 1 + (cut % events.length);
          const [left, right] = [events.slice(0, at), events.slice(at)];
          if (right.length > 0)
            assert.deepEqual(mergeCounters(countAll(days, right), countAll(days, left)), whole);
        },
      ),
    );
  });

  it('stays so when a cell is full', () => {
    const full: DecayedCounter = { ...countEvent(1, START), cells: [Number.MAX_SAFE_INTEGER - 1, 5] };
    const [b, c] = [countEvent(1, START), countEvent(1, START + DAY)];
    assert.deepEqual(mergeCounters(mergeCounters(full, b), c), mergeCounters(full, mergeCounters(c, b)));
    assert.equal(mergeCounters(full, b).cells[0], Number.MAX_SAFE_INTEGER);
  });

  it('survives JSON', () => {
    fc.assert(
      fc.property(halfLifeDays, times, (days, events) => {
        const counter = countAll(days, events);
        assert.deepEqual(JSON.parse(JSON.stringify(counter)), counter);
      }),
    );
  });
});

function sameLength(events: readonly number[]) {
  return { minLength: events.length, maxLength: events.length };
}
