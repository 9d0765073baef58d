import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError } from '@aix/shared-scoring';
import type { SharedPace } from '../crm-access.ts';

/** How fast and how patiently a connector calls one portal. */
export interface Pace {
  requestsPerSecond: number;
  /** Requests that may go at once after a quiet time. */
  burst: number;
  searchesPerSecond: number;
  /** How long one request may take, in milliseconds. */
  timeoutMs: number;
  /** How often one call is sent at most, the first time included. */
  attempts: number;
  /** Wait before the second attempt; it doubles from there, with jitter. */
  backoffMs: number;
  /** A longer wait than this is left to the caller. */
  longestWaitMs: number;
}

/**
 * HubSpot lets an app send 110 requests in any 10 seconds to a portal and advises 100; a burst of 10 and 9 a second make
 * exactly that. Searches: 5 a second for all apps of the portal together, so that one is left to the others.
 */
export const DEFAULT_PACE: Readonly<Pace> = {
  requestsPerSecond: 9,
  burst: 10,
  searchesPerSecond: 4,
  timeoutMs: 30_000,
  attempts: 5,
  backoffMs: 500,
  longestWaitMs: 30_000,
};

/** Spaces requests so that a limit is never met. */
export interface RequestLimiter {
  /**
   * Resolves when one more request may go; first come, first served.
   * @throws ConnectorError ERR_CRM_RATE_LIMITED, at once, when that is longer than the limiter lets anybody wait
   */
  acquire(): Promise<void>;
  /** Lets nobody go for that long, because the other side said so. */
  pause(durationMs: number): Promise<void>;
}

/** One of HubSpot's limits. */
export interface Rate {
  perSecond: number;
  /** Requests that may go at once after a quiet time. */
  burst: number;
}

/** How waiting is done. */
export interface Waiting {
  /** Epoch milliseconds. */
  now(): number;
  wait?(durationMs: number): Promise<unknown>;
  /** Nobody waits longer: the portal is paused then, and other work goes on meanwhile. */
  longestWaitMs: number;
}

/**
 * A leaky bucket as a single number, the moment of the last slot given away (generic cell rate algorithm): slots lie
 * `1 / perSecond` apart and `burst` of them may be saved up, so any 10 seconds hold at most `burst + 10 * perSecond`.
 * None is saved up at the beginning: another process may have used them a moment ago, and this one goes on at the pace at
 * which it would have had to. The library's limiters count in fixed windows and let twice the limit pass around an edge.
 */
export function createRequestLimiter(
  rate: Rate,
  { now, wait = sleep, longestWaitMs }: Waiting,
): RequestLimiter {
  const spacingMs = 1000 / rate.perSecond;
  let lastSlot = now();
  return {
    async acquire() {
      const slot = Math.max(lastSlot + spacingMs, now() - (rate.burst - 1) * spacingMs);
      const waitMs = slot - now();
      if (waitMs > longestWaitMs) throw pausedFor(waitMs);
      lastSlot = slot;
      if (waitMs > 0) await wait(waitMs);
    },
    async pause(durationMs) {
      lastSlot = Math.max(lastSlot, now() + durationMs - spacingMs);
    },
  };
}

/**
 * The same, from the book that all processes share. Whoever asks while an answer is awaited shares the next one, so that the book
 * is asked at most as often as it answers, however many wait.
 */
export function createSharedLimiter(
  pace: SharedPace,
  { lane, perSecond, burst }: Rate & { lane: string },
  { wait = sleep, longestWaitMs }: Omit<Waiting, 'now'>,
): RequestLimiter {
  const ofLane = { lane, spacingMs: 1000 / perSecond, burst };
  let waiting: PromiseWithResolvers<number>[] = [];
  let isAsking = false;
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    while (waiting.length > 0) {
      const asking = waiting;
      waiting = [];
      try {
        const firstMs = await pace.take(ofLane, asking.length);
        for (const [place, each] of asking.entries()) each.resolve(firstMs + place * ofLane.spacingMs);
      } catch (error) {
        for (const each of asking) each.reject(error);
      }
    }
    isAsking = false;
  };
  return {
    async acquire() {
      const mine = Promise.withResolvers<number>();
      waiting.push(mine);
      void ask();
      const waitMs = await mine.promise;
      if (waitMs > longestWaitMs) throw pausedFor(waitMs);
      if (waitMs > 0) await wait(waitMs);
    },
    pause: durationMs => pace.pause(ofLane, durationMs),
  };
}

function pausedFor(waitMs: number): ConnectorError {
  return new ConnectorError('ERR_CRM_RATE_LIMITED', 'HubSpot’s limits leave no room for a request now', {
    retryAfterMs: Math.ceil(waitMs),
  });
}
