import { setTimeout as sleep } from 'node:timers/promises';

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
 * The library's limiters count in fixed windows and let twice the limit pass around an edge.
 */
export function createRequestLimiter(
  perSecond: number,
  burst: number,
  now: () => number,
  wait: (durationMs: number) => Promise<unknown> = sleep,
): RequestLimiter {
  const spacingMs = 1000 / perSecond;
  let lastSlot = Number.NEGATIVE_INFINITY;
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
