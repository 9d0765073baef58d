import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createEmptyDatabase, DATABASE_KIND, type EmptyDatabase } from '../support/test-database.ts';

const NAMES = 'select name from migrations order by name';

describe(`migrate on ${DATABASE_KIND}`, () => {
  let empty: EmptyDatabase;
  let database: Database;
  beforeEach(async () => {
    empty = await createEmptyDatabase();
    database = await empty.open();
  });
  afterEach(async () => {
    await database.close();
    await empty.remove();
  });

  it('makes the tables, and does nothing the second time', async () => {
    await migrate(database);
    const applied = await database.query('select * from migrations');
    assert.ok(applied.length >= 1);
    await migrate(database);
    assert.deepEqual(await database.query('select * from migrations'), applied);
    assert.deepEqual(await database.query('select * from leads'), []);
  });

  it('runs each migration once, however many start at once', async () => {
    const others = DATABASE_KIND === 'PGlite' ? [] : await Promise.all([empty.open(), empty.open()]);
    await Promise.all([database, database, ...others].map(migrate));
    const names = await database.query<{ name: string }>(NAMES);
    assert.equal(new Set(names.map(each => each.name)).size, names.length);
    await Promise.all(others.map(other => other.close()));
  });

  it('runs one that came after later ones were run, as from another branch', async () => {
    await migrate(database);
    await database.script(
      `alter table scores drop column empty_field; delete from migrations where name = '0014-empty-fields.sql'`,
    );
    await migrate(database);
    assert.deepEqual(await database.query('select empty_field from scores'), []);
  });

  it('keeps the points of receipts from when PostgreSQL took them from the payload', async () => {
    await migrate(database);
    await database.script(
      `alter table receipts drop column points, drop column model_version;
       ${readFileSync('backend/migrations/0016-points-of-receipts.sql', 'utf8')}
       delete from migrations where name = '0036-plain-points-of-receipts.sql';
       insert into tenants (tenant_id, name, horizon_days, fields, left_out, band_thresholds)
         values (gen_random_uuid(), 'Acme', 30, '[]', '[]', '{}');
       insert into receipts (tenant_id, receipt_id, lead_id, number, made_at, payload, salt, digest, chain)
         select tenant_id, gen_random_uuid(), gen_random_uuid(), 1, now(),
           '{"modelVersion":3,"outcome":{"score":{"scorePoints":71}}}', '', '', '' from tenants`,
    );
    await migrate(database);
    assert.deepEqual(await database.query('select points, model_version from receipts'), [
      { points: 71, model_version: 3 },
    ]);
  });

  it('leaves nothing behind of a migration that failed, and can be repeated', async () => {
    await database.script('create view outbox as select 1 as one');
    await assert.rejects(migrate(database), /outbox/);
    assert.deepEqual(await database.query(NAMES), []);
    assert.deepEqual(await database.query(`select to_regclass('tenants') as tenants`), [{ tenants: null }]);
    await database.script('drop view outbox');
    await migrate(database);
    assert.deepEqual(await database.query('select * from outbox'), []);
  });

  it('refuses a database that a newer version made, and changes nothing', async () => {
    await migrate(database);
    await database.query(`insert into migrations (name) values ('9999-from-the-future.sql')`);
    await assert.rejects(migrate(database), {
      name: 'SetupError',
      message: /made by a newer version \(it has 9999-from-the-future\.sql\): update this program/,
    });
  });
});
