import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
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
  const { open, remove } =
    SERVER === undefined ? copyOf(await migratedCluster()) : await createEmptyDatabase();
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
  if (SERVER === undefined) return copyOf(await emptyCluster());
  const dataDirectory = makeDirectory();
  const name = `aix_test_${randomUUID().replaceAll('-', '')}`;
  await administer(SERVER, `create database ${name}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return {
    open: () => openPostgresql(url.href),
    settings: { dataDirectory, databaseUrl: url.href },
    async remove() {
      removeDirectory(dataDirectory);
      await administer(SERVER, `drop database ${name}`);
    },
  };
}

/** Directories of closed embedded databases to copy, made once a process: making a cluster costs ten times as much as a copy. */
const clusters: { empty?: Promise<string>; migrated?: Promise<string> } = {};

function emptyCluster(): Promise<string> {
  clusters.empty ??= fillCluster(makeDirectory(), async () => undefined);
  return clusters.empty;
}

function migratedCluster(): Promise<string> {
  clusters.migrated ??= emptyCluster().then(empty =>
    fillCluster(copyOf(empty).settings.dataDirectory, migrate),
  );
  return clusters.migrated;
}

async function fillCluster(directory: string, fill: (database: Database) => Promise<void>): Promise<string> {
  process.once('exit', () => removeDirectory(directory));
  const database = await openPglite(directory);
  await fill(database);
  await database.close();
  return directory;
}

function copyOf(cluster: string): EmptyDatabase {
  const dataDirectory = makeDirectory();
  cpSync(cluster, dataDirectory, { recursive: true });
  return {
    open: () => openPglite(dataDirectory),
    settings: { dataDirectory, databaseUrl: undefined },
    remove: async () => removeDirectory(dataDirectory),
  };
}

function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'aix-test-'));
}

function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true });
}

async function administer(server: string, statement: string): Promise<void> {
  const admin = await openPostgresql(server);
  await admin.query(statement);
  await admin.close();
}
