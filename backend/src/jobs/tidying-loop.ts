import type { Context } from '../use-cases/context.ts';
import { tidyStore } from '../use-cases/tidy-store.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const LOOK_EVERY_MS = 60_000;

/** Tidies the store now and every minute. */
export function createTidyingLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const sizes = new Map<string, number>();
  const work = () => tidyStore(context, sizes).then(() => undefined);
  return createWorkLoop({ work, pollMs: LOOK_EVERY_MS, onError });
}
