import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRequestLimiter, DEFAULT_PACE } from '../../src/connectors/hubspot/request-limiter.ts';

/** The moments at which requests that arrive after these gaps are let go, on a clock of our own. */
function departures(gapsMs: readonly number[], perSecond: number, burst: number): number[] {
  let now = 0;
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
    const busy = mostWithin(departures(Array(500).fill(0), requestsPerSecond, burst), 10_000);
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
    assert.deepEqual(departures(Array(10).fill(0), 9, 10), Array(10).fill(0));
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
