import type { Context } from '../use-cases/context.ts';
import { type ConnectionLease, leaseConnection } from '../use-cases/lease-connection.ts';
import { type ReadableConnection, readConnection } from '../use-cases/read-connection.ts';
import { createChangeFollower } from './change-follower.ts';
import { createPatience } from './patience.ts';

type Connection = ReadableConnection['connection'];

/** How often a connection is read from its cursor, and how failures are waited out; milliseconds. */
export interface ReadingPace {
  pollMs: number;
  /** While changes are told: reading then only looks for what the telling may have lost. */
  pollWhileFollowingMs: number;
  firstRetryMs: number;
  longestRetryMs: number;
}

/** Reads one connection, from its cursor and as changes are told, while this process has it. */
export interface ConnectionReader {
  /** Begins what is due. Never waits for a CRM. */
  tick(connection: Connection): Promise<void>;
  /** Stops at the next page and gives the connection up. */
  close(): Promise<void>;
}

export interface ReaderOptions {
  pace: ReadingPace;
  onError(error: unknown): void;
}

export function createConnectionReader(
  context: Context,
  tenantId: string,
  { pace, onError }: ReaderOptions,
): ConnectionReader {
  const queue = createReadingQueue(context, tenantId);
  const patience = createPatience(pace);
  const follower = createChangeFollower(context, tenantId, {
    patience: createPatience(pace),
    catchUp: queue.read,
    onError,
  });
  let lease: ConnectionLease | undefined;
  const poll = ({ connectionId, readAt, isBackfilling }: Connection) => {
    const everyMs = follower.isFollowing() ? pace.pollWhileFollowingMs : pace.pollMs;
    const isDue =
      isBackfilling || readAt === undefined || context.now().getTime() - readAt.getTime() >= everyMs;
    if (!isDue || queue.isReading() || !patience.isOver()) return;
    queue.read(connectionId).then(patience.succeeded, error => {
      patience.failed();
      onError(error);
    });
  };
  return {
    async tick(connection) {
      // Another process may have the connection now.
      if (lease?.isHeld() === false) await follower.stop();
      if (!lease?.isHeld()) lease = await leaseConnection(context, connection.connectionId);
      if (lease === undefined) return;
      follower.tick(connection);
      poll(connection);
    },
    async close() {
      await Promise.all([queue.stop(), follower.stop()]);
      await lease?.release();
    },
  };
}

/** Readings of one connection from its cursor, one after the other. */
function createReadingQueue(context: Context, tenantId: string) {
  const stop = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const readOnce = (connectionId: string) =>
    readConnection(context, tenantId, connectionId, { signal: stop.signal });
  return {
    isReading: () => waiting > 0,
    read(connectionId: string): Promise<void> {
      waiting += 1;
      const next = last
        .then(() => readOnce(connectionId))
        .finally(() => {
          waiting -= 1;
        });
      last = next.catch(() => undefined);
      return next;
    },
    async stop() {
      stop.abort();
      await last;
    },
  };
}
