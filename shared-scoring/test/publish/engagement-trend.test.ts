import assert from 'node:assert/strict';
import {
  DEFAULT_SIGNALS,
  type EngagementEvent,
  engagementLogOdds,
  engagementTrend,
  foldEvents,
  TREND_DAYS,
} from '../../src/index.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const DAY_MS = 86_400_000;
const SCALE = { pointsPerLogOdds: 10 / Math.LN2, midLogOdds: -2 };

/** Acts as a signal and how many days ago. */
function trendOf(...acts: [signal: string, daysAgo: number][]) {
  const events = acts.map(([signal, days]): EngagementEvent => ({ signal, atMs: NOW - days * DAY_MS }));
  const history = {
    now: foldEvents(events, DEFAULT_SIGNALS, NOW),
    sevenDaysAgo: foldEvents(events, DEFAULT_SIGNALS, NOW - TREND_DAYS * DAY_MS),
    signals: DEFAULT_SIGNALS,
    nowMs: NOW,
  };
  return {
    ...engagementTrend(history, SCALE),
    logOdds: engagementLogOdds(history.now, DEFAULT_SIGNALS, NOW),
  };
}

describe('engagementTrend', () => {
  it('says 50 and nothing else of a lead that did nothing', () => {
    const { points, change7Days, trend, signals } = trendOf();
    assert.deepEqual(
      { points, change7Days, trend, signals },
      { points: 50, change7Days: 0, trend: 'steady', signals: [] },
    );
  });

  it('rises by what happened in the last seven days', () => {
    const { points, change7Days, trend } = trendOf(['demo_request', 1], ['pricing_view', 2]);
    assert.equal(change7Days, points - 50);
    assert.equal(trend, 'rising');
  });

  it('falls while what happened earlier cools', () => {
    const { change7Days, trend } = trendOf(['demo_request', 8]);
    assert.ok(change7Days < -3);
    assert.equal(trend, 'falling');
  });

  it('is steady within three points', () => {
    assert.equal(trendOf(['page_view', 1]).trend, 'steady');
  });

  it('gives each signal its points, the weightiest first, which add up', () => {
    const { signals, logOdds } = trendOf(['page_view', 1], ['unsubscribe', 1], ['demo_request', 0]);
    assert.deepEqual(
      signals.map(({ name, points }) => [name, Math.sign(points)]),
      [
        ['demo_request', 1],
        ['unsubscribe', -1],
        ['page_view', 1],
      ],
    );
    const sum = signals.reduce((total, { points }) => total + points, 0);
    assert.ok(Math.abs(sum - SCALE.pointsPerLogOdds * logOdds) < 1e-9);
  });

  it('stays within the scale', () => {
    const busy = Array.from({ length: 500 }, (): [string, number] => ['demo_request', 0]);
    assert.equal(trendOf(...busy, ...busy.map((): [string, number] => ['trial_start', 0])).points, 100);
  });
});
