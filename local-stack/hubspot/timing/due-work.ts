/** Work that waits for its moment on the stand-in's clock. */
export interface DueWork {
  /** @param dueAt epoch milliseconds; work that is due already begins as soon as the caller has finished */
  add(dueAt: number, work: () => Promise<void>): void;
  /** Does all that is due, and what becomes due by it, and waits until it is done. */
  runDue(): Promise<void>;
  /** Forgets what waits. */
  close(): void;
}

interface Waiting {
  dueAt: number;
  work: () => Promise<void>;
}

/** The longest time that a timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A real timer wakes up for the next moment. Where the clock is a test's, which no timer knows, the test moves it and
 * calls `runDue`. Work that fails is a fault of the stand-in and ends the process.
 */
export function createDueWork(now: () => number): DueWork {
  let waiting: Waiting[] = [];
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const beginDue = () => {
    const moment = now();
    const due = waiting.filter(({ dueAt }) => dueAt <= moment);
    waiting = waiting.filter(({ dueAt }) => dueAt > moment);
    for (const { work } of due) {
      const run = work().finally(() => running.delete(run));
      running.add(run);
    }
  };
  const wakeUp = () => {
    clearTimeout(timer);
    if (waiting.length === 0 || isClosed) return;
    const next = Math.min(...waiting.map(({ dueAt }) => dueAt));
    const pauseMs = Math.min(Math.max(next - now(), 0), LONGEST_TIMER_MS);
    timer = setTimeout(() => {
      beginDue();
      wakeUp();
    }, pauseMs);
    timer.unref();
  };
  return {
    add(dueAt, work) {
      waiting.push({ dueAt, work });
      wakeUp();
    },
    async runDue() {
      do {
        beginDue();
        await Promise.all(running);
        // Whoever waited for that work goes on first, and may add to it.
        await new Promise(resolve => setImmediate(resolve));
      } while (waiting.some(({ dueAt }) => dueAt <= now()));
    },
    close() {
      isClosed = true;
      waiting = [];
      clearTimeout(timer);
    },
  };
}
