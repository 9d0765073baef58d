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
