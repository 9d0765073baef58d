import type { Context } from '../use-cases/context.ts';
import { canFollow, followChanges, noteFollowFailure } from '../use-cases/follow-changes.ts';
import type { ReadableConnection } from '../use-cases/read-connection.ts';
import type { Patience } from './patience.ts';

type Connection = ReadableConnection['connection'];

/** Follows one connection's changes as long as its settings want it. */
export interface ChangeFollower {
  /** Begins, goes on, or ends, as the connection now says. */
  tick(connection: Connection): void;
  isFollowing(): boolean;
  stop(): Promise<void>;
}

export interface FollowerOptions {
  patience: Patience;
  /** Reads the connection from its cursor. */
  catchUp(connectionId: string): Promise<unknown>;
  onError(error: unknown): void;
}

interface Following {
  abort: AbortController;
  done: Promise<void>;
  /** What it was begun with: other settings begin another one. */
  key: string;
}

/** Failures are kept with the connection, where its admin sees them, and waited out. */
export function createChangeFollower(
  context: Context,
  tenantId: string,
  { patience, catchUp, onError }: FollowerOptions,
): ChangeFollower {
  let following: Following | undefined;
  const keepProblem = async (connectionId: string, error: unknown) => {
    patience.failed();
    onError(error);
    await noteFollowFailure(context, tenantId, connectionId, error);
  };
  const begin = (connection: Connection, key: string) => {
    const { connectionId } = connection;
    const abort = new AbortController();
    const done = followChanges(context, tenantId, connection, {
      signal: abort.signal,
      catchUp: () => catchUp(connectionId),
      onPage: patience.succeeded,
    })
      .catch(error => keepProblem(connectionId, error))
      .catch(onError)
      .finally(() => {
        following = undefined;
      });
    following = { abort, done, key };
  };
  return {
    tick(connection) {
      const isWanted = connection.followsChanges && canFollow(context, tenantId, connection);
      const key = JSON.stringify([connection.mappings, connection.settings]);
      if (following !== undefined && (!isWanted || following.key !== key)) following.abort.abort();
      else if (following === undefined && isWanted && patience.isOver()) begin(connection, key);
    },
    isFollowing: () => following !== undefined,
    async stop() {
      following?.abort.abort();
      await following?.done;
    },
  };
}
