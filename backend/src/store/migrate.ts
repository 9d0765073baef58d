import { readdirSync, readFileSync } from 'node:fs';
import { SetupError } from '@aix/shared-scoring';
import type { Database } from './database.ts';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);
/** Any number will do, as long as every process of ours uses the same: it names the advisory lock. */
const LOCK = 4_409_251;

/** Whether any version of this program has begun to use the database. */
export async function hasMigrations(database: Database): Promise<boolean> {
  const [row] = await database.query<{ found: boolean }>(
    `select to_regclass('migrations') is not null as found`,
  );
  return row!.found;
}

/**
 * Brings the database to this version: runs each `migrations/NNNN-name.sql` that it has not seen, in order, each in one
 * transaction with its own record. Safe to run from several processes at once.
 * @throws SetupError ERR_CONFIG_INVALID when the database is newer than this program
 */
export async function migrate(database: Database): Promise<void> {
  await database.script(
    `select pg_advisory_xact_lock(${LOCK});
     create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`,
  );
  const files = readdirSync(MIGRATIONS)
    .filter(name => name.endsWith('.sql'))
    .sort();
  const applied = await database.query<{ name: string }>('select name from migrations order by name');
  const unknown = applied.find(({ name }) => !files.includes(name));
  if (unknown)
    throw new SetupError(
      'ERR_CONFIG_INVALID',
      `The database was made by a newer version (it has ${unknown.name}): update this program, or use another database`,
    );
  const seen = new Set(applied.map(({ name }) => name));
  for (const name of files.filter(each => !seen.has(each))) {
    const text = readFileSync(new URL(name, MIGRATIONS), 'utf8');
    // Another process may have been quicker: the lock makes it wait, the guard makes it do nothing.
    await database.script(
      `select pg_advisory_xact_lock(${LOCK});
       do $migrate$ begin if not exists (select from migrations where name = '${name}') then
       ${text}
       insert into migrations (name) values ('${name}');
       end if; end $migrate$`,
    );
  }
}
