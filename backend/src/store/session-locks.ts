import type pg from 'pg';
import type { Database, Unlock } from './database.ts';

/** Locks that belong to one database session, and are closed with it. */
export interface SessionLocks {
  tryLock: Database['tryLock'];
  close(): Promise<void>;
}

/**
 * Advisory locks of PostgreSQL, all on one session of their own: a lock that is held for long must not keep a connection of the
 * pool. The server frees them when the session ends, so a process that is killed holds nothing.
 */
export function createSessionLocks(connect: () => Promise<pg.Client>): SessionLocks {
  let session: Promise<pg.Client> | undefined;
  /** PostgreSQL lets one session take a lock again and again; here each name has one holder. */
  const held = new Set<string>();
  const openSession = async () => {
    const client = await connect();
    client.on('error', () => {
      session = undefined;
    });
    return client;
  };
  const query = async (text: string, name: string) => {
    session ??= openSession();
    const opened = session;
    const client = await opened.catch(error => {
      if (session === opened) session = undefined;
      throw error;
    });
    const { rows } = await client.query<{ done: boolean }>(text, [name]);
    return rows[0]!.done;
  };
  const unlock = async (name: string) => {
    held.delete(name);
    await query('select pg_advisory_unlock(hashtextextended($1, 0)) as done', name);
  };
  return {
    async tryLock(name): Promise<Unlock | undefined> {
      if (held.has(name)) return undefined;
      held.add(name);
      try {
        if (await query('select pg_try_advisory_lock(hashtextextended($1, 0)) as done', name))
          return () => unlock(name);
      } catch (error) {
        held.delete(name);
        throw error;
      }
      held.delete(name);
      return undefined;
    },
    async close() {
      const open = await session?.catch(() => undefined);
      await open?.end();
    },
  };
}
