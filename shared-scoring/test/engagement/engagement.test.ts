import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addEvent,
  type EngagementEvent,
  type EngagementState,
  foldEvents,
  mergeEngagement,
  NO_ENGAGEMENT,
  signalCounts,
} from '../../src/engagement/engagement.ts';
import { DEFAULT_SIGNALS } from '../../src/engagement/signals.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22');
const event = fc.record({
  signal: fc.constantFrom(...DEFAULT_SIGNALS.map(({ name }) => name), 'unheard_of', '__proto__'),
  atMs: fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY }),
});
const events = fc.array(event, { maxLength: 40 });
const fold = (list: readonly EngagementEvent[], asOfMs = Infinity) =>
  foldEvents(list, DEFAULT_SIGNALS, asOfMs);

describe('engagement', () => {
  it('counts each signal by its own half-life', () => {
    const state = fold([
      { signal: 'demo_request', atMs: NOW - 3 * DAY },
      { signal: 'webinar', atMs: NOW - 20 * DAY },
      { signal: 'webinar', atMs: NOW },
    ]);
    const counts = signalCounts(state, DEFAULT_SIGNALS, NOW);
    const of = (name: string) => counts[DEFAULT_SIGNALS.findIndex(signal => signal.name === name)];
    assert.deepEqual(
      ['demo_request', 'webinar', 'meeting'].map(name => of(name).toFixed(9)),
      ['0.500000000', '1.500000000', '0.000000000'],
    );
  });

  it('takes no notice of signals that it does not know', () => {
    assert.equal(addEvent(NO_ENGAGEMENT, { signal: 'toString', atMs: NOW }, DEFAULT_SIGNALS), NO_ENGAGEMENT);
  });

  it('refuses an event without a time', () => {
    for (const atMs of [Number.NaN, Infinity])
      assert.throws(() => fold([{ signal: 'webinar', atMs }], Infinity), RangeError);
  });
});

describe('laws of engagement', () => {
  it('equals the fold for any order', () => {
    const shuffled = events.chain(list =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(fc.property(shuffled, ([list, other]) => assert.deepEqual(fold(other), fold(list))));
  });

  it('equals the fold for any split, merged in any order', () => {
    fc.assert(
      fc.property(events, events, events, (a, b, c) => {
        const whole = fold([...a, ...b, ...c]);
        const merge = (x: EngagementState, y: EngagementState) => mergeEngagement(x, y, DEFAULT_SIGNALS);
        assert.deepEqual(merge(merge(fold(a), fold(b)), fold(c)), whole);
        assert.deepEqual(merge(fold(c), merge(fold(b), fold(a))), whole);
      }),
    );
  });

  it('ignores events after the as-of time', () => {
    fc.assert(
      fc.property(events, list => {
        const known = list.filter(({ atMs }) => atMs <= NOW);
        assert.deepEqual(fold(list, NOW), fold(known));
        assert.ok(signalCounts(fold(list, NOW), DEFAULT_SIGNALS, NOW).every(count => count >= 0));
      }),
    );
  });

  it('leaves the states that it is made of alone', () => {
    fc.assert(
      fc.property(events, event, (list, next) => {
        const before = fold(list);
        const copy = structuredClone(before);
        addEvent(before, next, DEFAULT_SIGNALS);
        assert.deepEqual(before, copy);
      }),
    );
  });
});
