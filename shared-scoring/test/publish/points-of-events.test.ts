import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldEvents } from '../../src/engagement/engagement.ts';
import { DEFAULT_SIGNALS } from '../../src/engagement/signals.ts';
import { pointsOfEvents, type SignedEvent } from '../../src/publish/points-of-events.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22');
const SCALE = {
  scale: { midLogOdds: 0, pointsPerLogOdds: 10 / Math.LN2 },
  thresholds: { hot: 70, warm: 60, nurture: 40 },
};
const fold = (events: readonly SignedEvent[]) => foldEvents(events, DEFAULT_SIGNALS, NOW);
const scored = (events: readonly SignedEvent[], logOdds = -1) => ({
  ...{ fit: { logOdds, low: 0.1, high: 0.4 }, state: fold(events), isLearned: true },
  signedState: events.every(({ signed }) => signed) ? null : fold(events.filter(({ signed }) => signed)),
  ...{ signals: DEFAULT_SIGNALS, asOfMs: NOW },
});
const event = (signal: string, daysAgo = 0, signed = true) => ({ signal, atMs: NOW - daysAgo * DAY, signed });

describe('pointsOfEvents', () => {
  it('is what the score was lifted by, less the older the event is', () => {
    const points = [0, 3, 6].map(daysAgo => {
      const events = [event('demo_request', daysAgo)];
      return pointsOfEvents(scored(events), events, SCALE);
    });
    assert.deepEqual(points, [16, 9, 5]);
  });

  it('gives events of one kind less together than each would have alone', () => {
    const events = [event('pricing_view'), event('pricing_view')];
    const [first] = events;
    assert.deepEqual(
      [[first!], events].map(some => pointsOfEvents(scored(events), some, SCALE)),
      [3, 9],
    );
  });

  it('ends where the scale and the band of unsigned acts end', () => {
    const often = Array.from({ length: 30 }, () => event('trial_start'));
    assert.equal(pointsOfEvents(scored(often, 3), often, SCALE), 100 - 93);
    const unsigned = often.map(each => ({ ...each, signed: false }));
    assert.equal(pointsOfEvents(scored(unsigned), unsigned, SCALE), 39 - 36);
  });

  it('is nothing for what does not count', () => {
    const events = [event('unheard_of'), event('page_view')];
    assert.equal(pointsOfEvents(scored(events), [event('unheard_of')], SCALE), 0);
  });

  it('takes out exactly what a fold without the events would lack', () => {
    const anyEvent = fc.record({
      signal: fc.constantFrom(...DEFAULT_SIGNALS.map(({ name }) => name)),
      // Returns after silence would follow from what is left.
      atMs: fc.integer({ min: NOW - 39 * DAY, max: NOW }),
      signed: fc.boolean(),
      isGone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), events => {
        const left = events.filter(({ isGone }) => !isGone);
        const points = pointsOfEvents(
          scored(events),
          events.filter(({ isGone }) => isGone),
          SCALE,
        );
        const fitOnly = { ...scored([]), fit: scored([]).fit };
        const without = pointsOfEvents(scored(left), left, SCALE);
        const all = pointsOfEvents(scored(events), events, SCALE);
        assert.equal(pointsOfEvents(fitOnly, [], SCALE), 0);
        assert.equal(points, all - without);
      }),
    );
  });
});
