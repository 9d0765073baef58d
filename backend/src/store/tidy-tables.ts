import type { Database } from './database.ts';

/** Tables whose rows are rewritten, so that room must be won back, and those that only grow. */
const REWRITTEN = [
  'crm_records',
  'dirty_leads',
  'engagement',
  'identities',
  'leads',
  'outbox',
  'published',
  'published_records',
  'scores',
];
const GROWING = ['crossings', 'events', 'receipts'];

/** How large each table was when it was tidied last, bytes. */
export type TidiedSizes = Map<string, number>;

/** A table that grew by less since is left alone. */
const GROWTH = 1.2;
const SMALLEST_GROWTH_BYTES = 1_048_576;

/**
 * Wins back the room of old rows and tells the planner how large the tables have become, where PostgreSQL does not do that by
 * itself: the embedded one never does, a server's autovacuum may be off. Without it, queries slow down from day to day. Tables
 * that hardly grew since `before` are left alone. Returns the tables tidied; takes up to seconds for each million rows.
 */
export async function tidyTables(database: Database, before: TidiedSizes): Promise<string[]> {
  if (await tidiesItself(database)) return [];
  const sizes = await database.query<{ name: string; bytes: number }>(
    'select name, pg_relation_size(name::regclass)::float8 as bytes from unnest($1::text[]) as t(name)',
    [[...REWRITTEN, ...GROWING]],
  );
  const grown = sizes.filter(({ name, bytes }) => {
    const last = before.get(name);
    return last === undefined || bytes > Math.max(last * GROWTH, last + SMALLEST_GROWTH_BYTES);
  });
  // The names are the constants above: neither statement takes parameters.
  for (const { name, bytes } of grown) {
    await database.query(REWRITTEN.includes(name) ? `vacuum (analyze) ${name}` : `analyze ${name}`);
    before.set(name, bytes);
  }
  return grown.map(({ name }) => name);
}

async function tidiesItself(database: Database): Promise<boolean> {
  if (database.kind === 'pglite') return false;
  const [row] = await database.query<{ on: boolean }>(`select current_setting('autovacuum')::boolean as on`);
  return row!.on;
}
