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
  const { open, remove } = await createEmptyDatabase();
  const database = await open();
  await migrate(database);
  return {
    ...database,
    async drop() {
      await database.close();
      await remove();
    },
  };
}

/** A database without tables. The embedded one can be open only once at a time. */
export interface EmptyDatabase {
  open(): Promise<Database>;
  /** The settings with which the service uses it. */
  settings: { dataDirectory: string; databaseUrl: string | undefined };
  remove(): Promise<void>;
}

export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'aix-test-'));
  const removeDirectory = async () => rmSync(dataDirectory, { recursive: true });
  if (SERVER === undefined)
    return {
      open: () => openPglite(dataDirectory),
      settings: { dataDirectory, databaseUrl: undefined },
      remove: removeDirectory,
    };
  const name = `aix_test_${randomUUID().replaceAll('-', '')}`;
  await administer(SERVER, `create database ${name}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return {
    open: () => openPostgresql(url.href),
    settings: { dataDirectory, databaseUrl: url.href },
    async remove() {
      await removeDirectory();
      await administer(SERVER, `drop database ${name}`);
    },
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const admin = await openPostgresql(server);
  await admin.query(statement);
  await admin.close();
}
