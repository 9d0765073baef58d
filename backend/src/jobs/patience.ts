/** Waits longer after each failure in a row. */
export interface Patience {
  /** Whether it is time to try again. */
  isOver(): boolean;
  failed(): void;
  succeeded(): void;
}

/** @param retry the first wait and the longest, milliseconds; each is twice the one before */
export function createPatience({
  firstRetryMs,
  longestRetryMs,
}: {
  firstRetryMs: number;
  longestRetryMs: number;
}): Patience {
  let failures = 0;
  let notBefore = 0;
  return {
    isOver: () => performance.now() >= notBefore,
    failed() {
      notBefore = performance.now() + Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
      failures += 1;
    },
    succeeded() {
      failures = 0;
    },
  };
}
