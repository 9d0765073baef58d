import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldEvents, signalCounts } from '../../src/engagement/engagement.ts';
import { DEFAULT_SIGNALS } from '../../src/engagement/signals.ts';
import { mergeActiveTimes, RETURN_SIGNAL, SILENCE_MS, withReturns } from '../../src/engagement/silence.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22');
const act = (daysAgo: number, signal = 'page_view') => ({ signal, atMs: NOW - daysAgo * DAY });
const returnsOf = (events: readonly { signal: string; atMs: number }[]) => {
  const counts = signalCounts(foldEvents(events, DEFAULT_SIGNALS, NOW), DEFAULT_SIGNALS, NOW);
  return counts[DEFAULT_SIGNALS.findIndex(({ name }) => name === RETURN_SIGNAL)]!.toFixed(6);
};

describe('a return after silence', () => {
  it('counts from the first act after 40 days without one, and cools as any act', () => {
    assert.equal(returnsOf([act(39.9), act(0)]), '0.000000');
    assert.equal(returnsOf([act(40), act(0)]), '1.000000');
    assert.equal(returnsOf([act(60), act(7), act(0)]), '0.500000');
  });

  it('is none for who was never here before', () => {
    assert.equal(returnsOf([act(0)]), '0.000000');
  });

  it('is none of what the person did not do, and nothing that can be sent', () => {
    for (const signal of ['email_open', 'email_bounce', 'unsubscribe', 'note', 'company_active'])
      assert.equal(returnsOf([act(60), act(0, signal)]), '0.000000', signal);
    assert.equal(returnsOf([act(0, RETURN_SIGNAL)]), '0.000000');
  });

  it('ends when a late act shows that there was no silence', () => {
    assert.equal(returnsOf([act(60), act(0), act(30)]), '0.000000');
  });
});

describe('laws of active times', () => {
  const times = fc
    .array(fc.integer({ min: 0, max: 500 }), { maxLength: 12 })
    .map(days => days.map(day => act(day).atMs));
  const active = (of: readonly number[]) =>
    of.reduce<readonly number[]>((all, atMs) => mergeActiveTimes(all, [atMs, atMs]), []);

  it('are those of all acts together, in any parts, and acts count once', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const whole = active([...a, ...b]);
        assert.deepEqual(mergeActiveTimes(active(a), active(b)), whole);
        assert.deepEqual(mergeActiveTimes(active(b), active(a)), whole);
        assert.deepEqual(mergeActiveTimes(whole, whole), whole);
      }),
    );
  });

  it('begin and end with acts, and lie a silence apart', () => {
    fc.assert(
      fc.property(times, all => {
        const ends = active(all);
        assert.ok(ends.every(end => all.includes(end)));
        for (let at = 2; at < ends.length; at += 2) assert.ok(ends[at]! - ends[at - 1]! >= SILENCE_MS);
      }),
    );
  });

  it('tell the same returns as a lead’s events told one after the other', () => {
    fc.assert(
      fc.property(times, all => {
        const inOrder = all.toSorted((a, b) => a - b);
        const expected = inOrder.filter((atMs, at) => at > 0 && atMs - inOrder[at - 1]! >= SILENCE_MS);
        const events = all.map(atMs => ({ signal: 'page_view', atMs }));
        const returns = withReturns(events).filter(({ signal }) => signal === RETURN_SIGNAL);
        assert.deepEqual(
          returns.map(({ atMs }) => atMs),
          expected,
        );
      }),
    );
  });
});
