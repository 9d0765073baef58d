import type { Context } from '../use-cases/context.ts';
import { type ConnectionLease, leaseConnection } from '../use-cases/lease-connection.ts';
import {
  findToldConnections,
  settleToldChanges,
  type ToldConnection,
} from '../use-cases/portals/settle-told-changes.ts';
import { settleWaitingActions } from '../use-cases/portals/settle-waiting-actions.ts';
import { createPatience, type Patience } from './patience.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

/** For what another process was told. */
const POLL_MS = 1_000;
const WAITS = { firstRetryMs: 1_000, longestRetryMs: 60_000 };

/** A connection on which this process works. */
interface UnderWay {
  patience: Patience;
  lease: ConnectionLease | undefined;
  task: Promise<void> | undefined;
}

/**
 * Settles what CRMs told and what their workflows wait for, each connection on its own: one whose CRM is down keeps no other waiting. Of several processes one has a
 * connection at a time.
 */
export function createToldChangesLoop(context: Context, onError: (error: unknown) => void): WorkLoop {
  const connections = new Map<string, UnderWay>();
  const settle = async ({ tenantId, connection }: ToldConnection, state: UnderWay) => {
    if (!state.lease?.isHeld()) state.lease = await leaseConnection(context, connection.connectionId);
    if (state.lease === undefined) return;
    await settleToldChanges(context, tenantId, connection);
    if (!connection.hasEnded) await settleWaitingActions(context, tenantId, connection);
  };
  const start = (told: ToldConnection) => {
    const { connectionId } = told.connection;
    const state = connections.get(connectionId) ?? {
      ...{ patience: createPatience(WAITS), lease: undefined, task: undefined },
    };
    connections.set(connectionId, state);
    if (state.task !== undefined || !state.patience.isOver()) return;
    state.task = settle(told, state)
      .then(state.patience.succeeded, error => {
        state.patience.failed();
        onError(error);
      })
      .finally(() => {
        state.task = undefined;
      });
  };
  const loop = createWorkLoop({
    async work() {
      for (const told of await findToldConnections(context)) start(told);
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
