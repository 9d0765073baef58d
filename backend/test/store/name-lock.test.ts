import assert from 'node:assert/strict';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe(`tryLock (${DATABASE_KIND})`, () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.drop());

  it('gives a name to one holder at a time', async () => {
    const lock = await database.tryLock('a name');
    assert.ok(lock?.isHeld());
    assert.equal(await database.tryLock('a name'), undefined);
    const other = await database.tryLock('another name');
    assert.ok(other?.isHeld());
    await lock?.release();
    await other?.release();
  });

  it('takes nothing from the next holder when a lock is released twice', async () => {
    const first = await database.tryLock('a name');
    await first?.release();
    const next = await database.tryLock('a name');
    await first?.release();
    assert.equal(first?.isHeld(), false);
    assert.ok(next?.isHeld());
    assert.equal(await database.tryLock('a name'), undefined);
    await next?.release();
  });

  if (DATABASE_KIND === 'PostgreSQL')
    it('says that a lock is lost when its session breaks, and gives the name anew', async () => {
      const lock = await database.tryLock('a name');
      await database.query(
        `select pg_terminate_backend(l.pid) from pg_locks l
         where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())`,
      );
      while (lock?.isHeld()) await database.query('select 1');
      // The server says farewell to a session before it frees the session's locks.
      let again = await database.tryLock('a name');
      while (again === undefined) again = await database.tryLock('a name');
      assert.ok(again.isHeld());
      await lock?.release();
      assert.ok(again.isHeld());
      await again.release();
    });
});
