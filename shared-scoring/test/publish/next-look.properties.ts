import assert from 'node:assert/strict';
import fc from 'fast-check';
import { engagementLogOdds } from '../../src/engagement/cooling.ts';
import { foldEvents, NO_ENGAGEMENT } from '../../src/engagement/engagement.ts';
import { DEFAULT_SIGNALS } from '../../src/engagement/signals.ts';
import { nextLook } from '../../src/publish/next-look.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22);
const events = fc
  .array(
    fc.record({
      signal: fc.constantFrom(...DEFAULT_SIGNALS.map(({ name }) => name)),
      atMs: fc.integer({ min: NOW - 60 * 24 * HOUR, max: NOW }),
    }),
    { maxLength: 12 },
  )
  .map(list => foldEvents(list, DEFAULT_SIGNALS, NOW));
const margins = fc.double({ min: 0.001, max: 2, noNaN: true });
const MINUTE = 60_000;

describe('nextLook', () => {
  const lookAt = (state: typeof NO_ENGAGEMENT, least: number, most: number) =>
    nextLook({ state, signals: DEFAULT_SIGNALS, fromMs: NOW, least, most });

  it('comes no later than a minute after the engagement leaves the range', () => {
    fc.assert(
      fc.property(
        events,
        margins,
        margins,
        fc.integer({ min: 1, max: 400 * 24 * 60 }),
        (state, a, b, minutes) => {
          const now = engagementLogOdds(state, DEFAULT_SIGNALS, NOW);
          const at = NOW + minutes * MINUTE;
          const then = engagementLogOdds(state, DEFAULT_SIGNALS, at);
          if (then >= now - a && then <= now + b) return;
          const look = lookAt(state, now - a, now + b);
          assert.ok(look !== undefined && look <= at + MINUTE, `${look} <= ${at}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is hardly too early: within a hundredth of the wait, for engagement that only cools', () => {
    const state = foldEvents([{ signal: 'demo_request', atMs: NOW }], DEFAULT_SIGNALS, NOW);
    const now = engagementLogOdds(state, DEFAULT_SIGNALS, NOW);
    for (const drop of [0.01, 0.1, 0.5, 1]) {
      const look = lookAt(state, now - drop, Number.POSITIVE_INFINITY)!;
      const wait = look - NOW;
      assert.ok(engagementLogOdds(state, DEFAULT_SIGNALS, NOW + 1.02 * wait + MINUTE) < now - drop);
    }
  });

  it('never comes when the engagement cannot leave the range', () => {
    const state = foldEvents([{ signal: 'meeting', atMs: NOW }], DEFAULT_SIGNALS, NOW);
    assert.equal(lookAt(state, -0.1, 99), undefined);
    assert.equal(lookAt(NO_ENGAGEMENT, 0, 0), undefined);
  });

  it('is now when the engagement is out of the range already', () => {
    assert.equal(lookAt(NO_ENGAGEMENT, 1, 2), NOW);
  });

  it('sees a score rise again when what spoke against it wears off', () => {
    const state = foldEvents([{ signal: 'unsubscribe', atMs: NOW }], DEFAULT_SIGNALS, NOW);
    const now = engagementLogOdds(state, DEFAULT_SIGNALS, NOW);
    const look = lookAt(state, Number.NEGATIVE_INFINITY, now + 0.2);
    assert.ok(look !== undefined && look > NOW + 24 * HOUR);
  });

  it('refuses a time before the newest event', () => {
    const state = foldEvents([{ signal: 'chat', atMs: NOW + 1 }], DEFAULT_SIGNALS, NOW + 1);
    assert.throws(() => lookAt(state, 0, 1), RangeError);
  });
});
