import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPglite } from '../../src/store/open-pglite.ts';
import { openPostgresql } from '../../src/store/open-postgresql.ts';

const SERVER = process.env.AIX_TEST_DATABASE_URL;

/** Which database these tests run on, for their titles. */
export const DATABASE_KIND = SERVER === undefined ? 'PGlite' : 'PostgreSQL';

export interface TestDatabase extends Database {
  /** Closes the database and removes it. */
  drop(): Promise<void>;
}

/** A migrated database of its own for one suite: on the server that the environment names, or embedded. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { database, remove } = SERVER === undefined ? await openEmbedded() : await openOnServer(SERVER);
  await migrate(database);
  return {
    ...database,
    async drop() {
      await database.close();
      await remove();
    },
  };
}

async function openEmbedded() {
  const directory = mkdtempSync(join(tmpdir(), 'aix-test-'));
  return {
    database: await openPglite(directory),
    remove: async () => rmSync(directory, { recursive: true }),
  };
}

async function openOnServer(server: string) {
  const name = `aix_test_${randomUUID().replaceAll('-', '')}`;
  const administer = async (statement: string) => {
    const admin = await openPostgresql(server);
    await admin.query(statement);
    await admin.close();
  };
  await administer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { database: await openPostgresql(url.href), remove: () => administer(`drop database ${name}`) };
}
