import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../use-cases/context.ts';
import { dirtyTenants, rescoreDirtyLeads } from '../use-cases/rescore-dirty-leads.ts';
import { sweepCooling } from '../use-cases/sweep-cooling.ts';
import type { IngestBatcher } from './ingest-batcher.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

/**
 * On a full machine a round waits long for each of its statements however few leads it takes, so few large ones score more and leave
 * more of it to others. The embedded database does nothing else during a transaction, so that people would wait for large ones.
 */
const LEADS_AT_ONCE = { postgresql: 1_000, pglite: 200 } as const;
/** For leads that another process marked. */
const POLL_MS = 250;
/** A lead that was just scored rests, so that a burst of its events makes few scores. */
const REST_MS = 50;
const SWEEP_EVERY_MS = 5_000;
/**
 * Rounds that are not full begin so far apart, and each is followed by a rest as long as itself, at most this long: whatever is scored in it,
 * a round costs as much as some fifty leads, so fewer and fuller ones leave a busy machine more time for people who wait for their cards.
 * Scores that move within their noise were stored with their events, so they do not wait for it.
 */
const ROUND_MS = 60;

/**
 * While so many events wait to be stored, scores wait too: whoever sends events is answered first, and a lead that acts on is scored once
 * all the same. No round waits longer than this, so that scores keep moving.
 */
const MUCH_TO_STORE = 500;
const LONGEST_YIELD_MS = 1_000;
const LOOK_AGAIN_MS = 10;

/**
 * Scores what changed: one batch of each tenant in turn, so that nobody waits for another's backlog, hot leads and others in turn, until
 * nothing is left; and sweeps for what cooled. Events that wait to be stored go first.
 */
export function createRescoringLoop(
  context: Context,
  onError: (error: unknown) => void,
  ingest: Pick<IngestBatcher, 'backlog'>,
): WorkLoop {
  let sweptAt = Number.NEGATIVE_INFINITY;
  const sweep = async () => {
    const now = context.now().getTime();
    if (now - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = now;
    await sweepCooling(context);
  };
  const limit = LEADS_AT_ONCE[context.database.kind];
  const scoreOneBatchOfEach = async (tenantIds: readonly string[]) => {
    let scored = 0;
    let isFull = false;
    for (const tenantId of tenantIds) {
      const restedSince = new Date(context.now().getTime() - REST_MS);
      // One tenant's trouble must not keep the others waiting.
      const rescored = await rescoreDirtyLeads(context, tenantId, {
        limit,
        restedSince,
      }).catch(error => {
        onError(error);
        return { scored: 0, published: 0, taken: 0 };
      });
      if (rescored.published > 0) context.announce('due_writes');
      scored += rescored.scored;
      isFull ||= rescored.taken === limit;
    }
    return { scored, isFull };
  };
  const letEventsPass = async () => {
    const until = performance.now() + LONGEST_YIELD_MS;
    while (ingest.backlog() > MUCH_TO_STORE && performance.now() < until) await pause(LOOK_AGAIN_MS);
  };
  const work = async () => {
    await sweep();
    for (;;) {
      const tenantIds = await dirtyTenants(context);
      if (tenantIds.length === 0) return undefined;
      await letEventsPass();
      const began = performance.now();
      const { scored, isFull } = await scoreOneBatchOfEach(tenantIds);
      if (scored === 0) return REST_MS;
      const tookMs = performance.now() - began;
      if (!isFull) await pause(Math.max(Math.min(tookMs, ROUND_MS), ROUND_MS - tookMs));
    }
  };
  return createWorkLoop({ work, pollMs: POLL_MS, onError });
}
