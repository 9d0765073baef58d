import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '@aix/shared-scoring';
import { PGlite } from '@electric-sql/pglite';
import { type Database, ENTER_TENANT, type Sql } from './database.ts';

/**
 * PostgreSQL inside this process. It survives a crash of the process, not a power cut: PGlite never calls fsync.
 * @throws SetupError ERR_DATA_DIRECTORY_LOCKED while another process uses the directory
 */
export async function openPglite(directory: string): Promise<Database> {
  mkdirSync(directory, { recursive: true });
  const unlock = lockDirectory(directory);
  const pglite = await PGlite.create(join(directory, 'database'));
  const sqlOf = (runner: Pick<PGlite, 'query'>): Sql => ({
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await runner.query<Row>(text, [...values])).rows,
  });

  return {
    kind: 'pglite',
    ...sqlOf(pglite),
    script: text => pglite.transaction(async transaction => void (await transaction.exec(text))),
    withTenant: (tenantId, work) =>
      pglite.transaction(async transaction => {
        await transaction.query(ENTER_TENANT, [tenantId]);
        return work({ tenantId, query: sqlOf(transaction as unknown as PGlite).query });
      }),
    async close() {
      await pglite.close();
      unlock();
    },
  };
}

/**
 * PGlite has no lock of its own. An open SQLite transaction is one that the operating system holds for us: it ends with
 * the process however that dies, so there is no stale lock, and it works on every platform.
 */
function lockDirectory(directory: string): () => void {
  const lock = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    throw new SetupError(
      'ERR_DATA_DIRECTORY_LOCKED',
      `Another process is using the data directory ${directory}: stop it, or set AIX_DATA_DIR to another directory`,
      { cause },
    );
  }
  return () => lock.close();
}
