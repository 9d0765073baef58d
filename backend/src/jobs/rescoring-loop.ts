import type { Context } from '../use-cases/context.ts';
import { dirtyTenants, rescoreDirtyLeads } from '../use-cases/rescore-dirty-leads.ts';
import { sweepCooling } from '../use-cases/sweep-cooling.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const LEADS_AT_ONCE = 200;
/** For leads that another process marked. */
const POLL_MS = 250;
/** A lead that was just scored rests, so that a burst of its events makes few scores. */
const REST_MS = 50;
const SWEEP_EVERY_MS = 5_000;

/**
 * Scores what changed: one batch of each tenant in turn, so that nobody waits for another's backlog, hot leads first, until
 * nothing is left; and sweeps for what cooled.
 */
export function createRescoringLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  let sweptAt = Number.NEGATIVE_INFINITY;
  const sweep = async () => {
    const now = context.now().getTime();
    if (now - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = now;
    await sweepCooling(context);
  };
  const scoreOneBatchOfEach = async (tenantIds: readonly string[]) => {
    let scored = 0;
    for (const tenantId of tenantIds) {
      const restedSince = new Date(context.now().getTime() - REST_MS);
      const batch = { limit: LEADS_AT_ONCE, restedSince };
      // One tenant's trouble must not keep the others waiting.
      const rescored = await rescoreDirtyLeads(context, tenantId, batch).catch(error => {
        onError(error);
        return { taken: 0, published: 0 };
      });
      if (rescored.published > 0) context.announce('due_writes');
      scored += rescored.taken;
    }
    return scored;
  };
  const work = async () => {
    await sweep();
    for (;;) {
      const tenantIds = await dirtyTenants(context);
      if (tenantIds.length === 0) return undefined;
      if ((await scoreOneBatchOfEach(tenantIds)) === 0) return REST_MS;
    }
  };
  return createWorkLoop({ work, pollMs: POLL_MS, onError });
}
