/** How a portal fares, so that few requests find out that it does not answer: HubSpot's certification counts each refused one. */
export interface Caution {
  /** Sends at once while all is well; after a failure one request at a time. */
  pass<T>(send: () => Promise<T>, hasFailed: (outcome: T) => boolean): Promise<T>;
  /** How many rounds of requests have failed since the last one that did not; requests that went together are one round. */
  failedRounds(): number;
}

export function createCaution(): Caution {
  let failedRounds = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    failedRounds: () => failedRounds,
    pass(send, hasFailed) {
      const attempt = async () => {
        const before = failedRounds;
        const outcome = await send();
        failedRounds = hasFailed(outcome) ? Math.max(failedRounds, before + 1) : 0;
        return outcome;
      };
      if (failedRounds === 0) return attempt();
      const mine = last.then(attempt);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
