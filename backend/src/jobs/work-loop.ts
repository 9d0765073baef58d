import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is done again and again in the background. */
export interface WorkLoop {
  /** There is work: it begins at once, or right after what is under way. */
  wake(): void;
  /** Waits for what is under way, then does nothing more. */
  close(): Promise<void>;
}

export interface WorkLoopOptions {
  /** Does what there is to do. Resolves to the milliseconds after which there may be more, if that is known. */
  work(): Promise<number | undefined>;
  /** How long to wait when nobody wakes the loop: another process may have brought work. */
  pollMs: number;
  /** Told of a failure; the loop goes on after a pause. */
  onError(error: unknown): void;
}

const PAUSE_AFTER_FAILURE_MS = 1_000;

/** Begins at once. Waiting costs nothing. */
export function createWorkLoop({ work, pollMs, onError }: WorkLoopOptions): WorkLoop {
  let isClosed = false;
  let isWoken = false;
  let alarm = new AbortController();
  const rest = async (durationMs: number) => {
    if (!isWoken && !isClosed)
      await sleep(durationMs, undefined, { signal: alarm.signal }).catch(() => undefined);
    alarm = new AbortController();
    isWoken = false;
  };
  const run = async () => {
    while (!isClosed) {
      const pauseMs = await work().catch(error => {
        onError(error);
        isWoken = false;
        return PAUSE_AFTER_FAILURE_MS;
      });
      await rest(Math.min(pauseMs ?? pollMs, pollMs));
    }
  };
  const running = run();
  return {
    wake() {
      isWoken = true;
      alarm.abort();
    },
    async close() {
      isClosed = true;
      alarm.abort();
      await running;
    },
  };
}
