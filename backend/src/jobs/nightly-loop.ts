import type { Context } from '../use-cases/context.ts';
import { doNightlyWork, tenantsDueTonight } from '../use-cases/nightly-work.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const POLL_MS = 60_000;
/** After a failure a tenant's work rests, so that others get their turn. */
const REST_AFTER_FAILURE_MS = 3_600_000;

/**
 * Does each tenant's nightly work when it is due, one tenant after the other; of several processes one does a tenant's. Work that a stop
 * cut is gone on with.
 */
export function createNightlyLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const notBefore = new Map<string, number>();
  let isClosing = false;
  const doOne = async (tenantId: string) => {
    const lock = await context.database.tryLock(`nightly work of ${tenantId}`);
    if (lock === undefined) return;
    try {
      await doNightlyWork(context, tenantId);
    } finally {
      await lock.release();
    }
  };
  const loop = createWorkLoop({
    async work() {
      for (const tenantId of await tenantsDueTonight(context)) {
        if (isClosing) break;
        if (performance.now() < (notBefore.get(tenantId) ?? 0)) continue;
        await doOne(tenantId).catch(error => {
          notBefore.set(tenantId, performance.now() + REST_AFTER_FAILURE_MS);
          onError(error);
        });
      }
      return undefined;
    },
    pollMs: POLL_MS,
    onError,
  });
  return {
    wake: loop.wake,
    async close() {
      isClosing = true;
      await loop.close();
    },
  };
}
