import type { Database } from './database.ts';

/** Tables that only grow: there is no room to win back. */
const GROWING = ['crossings', 'events', 'receipts'];

/** How large each table was when it was tidied last, bytes. */
export type TidiedSizes = Map<string, number>;

/** A table that grew by less since is left alone. */
const GROWTH = 1.2;
/** For one that only grows: its size the planner reads off its file, what stands in it hardly changes, and half a second goes into looking. */
const GROWTH_OF_GROWING = 2;
const SMALLEST_GROWTH_BYTES = 1_048_576;

/**
 * Wins back the room of old rows and tells the planner how large the tables have become, where PostgreSQL does not do that by
 * itself: the embedded one never does, a server's autovacuum may be off. Without it, queries slow down from day to day. Tables
 * that hardly grew since `before` are left alone. Returns the tables tidied; takes up to seconds for each million rows.
 */
export async function tidyTables(database: Database, before: TidiedSizes): Promise<string[]> {
  if (await tidiesItself(database)) return [];
  const sizes = await database.query<{ name: string; bytes: number }>(
    `select quote_ident(relname) as name, pg_relation_size(oid)::float8 as bytes from pg_class
     where relkind = 'r' and relnamespace = current_schema()::regnamespace order by relname`,
  );
  const grown = sizes.filter(({ name, bytes }) => {
    const last = before.get(name);
    const growth = GROWING.includes(name) ? GROWTH_OF_GROWING : GROWTH;
    return last === undefined || bytes > Math.max(last * growth, last + SMALLEST_GROWTH_BYTES);
  });
  // The names are those of our own migrations, quoted: neither statement takes parameters.
  for (const { name, bytes } of grown) {
    await database.query(GROWING.includes(name) ? `analyze ${name}` : `vacuum (analyze) ${name}`);
    before.set(name, bytes);
  }
  return grown.map(({ name }) => name);
}

async function tidiesItself(database: Database): Promise<boolean> {
  if (database.kind === 'pglite') return false;
  const [row] = await database.query<{ on: boolean }>(`select current_setting('autovacuum')::boolean as on`);
  return row!.on;
}
