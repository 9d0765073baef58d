import type { Context } from '../use-cases/context.ts';
import { tidyStore } from '../use-cases/tidy-store.ts';
import type { IngestBatcher } from './ingest-batcher.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const LOOK_EVERY_MS = 60_000;

/** So often a flood of events goes first: tidying takes a second or two of the database, and without it tables grow. */
const PUT_OFF_AT_MOST = 5;

/** Tidies the store now and every minute, in a flood of events within five. */
export function createTidyingLoop(
  context: Context,
  onError: (error: unknown) => void,
  ingest: Pick<IngestBatcher, 'isFlooded'>,
): WorkLoop {
  const sizes = new Map<string, number>();
  let putOff = 0;
  const work = async () => {
    if (ingest.isFlooded() && putOff < PUT_OFF_AT_MOST) {
      putOff += 1;
      return undefined;
    }
    putOff = 0;
    await tidyStore(context, sizes);
    return undefined;
  };
  return createWorkLoop({ work, pollMs: LOOK_EVERY_MS, onError });
}
