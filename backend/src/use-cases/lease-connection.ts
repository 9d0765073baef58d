import type { NameLock } from '../store/database.ts';
import type { Context } from './context.ts';

/** The right to use one connection, of one process at a time. It can be lost: ask before each use. */
export type ConnectionLease = NameLock;

/** What this process has of a connection; all its tasks share it. */
interface Shared {
  lock: Promise<NameLock | undefined>;
  holders: number;
}

const shared = new WeakMap<Context, Map<string, Shared>>();

/**
 * Takes a connection for this process; undefined while another process has it. Limits count within a process, for all of its tasks
 * together: so they share a connection, which is free again when the last of them lets go. Whoever had it keeps it until the last
 * calls are out of the platform's window. A process that was killed cannot: its successor begins as if all limits were used up.
 */
export async function leaseConnection(
  context: Context,
  connectionId: string,
): Promise<ConnectionLease | undefined> {
  const ofProcess = shared.get(context) ?? new Map<string, Shared>();
  shared.set(context, ofProcess);
  const known = ofProcess.get(connectionId) ?? {
    lock: context.database.tryLock(`connection ${connectionId}`),
    holders: 0,
  };
  ofProcess.set(connectionId, known);
  known.holders += 1;
  const letGo = async () => {
    known.holders -= 1;
    if (known.holders > 0) return;
    if (ofProcess.get(connectionId) === known) ofProcess.delete(connectionId);
    await (await known.lock.catch(() => undefined))?.release();
  };
  const lock = await known.lock.catch(() => undefined);
  if (lock?.isHeld()) return leaseOf(lock, letGo);
  // Whoever asks next tries anew; those who hold what was lost notice it.
  if (ofProcess.get(connectionId) === known) ofProcess.delete(connectionId);
  await letGo();
  await known.lock;
  return undefined;
}

/** One task's share of a lock. */
function leaseOf(lock: NameLock, letGo: () => Promise<void>): ConnectionLease {
  let isReleased = false;
  return {
    isHeld: () => !isReleased && lock.isHeld(),
    async release() {
      if (isReleased) return;
      isReleased = true;
      await letGo();
    },
  };
}
