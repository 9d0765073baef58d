import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Database, ENTER_TENANT, type Sql } from './database.ts';
import { lockDirectory } from './lock-directory.ts';

/** Where a data directory keeps its database. */
const FOLDER = 'database';

/** Whether a data directory has a database in it; makes and locks nothing. */
export function holdsPglite(directory: string): boolean {
  return existsSync(join(directory, FOLDER, 'PG_VERSION'));
}

/**
 * PostgreSQL inside this process. It survives a crash of the process, not a power cut: PGlite never calls fsync.
 * @throws SetupError ERR_DATA_DIRECTORY_LOCKED while another process uses the directory
 */
export async function openPglite(directory: string): Promise<Database> {
  const unlock = lockDirectory(directory);
  const pglite = await PGlite.create(join(directory, FOLDER)).catch(error => {
    unlock();
    throw error;
  });
  const sqlOf = (runner: Pick<PGlite, 'query'>): Sql => ({
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await runner.query<Row>(text, [...values])).rows,
  });

  const held = new Set<string>();

  return {
    kind: 'pglite',
    ...sqlOf(pglite),
    script: text => pglite.transaction(async transaction => void (await transaction.exec(text))),
    withTenant: (tenantId, work) =>
      pglite.transaction(async transaction => {
        await transaction.query(ENTER_TENANT, [tenantId]);
        return work({
          tenantId,
          query: sqlOf(transaction as unknown as PGlite).query,
          finish: () => undefined,
        });
      }),
    asOwner: work => pglite.transaction(transaction => work(sqlOf(transaction as unknown as PGlite))),
    // The data directory has one process, so its memory is enough.
    async tryLock(name) {
      if (held.has(name)) return undefined;
      held.add(name);
      let isHeld = true;
      return {
        isHeld: () => isHeld,
        async release() {
          if (isHeld) held.delete(name);
          isHeld = false;
        },
      };
    },
    async close() {
      await pglite.close();
      unlock();
    },
  };
}
