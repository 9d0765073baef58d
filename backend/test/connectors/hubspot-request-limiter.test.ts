import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRequestLimiter, DEFAULT_PACE } from '../../src/connectors/hubspot/request-limiter.ts';

/** The moments at which requests that arrive after these gaps are let go, on a clock of our own that begins at `from`. */
function departures(gapsMs: readonly number[], perSecond: number, burst: number, from = 0): number[] {
  let now = from;
  const moments: number[] = [];
  const limiter = createRequestLimiter(
    perSecond,
    burst,
    () => now,
    async waitMs => {
      moments[moments.length - 1] = now + waitMs;
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
    const limiter = createRequestLimiter(
      10,
      5,
      () => 0,
      async waitMs => {
        waits.push(waitMs);
      },
    );
    limiter.pause(2000);
    for (let each = 0; each < 3; each += 1) await limiter.acquire();
    assert.deepEqual(waits, [2000, 2100, 2200]);
  });
});
