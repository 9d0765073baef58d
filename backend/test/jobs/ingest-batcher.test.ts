import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createIngestBatcher } from '../../src/jobs/ingest-batcher.ts';
import type { Database } from '../../src/store/database.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import type { Context } from '../../src/use-cases/context.ts';
import type { CollectedBatch } from '../../src/use-cases/engagement/ingest-events.ts';
import type { Bank } from '../support/bank.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`the ingest batcher on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  /** A context whose transactions are counted, and wait until the gate is opened. */
  function gated(): { context: Context; tenants: string[]; open(): void } {
    const tenants: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const withTenant: Database['withTenant'] = async (tenantId, work) => {
      tenants.push(tenantId);
      await gate;
      return bank.context.database.withTenant(tenantId, work);
    };
    return {
      context: { ...bank.context, database: { ...bank.context.database, withTenant } },
      tenants,
      open,
    };
  }
  const batchOf = (count: number, tenantId = bank.tenantId, eventId?: string): CollectedBatch => ({
    tenantId,
    events: Array.from({ length: count }, () => ({
      eventId: eventId ?? randomUUID(),
      subject: '00000000-0000-4000-8000-000000000000',
      signal: 'page_view',
      at: bank.context.now(),
    })),
    identifications: [],
    asides: [],
  });
  const countStored = async (tenantId = bank.tenantId) => {
    const [row] = await bank.context.database.query<{ count: number }>(
      'select count(*)::int from events where tenant_id = $1',
      [tenantId],
    );
    return row?.count;
  };

  it('joins what comes together into one transaction', async () => {
    const { context, tenants, open } = gated();
    const batcher = createIngestBatcher(context);
    open();
    await Promise.all(Array.from({ length: 12 }, () => batcher.add(batchOf(50))));
    assert.equal(tenants.length, 1);
    assert.equal(await countStored(), 600);
  });

  it('puts at most 1,000 events into one', async () => {
    const { context, tenants, open } = gated();
    const batcher = createIngestBatcher(context);
    open();
    await Promise.all(Array.from({ length: 5 }, () => batcher.add(batchOf(400))));
    assert.equal(tenants.length, 3);
    assert.equal(await countStored(), 2000);
  });

  it('resolves only when everything is stored', async () => {
    const { context, open } = gated();
    const batcher = createIngestBatcher(context);
    let isAnswered = false;
    const answered = batcher.add(batchOf(1000)).then(() => {
      isAnswered = true;
    });
    await new Promise(setImmediate);
    assert.deepEqual([isAnswered, await countStored()], [false, 0]);
    open();
    await answered;
    assert.equal(await countStored(), 1000);
  });

  it('tells when a flood comes', async () => {
    const batcher = createIngestBatcher(bank.context);
    const flooded = Array.from({ length: 3 }, () => {
      void batcher.add(batchOf(500));
      return batcher.isFlooded();
    });
    assert.deepEqual(flooded, [false, false, true]);
    await batcher.close();
    const full = createIngestBatcher(bank.context);
    assert.throws(() => full.add(batchOf(10_001)), { code: 'ERR_BUSY' });
    assert.ok(full.isFlooded(), 'what is refused keeps coming');
  });

  it('refuses what a tenant sends too much of, while others go on, and takes it again later', async () => {
    const { context, open } = gated();
    const batcher = createIngestBatcher(context);
    const other = randomUUID();
    await saveTenant(bank.context.database, makeTenant(other));
    const waiting = Array.from({ length: 20 }, () => batcher.add(batchOf(500)));
    const busy = { code: 'ERR_BUSY', retry: true, retryAfterMs: 1000 };
    assert.throws(() => batcher.add(batchOf(1)), busy);
    waiting.push(batcher.add(batchOf(100, other)));
    open();
    await Promise.all(waiting);
    assert.deepEqual([await countStored(), await countStored(other)], [10_000, 100]);
    await batcher.add(batchOf(1));
  });

  it('refuses what all tenants together send too much of', () => {
    const { context } = gated();
    const batcher = createIngestBatcher(context);
    for (let tenant = 0; tenant < 2; tenant++) {
      const tenantId = randomUUID();
      for (let at = 0; at < 20; at++) batcher.add(batchOf(500, tenantId)).catch(() => undefined);
    }
    assert.throws(() => batcher.add(batchOf(1)), { code: 'ERR_BUSY' });
  });

  it('fails only the request that the database cannot store', async () => {
    const batcher = createIngestBatcher(bank.context);
    const answers = await Promise.allSettled([
      batcher.add(batchOf(10)),
      batcher.add(batchOf(1, bank.tenantId, 'no uuid')),
      batcher.add(batchOf(10)),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(await countStored(), 20);
  });

  it('says "later" when the database does not answer', async () => {
    const withTenant = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    const context = { ...bank.context, database: { ...bank.context.database, withTenant } };
    await assert.rejects(createIngestBatcher(context).add(batchOf(1)), { code: 'ERR_BUSY', retry: true });
  });

  it('stores what it has before it closes', async () => {
    const batcher = createIngestBatcher(bank.context);
    const added = batcher.add(batchOf(30));
    await batcher.close();
    assert.equal(await countStored(), 30);
    await added;
  });
});
