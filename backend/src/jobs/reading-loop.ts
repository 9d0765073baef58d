import type { Context } from '../use-cases/context.ts';
import { findReadableConnections } from '../use-cases/read-connection.ts';
import { type ConnectionReader, createConnectionReader, type ReadingPace } from './connection-reader.ts';
import { createWorkLoop, type WorkLoop } from './work-loop.ts';

const MINUTE_MS = 60_000;
const PACE: ReadingPace = {
  pollMs: 5 * MINUTE_MS,
  pollWhileFollowingMs: 30 * MINUTE_MS,
  firstRetryMs: 1_000,
  longestRetryMs: 5 * MINUTE_MS,
};
/** For connections that are new, or switched to telling changes. */
const LOOK_EVERY_MS = 1_000;

/** Keeps every connection read, each on its own: one whose CRM is down keeps no other waiting. */
export function createReadingLoop(
  context: Context,
  onError: (error: unknown) => void,
  pace: Partial<ReadingPace> = {},
): WorkLoop {
  const readers = new Map<string, ConnectionReader>();
  const options = { pace: { ...PACE, ...pace }, onError };
  const work = async () => {
    const found = await findReadableConnections(context);
    for (const { tenantId, connection } of found) {
      const key = keyOf(tenantId, connection);
      const reader = readers.get(key) ?? createConnectionReader(context, tenantId, options);
      readers.set(key, reader);
      await reader.tick(connection);
    }
    const present = new Set(found.map(({ tenantId, connection }) => keyOf(tenantId, connection)));
    for (const [key, reader] of readers) {
      if (present.has(key)) continue;
      readers.delete(key);
      await reader.close();
    }
    return undefined;
  };
  const loop = createWorkLoop({ work, pollMs: LOOK_EVERY_MS, onError });
  return {
    wake: loop.wake,
    async close() {
      await loop.close();
      await Promise.all([...readers.values()].map(reader => reader.close()));
    },
  };
}

/** A connection that was linked or unlinked is another tenant's: its reader begins anew. */
function keyOf(tenantId: string, { connectionId }: { connectionId: string }): string {
  return `${tenantId}/${connectionId}`;
}
