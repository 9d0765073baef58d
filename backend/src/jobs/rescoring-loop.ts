import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../use-cases/context.ts';
import { dirtyTenants, rescoreDirtyLeads } from '../use-cases/rescore-dirty-leads.ts';
import { sweepCooling } from '../use-cases/sweep-cooling.ts';
import type { FloodWatch } from './flood-watch.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

/**
 * A round costs as much as some fifty leads whatever it scores, so few large ones score more. The embedded database does nothing else
 * during a transaction, so that people would wait for large ones.
 */
const LEADS_AT_ONCE = { postgresql: 1_000, pglite: 200 } as const;
/** For leads that another process marked. */
const POLL_MS = 250;
/** So long a lead rests before it is scored: what it does meanwhile goes into the same score. */
const REST_MS = 75;
/** And so long one whose changes are a burst: a second, and what storing its last events takes. */
const REST_OF_BURST_MS = 1_200;
const SWEEP_EVERY_MS = 5_000;
/**
 * Rounds that are not full begin so far apart, and each is followed by a rest as long as itself, at most this long: fewer and fuller ones
 * leave a busy machine more time for people who wait for their cards.
 * Scores that move within their noise were stored with their events, so they do not wait for it.
 */
const ROUND_MS = 60;

/**
 * In a flood of events whoever sends them is answered first: rounds are short, as a long one delays what is stored beside it, and a rest
 * follows each. A lead that acts on is scored once all the same.
 */
const LEADS_AT_ONCE_IN_FLOOD = 40;
const REST_IN_FLOOD_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/**
 * Scores what changed: one batch of each tenant in turn, so that nobody waits for another's backlog, hot leads and others in turn, until
 * nothing is left; and sweeps for what cooled. In a flood of events storing these goes first.
 */
export function createRescoringLoop(
  context: Context,
  onError: (error: unknown) => void,
  ingest: Pick<FloodWatch, 'isFlooded'>,
): WorkLoop {
  let sweptAt = Number.NEGATIVE_INFINITY;
  const sweep = async () => {
    const now = context.now().getTime();
    if (now - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = now;
    await sweepCooling(context);
  };
  const scoreOneBatchOfEach = async (tenantIds: readonly string[]) => {
    const limit = ingest.isFlooded() ? LEADS_AT_ONCE_IN_FLOOD : LEADS_AT_ONCE[context.database.kind];
    let scored = 0;
    let isFull = false;
    for (const tenantId of tenantIds) {
      const now = context.now().getTime();
      const rest = {
        since: new Date(now - REST_MS),
        burstSince: new Date(now - REST_OF_BURST_MS),
      };
      // One tenant's trouble must not keep the others waiting.
      const rescored = await rescoreDirtyLeads(context, tenantId, { limit, rest }).catch(error => {
        onError(error);
        return { scored: 0, published: 0, taken: 0 };
      });
      if (rescored.published > 0) context.announce('due_writes');
      scored += rescored.scored;
      isFull ||= rescored.taken === limit;
    }
    return { scored, isFull };
  };
  const letFloodPass = async () => {
    const until = performance.now() + REST_IN_FLOOD_MS;
    while (ingest.isFlooded() && performance.now() < until) await pause(LOOK_AGAIN_MS);
  };
  const work = async () => {
    await sweep();
    for (;;) {
      const tenantIds = await dirtyTenants(context);
      if (tenantIds.length === 0) return undefined;
      const began = performance.now();
      const { scored, isFull } = await scoreOneBatchOfEach(tenantIds);
      if (scored === 0) return REST_MS;
      const tookMs = performance.now() - began;
      if (ingest.isFlooded()) await letFloodPass();
      else if (!isFull) await pause(Math.max(Math.min(tookMs, ROUND_MS), ROUND_MS - tookMs));
    }
  };
  return createWorkLoop({ work, pollMs: POLL_MS, onError });
}
