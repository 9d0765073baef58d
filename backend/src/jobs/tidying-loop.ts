import type { Context } from '../use-cases/context.ts';
import { tidyStore } from '../use-cases/tidy-store.ts';
import type { FloodWatch } from './flood-watch.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const LOOK_EVERY_MS = 60_000;

/** So often a flood of events goes first: tidying takes a second or two of the database, and without it tables grow. */
const PUT_OFF_AT_MOST = 5;

/** Tidies the store now and every minute; in a flood of events after it, or five minutes later. */
export function createTidyingLoop(
  context: Context,
  onError: (error: unknown) => void,
  ingest: Pick<FloodWatch, 'isFlooded'>,
): WorkLoop {
  const sizes = new Map<string, number>();
  let putOff = 0;
  const work = async () => {
    putOff = ingest.isFlooded() && putOff < PUT_OFF_AT_MOST ? putOff + 1 : 0;
    if (putOff === 0) await tidyStore(context, sizes);
    return undefined;
  };
  return createWorkLoop({ work, pollMs: LOOK_EVERY_MS, onError });
}
