import { cleanUp } from '../use-cases/access/clean-up.ts';
import type { Context } from '../use-cases/context.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const HOUR_MS = 3_600_000;

/** Removes every hour what has had its time. */
export function createCleanUpLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const work = async () => {
    await cleanUp(context);
    return undefined;
  };
  return createWorkLoop({ work, pollMs: HOUR_MS, onError });
}
