import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { markDirty } from '../../src/store/dirty-leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { type TidiedSizes, tidyTables } from '../../src/store/tidy-tables.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe(`tidyTables on ${DATABASE_KIND}`, () => {
  let database: TestDatabase;
  let tenantId: string;
  before(async () => {
    database = await openTestDatabase();
    tenantId = randomUUID();
    await saveTenant(database, makeTenant(tenantId));
  });
  after(() => database.drop());

  /** As on a server whose autovacuum is off, whatever the test's own server does. */
  const untidy = (): TestDatabase => ({
    ...database,
    query: async (text, values) =>
      text.includes('autovacuum') ? ([{ on: false }] as never) : database.query(text, values),
  });
  const mark = (leads: number) =>
    database.withTenant(tenantId, sql =>
      markDirty(
        sql,
        Array.from({ length: leads }, () => randomUUID()),
        new Date(),
      ),
    );
  const knownRows = async () => {
    const [row] = await database.query<{ rows: number }>(
      `select reltuples::float8 as rows from pg_class where relname = 'dirty_leads'`,
    );
    return row!.rows;
  };

  it('tells the planner how many rows there are', async () => {
    await mark(3_000);
    assert.ok((await tidyTables(untidy(), new Map())).includes('dirty_leads'));
    assert.equal(await knownRows(), 3_000);
  });

  it('forgets no table', async () => {
    const tables = await database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    assert.deepEqual(new Set(await tidyTables(untidy(), new Map())), new Set(tables.map(({ name }) => name)));
  });

  it('leaves tables alone that hardly grew, and comes back to those that did', async () => {
    const sizes: TidiedSizes = new Map();
    await tidyTables(untidy(), sizes);
    await mark(10);
    assert.deepEqual(await tidyTables(untidy(), sizes), []);
    await mark(20_000);
    assert.deepEqual(await tidyTables(untidy(), sizes), ['dirty_leads']);
  });

  it('comes back to a table that only grows when it has doubled', async () => {
    const addEvents = (events: number) =>
      database.query(
        `insert into events (tenant_id, event_id, subject, signal, at, received_at)
         select $1, gen_random_uuid(), gen_random_uuid(), 'page_view', now(), now() from generate_series(1, $2::int)`,
        [tenantId, events],
      );
    const sizes: TidiedSizes = new Map();
    await addEvents(20_000);
    await tidyTables(untidy(), sizes);
    await addEvents(15_000);
    assert.deepEqual(await tidyTables(untidy(), sizes), []);
    await addEvents(10_000);
    assert.deepEqual(await tidyTables(untidy(), sizes), ['events']);
  });

  it('wins back the room of rows that are gone', async () => {
    const size = async () => {
      const [row] = await database.query<{ bytes: number }>(
        `select pg_relation_size('dirty_leads')::float8 as bytes`,
      );
      return row!.bytes;
    };
    await database.query('delete from dirty_leads');
    await tidyTables(untidy(), new Map());
    assert.equal(await size(), 0);
  });

  it('does nothing where PostgreSQL tidies by itself', async () => {
    const tidy: TestDatabase = {
      ...database,
      kind: 'postgresql',
      query: async (text, values) =>
        text.includes('autovacuum') ? ([{ on: true }] as never) : database.query(text, values),
    };
    assert.deepEqual(await tidyTables(tidy, new Map()), []);
  });
});
