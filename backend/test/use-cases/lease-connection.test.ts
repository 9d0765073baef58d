import assert from 'node:assert/strict';
import { leaseConnection } from '../../src/use-cases/lease-connection.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`leaseConnection on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  /** As another process has it: only the database is the same. */
  const elsewhere = () => leaseConnection({ ...bank.context }, 'one');
  const here = () => leaseConnection(bank.context, 'one');

  it('lets the tasks of one process have a connection together, and no other process meanwhile', async () => {
    const [reading, writing] = await Promise.all([here(), here()]);
    assert.ok(reading!.isHeld() && writing!.isHeld());
    assert.equal(await elsewhere(), undefined);
    await reading!.release();
    await reading!.release();
    assert.deepEqual([reading!.isHeld(), writing!.isHeld()], [false, true]);
    assert.equal(await elsewhere(), undefined, 'it is written to still');
    await writing!.release();
    const theirs = await elsewhere();
    assert.ok(theirs!.isHeld());
    assert.equal(await here(), undefined);
    await theirs!.release();
    await (await here())!.release();
  });

  it('tells every task when the connection is lost, and takes it again when it is free', async () => {
    let isLost = false;
    const { database } = bank.context;
    const losing = {
      ...database,
      tryLock: async (name: string) => {
        const lock = await database.tryLock(name);
        return lock && { ...lock, isHeld: () => !isLost && lock.isHeld() };
      },
    };
    const context = { ...bank.context, database: losing };
    const [reading, writing] = await Promise.all([
      leaseConnection(context, 'two'),
      leaseConnection(context, 'two'),
    ]);
    isLost = true;
    assert.deepEqual([reading!.isHeld(), writing!.isHeld()], [false, false]);
    assert.equal(await leaseConnection(context, 'two'), undefined);
    isLost = false;
    await reading!.release();
    await writing!.release();
    const again = await leaseConnection(context, 'two');
    assert.ok(again!.isHeld());
    await again!.release();
  });

  it('fails when the database does, and asks again the next time', async () => {
    let isAway = true;
    const tryLock = (name: string) =>
      isAway ? Promise.reject(new RangeError('away')) : bank.context.database.tryLock(name);
    const context = { ...bank.context, database: { ...bank.context.database, tryLock } };
    await assert.rejects(leaseConnection(context, 'three'), /away/);
    isAway = false;
    await (await leaseConnection(context, 'three'))!.release();
  });
});
