import type { RequestHandler, Response } from 'express';
import { userOf } from './authentication.ts';
import { rateLimited } from './platform-error.ts';

export interface RateLimits {
  /** Requests that an app may send to a portal in one interval. */
  burst: number;
  /** Length of that interval in milliseconds. */
  intervalMs: number;
  /** Searches a second, shared by all apps of the portal. */
  searchesPerSecond: number;
}

/** A marketplace app's limits: 110 requests in 10 seconds, 5 searches a second (usage guidelines). */
export const DEFAULT_RATE_LIMITS: RateLimits = { burst: 110, intervalMs: 10_000, searchesPerSecond: 5 };

const SECOND_MS = 1000;

/**
 * The limits of one portal as middleware, for requests that carry a valid token (`response.locals.clientId`); the
 * portal's own pages have none. Searches
 * count in their own limit only and are answered without headers (usage guidelines); a refused request counts in none
 * (assumed).
 */
export function limitRequests(limits: RateLimits, now: () => number): RequestHandler {
  const requests = new Map<string, SlidingWindow>();
  const searches = createSlidingWindow(limits.searchesPerSecond, SECOND_MS);
  const windowOf = (clientId: string) => {
    const window = requests.get(clientId) ?? createSlidingWindow(limits.burst, limits.intervalMs);
    requests.set(clientId, window);
    return window;
  };

  return (request, response, next) => {
    if (userOf(response) !== undefined) return next();
    const moment = now();
    if (request.method === 'POST' && request.path.endsWith('/search')) {
      if (!searches.take(moment)) throw rateLimited('SECONDLY');
      return next();
    }
    const window = windowOf(String(response.locals.clientId));
    const taken = window.take(moment);
    tellLimits(response, limits, window.remaining(moment));
    if (!taken) throw rateLimited('TEN_SECONDLY_ROLLING');
    next();
  };
}

function tellLimits(response: Response, limits: RateLimits, remaining: number): void {
  response.set({
    'X-HubSpot-RateLimit-Max': String(limits.burst),
    'X-HubSpot-RateLimit-Remaining': String(remaining),
    'X-HubSpot-RateLimit-Interval-Milliseconds': String(limits.intervalMs),
  });
}

interface SlidingWindow {
  /** How many more fit into the window that ends now. */
  remaining(now: number): number;
  /** Takes one place, or says that none is left. */
  take(now: number): boolean;
}

/** Counts exactly: the moments of the last `capacity` requests, the oldest first. */
function createSlidingWindow(capacity: number, lengthMs: number): SlidingWindow {
  const moments: number[] = [];
  const dropOld = (now: number) => {
    while (moments[0] !== undefined && moments[0] <= now - lengthMs) moments.shift();
  };
  return {
    remaining(now) {
      dropOld(now);
      return capacity - moments.length;
    },
    take(now) {
      dropOld(now);
      if (moments.length >= capacity) return false;
      moments.push(now);
      return true;
    },
  };
}
