import assert from 'node:assert/strict';
import { createTidyingLoop } from '../../src/jobs/tidying-loop.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`the tidying of tables on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  it('lets a flood of events go first, but not for ever', async () => {
    const { context } = bank;
    let looks = 0;
    const tidied = Promise.withResolvers<number>();
    const database: typeof context.database = {
      ...context.database,
      tryLock(name) {
        tidied.resolve(looks);
        return context.database.tryLock(name);
      },
    };
    const errors: unknown[] = [];
    const ingest = {
      isFlooded() {
        looks += 1;
        queueMicrotask(() => loop.wake());
        return true;
      },
    };
    const loop = createTidyingLoop({ ...context, database }, error => errors.push(error), ingest);
    assert.equal(await tidied.promise.finally(() => loop.close()), 6);
    assert.deepEqual(errors, []);
  });
});
