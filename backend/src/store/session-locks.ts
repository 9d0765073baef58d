import type pg from 'pg';
import type { Database, NameLock } from './database.ts';

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
  /** Who holds each name: PostgreSQL lets one session take a lock again and again; here each name has one holder. */
  const holders = new Map<string, object>();
  const openSession = () => {
    const opened = connect().then(
      client => client.on('error', lose),
      error => {
        lose();
        throw error;
      },
    );
    /** The server frees every name of a session that broke. */
    function lose(): void {
      if (session !== opened) return;
      session = undefined;
      holders.clear();
    }
    return opened;
  };
  const query = async (text: string, name: string) => {
    session ??= openSession();
    const client = await session;
    const { rows } = await client.query<{ done: boolean }>(text, [name]);
    return rows[0]!.done;
  };
  const lockOf = (name: string, holder: object): NameLock => {
    const isHeld = () => holders.get(name) === holder;
    return {
      isHeld,
      async release() {
        if (!isHeld()) return;
        holders.delete(name);
        await query('select pg_advisory_unlock(hashtextextended($1, 0)) as done', name);
      },
    };
  };
  return {
    async tryLock(name): Promise<NameLock | undefined> {
      if (holders.has(name)) return undefined;
      const holder = {};
      const lock = lockOf(name, holder);
      holders.set(name, holder);
      const isTaken = await query('select pg_try_advisory_lock(hashtextextended($1, 0)) as done', name).catch(
        error => {
          if (lock.isHeld()) holders.delete(name);
          throw error;
        },
      );
      if (isTaken && lock.isHeld()) return lock;
      if (lock.isHeld()) holders.delete(name);
      return undefined;
    },
    async close() {
      const open = await session?.catch(() => undefined);
      await open?.end();
    },
  };
}
