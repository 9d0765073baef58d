import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SharedPace } from '../../src/connectors/crm-access.ts';
import {
  createRequestLimiter,
  createSharedLimiter,
  DEFAULT_PACE,
} from '../../src/connectors/hubspot/request-limiter.ts';

/** The moments at which requests that arrive after these gaps are let go, on a clock of our own that begins at `from`. */
function departures(gapsMs: readonly number[], perSecond: number, burst: number, from = 0): number[] {
  let now = from;
  const moments: number[] = [];
  const limiter = createRequestLimiter(
    { perSecond, burst },
    {
      now: () => now,
      longestWaitMs: Number.POSITIVE_INFINITY,
      async wait(waitMs) {
        moments[moments.length - 1] = now + waitMs;
      },
    },
  );
  for (const gap of gapsMs) {
    now += gap;
    moments.push(now);
    void limiter.acquire();
  }
  return moments;
}

const QUIET_MS = 60_000;

/** Most departures in any window of that length that begins with one. */
function mostWithin(moments: readonly number[], lengthMs: number): number {
  return Math.max(
    ...moments.map(start => moments.filter(each => each >= start && each < start + lengthMs).length),
  );
}

describe('createRequestLimiter', () => {
  const gap = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 15_000 }) },
  );
  const gaps = fc.array(gap, { minLength: 100, maxLength: 400 });

  it('lets at most 100 requests go in any 10 seconds, however they arrive', () => {
    const { requestsPerSecond, burst } = DEFAULT_PACE;
    fc.assert(
      fc.property(gaps, each => {
        assert.ok(mostWithin(departures(each, requestsPerSecond, burst), 10_000) <= 100);
      }),
    );
    const afterQuiet = [QUIET_MS, ...Array(500).fill(0)];
    const busy = mostWithin(departures(afterQuiet, requestsPerSecond, burst), 10_000);
    assert.ok(busy === 99 || busy === 100, `${busy} go`);
  });

  it('lets at most 5 searches go in any second', () => {
    fc.assert(
      fc.property(gaps, each => {
        assert.ok(mostWithin(departures(each, DEFAULT_PACE.searchesPerSecond, 1), 1000) <= 5);
      }),
    );
  });

  it('serves first come, first served', () => {
    const moments = departures(Array(60).fill(7), 9, 10);
    assert.deepEqual(
      moments,
      moments.toSorted((a, b) => a - b),
    );
  });

  it('lets a burst go at once after a quiet time', () => {
    const gaps = [QUIET_MS, ...Array(9).fill(0)];
    assert.deepEqual(departures(gaps, 9, 10), Array(10).fill(QUIET_MS));
  });

  it('goes on within the limit, at once, where a process before it was killed', () => {
    const { requestsPerSecond, burst } = DEFAULT_PACE;
    fc.assert(
      fc.property(gaps, gaps, fc.integer({ min: 0, max: 30_000 }), (before, after, killedAt) => {
        const first = departures(before, requestsPerSecond, burst).filter(moment => moment <= killedAt);
        const second = departures(after, requestsPerSecond, burst, killedAt);
        assert.ok(mostWithin([...first, ...second], 10_000) <= 100);
        assert.ok(second[0]! - killedAt <= after[0]! + 1_000 / requestsPerSecond);
      }),
    );
  });

  it('lets nobody go during a pause, and no burst after it', async () => {
    const waits: number[] = [];
    const wait = async (waitMs: number) => void waits.push(waitMs);
    const limiter = createRequestLimiter(
      { perSecond: 10, burst: 5 },
      { now: () => 0, longestWaitMs: 60_000, wait },
    );
    await limiter.pause(2000);
    for (let each = 0; each < 3; each += 1) await limiter.acquire();
    assert.deepEqual(waits, [2000, 2100, 2200]);
  });

  it('lets nobody wait for longer than a while, and gives away no turn for that', async () => {
    let now = 0;
    const limiter = createRequestLimiter(
      { perSecond: 10, burst: 1 },
      { now: () => now, longestWaitMs: 5_000 },
    );
    await limiter.pause(900_000);
    const refusal = { code: 'ERR_CRM_RATE_LIMITED', retryAfterMs: 900_000 };
    for (let each = 0; each < 3; each += 1) await assert.rejects(limiter.acquire(), refusal);
    now = 900_000;
    await limiter.acquire();
  });
});

describe('createSharedLimiter', () => {
  const RATE = { lane: 'requests', perSecond: 10, burst: 5 };

  it('asks the book once for all who wait meanwhile, and lets them go one after the other', async () => {
    const taken: number[] = [];
    const waits: number[] = [];
    let nextMs = 0;
    const pace: SharedPace = {
      async take({ spacingMs }, count) {
        taken.push(count);
        nextMs += count * spacingMs;
        return nextMs - count * spacingMs;
      },
      pause: async () => undefined,
    };
    const wait = async (waitMs: number) => void waits.push(waitMs);
    const limiter = createSharedLimiter(pace, RATE, { wait, longestWaitMs: 60_000 });
    await Promise.all(Array.from({ length: 20 }, () => limiter.acquire()));
    assert.deepEqual(taken, [1, 19]);
    assert.deepEqual(
      waits,
      Array.from({ length: 19 }, (_, place) => (place + 1) * 100),
    );
  });

  it('fails for those who wait when the book does, and asks it again for the next', async () => {
    let isBroken = true;
    const pace: SharedPace = {
      async take() {
        if (isBroken) throw new Error('the database is gone');
        return 0;
      },
      pause: async () => undefined,
    };
    const limiter = createSharedLimiter(pace, RATE, { longestWaitMs: 60_000 });
    await assert.rejects(limiter.acquire(), /the database is gone/);
    isBroken = false;
    await limiter.acquire();
  });
});
