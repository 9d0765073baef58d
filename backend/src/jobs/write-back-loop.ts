import { ConnectorError } from '@aix/shared-scoring';
import type { Context } from '../use-cases/context.ts';
import { type ConnectionLease, leaseConnection } from '../use-cases/lease-connection.ts';
import { type DueConnection, findDueConnections, writeBackScores } from '../use-cases/write-back-scores.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

/** For writes that another process queued. */
const POLL_MS = 500;
/** Calls of one connection are at least this far apart, so that what comes close together goes in one batch. */
const SPACING_MS = 500;
/** After a connection failed as a whole: its admin must act, or its CRM is down. */
const PAUSE_AFTER_CRM_FAILURE_MS = 60_000;
/** After a failure of our own, such as a database that went away. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** Longer than any CRM's window of requests: who takes the connection over then begins with all of its limit. */
const KEEP_LEASE_MS = 12_000;

/** A connection on which this process works. */
interface UnderWay {
  lease: ConnectionLease | undefined;
  task: Promise<void> | undefined;
  /** Not before this; milliseconds of `performance.now()`. */
  notBefore: number;
  idleSince: number;
}

/**
 * Writes scores back, each connection on its own: one that is down, used up or revoked keeps no other waiting. Of several
 * processes one has a connection at a time.
 */
export function createWriteBackLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const connections = new Map<string, UnderWay>();
  const writeOne = async (due: DueConnection, state: UnderWay) => {
    if (!state.lease?.isHeld()) {
      state.lease = await leaseConnection(context, due.connectionId);
      if (state.lease === undefined) return;
    }
    const { pauseMs } = await writeBackScores(context, due.tenantId, due.connection);
    state.notBefore = performance.now() + Math.max(SPACING_MS, pauseMs);
  };
  const start = (due: DueConnection) => {
    const state = connections.get(due.connectionId) ?? createState();
    connections.set(due.connectionId, state);
    if (state.task !== undefined || performance.now() < state.notBefore) return;
    state.task = writeOne(due, state)
      .catch(error => {
        const isOfCrm = error instanceof ConnectorError;
        state.notBefore = performance.now() + (isOfCrm ? PAUSE_AFTER_CRM_FAILURE_MS : PAUSE_AFTER_FAILURE_MS);
        onError(error);
      })
      .finally(() => {
        state.task = undefined;
        state.idleSince = performance.now();
      });
  };
  const releaseIdle = async (idleForMs: number) => {
    for (const [connectionId, state] of connections) {
      if (state.task !== undefined || performance.now() - state.idleSince < idleForMs) continue;
      if (performance.now() < state.notBefore) continue;
      connections.delete(connectionId);
      await state.lease?.release();
    }
  };
  const loop = createWorkLoop({
    async work() {
      for (const due of await findDueConnections(context)) start(due);
      await releaseIdle(KEEP_LEASE_MS);
      return undefined;
    },
    pollMs: POLL_MS,
    onError,
  });
  return {
    wake: loop.wake,
    async close() {
      await loop.close();
      await Promise.all([...connections.values()].map(({ task }) => task));
      for (const { lease } of connections.values()) await lease?.release();
    },
  };
}

function createState(): UnderWay {
  return { lease: undefined, task: undefined, notBefore: 0, idleSince: 0 };
}
