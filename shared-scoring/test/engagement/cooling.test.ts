import assert from 'node:assert/strict';
import fc from 'fast-check';
import { engagementLogOdds, forecastCooling } from '../../src/engagement/cooling.ts';
import { foldEvents, NO_ENGAGEMENT } from '../../src/engagement/engagement.ts';
import { DEFAULT_SIGNALS } from '../../src/engagement/signals.ts';
import { assertNear } from '../support/near.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22');
const stateOf = (...names: string[]) =>
  foldEvents(
    names.map(signal => ({ signal, atMs: NOW })),
    DEFAULT_SIGNALS,
    NOW,
  );
const inDays = (days: number) => NOW + days * DAY;

describe('engagementLogOdds', () => {
  it('is nothing without engagement', () => {
    assert.equal(engagementLogOdds(NO_ENGAGEMENT, DEFAULT_SIGNALS, NOW), 0);
  });

  it('is the weight times the logarithm of one more than the count', () => {
    const expected = 1.6 * Math.log(1.5);
    assertNear(engagementLogOdds(stateOf('demo_request'), DEFAULT_SIGNALS, inDays(3)), expected, 1e-9);
  });

  it('falls with an unsubscribe', () => {
    const without = engagementLogOdds(stateOf('webinar'), DEFAULT_SIGNALS, NOW);
    assert.ok(engagementLogOdds(stateOf('webinar', 'unsubscribe'), DEFAULT_SIGNALS, NOW) < without);
  });
});

describe('forecastCooling', () => {
  const forecast = (names: string[], days: number[]) =>
    forecastCooling({
      state: stateOf(...names),
      signals: DEFAULT_SIGNALS,
      restLogOdds: -2,
      atMs: days.map(inDays),
    });

  it('begins at the log-odds of now and ends at those without engagement', () => {
    const [now, end] = forecast(['demo_request', 'webinar'], [0, 5000]);
    assertNear(now, -2 + (1.6 + 0.5) * Math.LN2, 1e-9);
    assertNear(end, -2, 1e-12);
  });

  it('never rises when nothing speaks against a conversion', () => {
    const helpful = DEFAULT_SIGNALS.filter(({ weight }) => weight > 0).map(({ name }) => name);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...helpful)), fc.nat(60), fc.nat(60), (names, from, more) => {
        const [before, after] = forecast(names, [from, from + more]);
        assert.ok(after <= before);
      }),
    );
  });

  it('refuses times before the newest event, and log-odds that are no number', () => {
    assert.throws(() => forecast(['webinar'], [-1]), RangeError);
    const request = { state: NO_ENGAGEMENT, signals: DEFAULT_SIGNALS, restLogOdds: Number.NaN, atMs: [] };
    assert.throws(() => forecastCooling(request), /finite restLogOdds, got NaN/);
  });
});
