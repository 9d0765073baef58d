import { setTimeout as sleep } from 'node:timers/promises';

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
  /** Resolves when one more request may go; first come, first served. */
  acquire(): Promise<void>;
  /** Lets nobody go for that long, because the other side said so. */
  pause(durationMs: number): void;
}

/**
 * A leaky bucket as a single number, the moment of the last slot given away (generic cell rate algorithm): slots lie
 * `1 / perSecond` apart and `burst` of them may be saved up, so any 10 seconds hold at most `burst + 10 * perSecond`.
 * None is saved up at the beginning: another process may have used them a moment ago, and this one goes on at the pace at
 * which it would have had to. The library's limiters count in fixed windows and let twice the limit pass around an edge.
 */
export function createRequestLimiter(
  perSecond: number,
  burst: number,
  now: () => number,
  wait: (durationMs: number) => Promise<unknown> = sleep,
): RequestLimiter {
  const spacingMs = 1000 / perSecond;
  let lastSlot = now();
  return {
    async acquire() {
      lastSlot = Math.max(lastSlot + spacingMs, now() - (burst - 1) * spacingMs);
      const waitMs = lastSlot - now();
      if (waitMs > 0) await wait(waitMs);
    },
    pause(durationMs) {
      lastSlot = Math.max(lastSlot, now() + durationMs - spacingMs);
    },
  };
}
