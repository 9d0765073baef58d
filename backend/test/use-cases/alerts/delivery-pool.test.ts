import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { listDeliveries, saveDeliveries } from '../../../src/store/alerts/deliveries.ts';
import { saveTenant } from '../../../src/store/tenants.ts';
import { createDeliveryPool, shareRoom } from '../../../src/use-cases/alerts/delivery-pool.ts';
import { addChannel } from '../../../src/use-cases/alerts/manage-channels.ts';
import type { Bank } from '../../support/bank.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTenant } from '../../support/make.ts';
import { type Answer, openReceiver, type Receiver } from '../../support/receiver.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

describe(`delivery pool on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  const receivers: Receiver[] = [];
  withBank(opened => {
    bank = opened;
  });
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.close();
  });

  /** A receiver for which alerts are due. */
  const openDue = async (count: number, tenantId = bank.tenantId) => {
    const receiver = await openReceiver();
    receivers.push(receiver);
    const { context } = bank;
    const { channel } = await addChannel(context, tenantId, {
      ...{ kind: 'webhook', name: 'Hook', crossings: ['hot-up'], isQuiet: false, url: receiver.url },
    });
    const { channelId } = channel;
    const due = Array.from({ length: count }, () => {
      const content = { isTest: true } as const;
      return {
        about: `${channelId}:${randomUUID()}`,
        kind: 'webhook',
        channelId,
        leadId: null,
        content,
      } as const;
    });
    await context.database.withTenant(tenantId, sql => saveDeliveries(sql, due, context.now()));
    return receiver;
  };
  const addTenant = async () => {
    const tenantId = randomUUID();
    await saveTenant(bank.context.database, makeTenant(tenantId));
    return tenantId;
  };
  const listed = () => bank.inTenant(sql => listDeliveries(sql, { limit: 50 }));

  it('sends on to whoever answers while one receiver hangs, which holds no more than its own', async () => {
    const hanging = await openDue(22);
    let letGo: (answer: Answer) => void = () => undefined;
    const answer = new Promise<Answer>(resolve => {
      letGo = resolve;
    });
    hanging.answer = () => answer;
    const pool = createDeliveryPool(bank.context, { onError: assert.ifError });
    await pool.fill();
    await eventually(() => hanging.received.length === 10);
    const others = [await openDue(2), await openDue(2, await addTenant())];
    assert.equal(await pool.fill(), 4);
    for (const other of others) await eventually(() => other.received.length === 2);
    assert.equal(hanging.received.length, 10);
    letGo({ status: 204 });
    await pool.drain();
  });

  it('asks a receiver that does not answer more and more seldom, for one thing, until it answers', async () => {
    const broken = await openDue(13);
    let isDown = true;
    const { outside } = bank.context;
    const post: typeof outside.post = (...message) =>
      isDown
        ? Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
        : outside.post(...message);
    const context = { ...bank.context, outside: { ...outside, post } };
    assert.equal(await deliverDue(context), 10);
    bank.passSeconds(9);
    assert.equal(await deliverDue(context), 0, 'it rests, though three were never tried');
    bank.passSeconds(2);
    assert.equal(await deliverDue(context), 1);
    bank.passSeconds(8);
    assert.equal(await deliverDue(context), 0);
    bank.passSeconds(600);
    assert.equal(await deliverDue(context), 1);
    bank.passSeconds(299);
    assert.equal(await deliverDue(context), 0, 'five minutes at most');
    isDown = false;
    bank.passSeconds(2);
    assert.equal(await deliverDue(context), 1);
    assert.equal(await deliverDue(context), 10);
    while ((await deliverDue(context)) > 0);
    assert.equal(broken.received.length, 13);
  });

  it('settles each by itself: an error that nobody expected sends nothing else again', async () => {
    await openDue(1);
    await bank.inTenant(sql =>
      sql.query(`update alert_channels set settings = 'damaged' where tenant_id = $1`, [bank.tenantId]),
    );
    const sound = await openDue(3);
    await assert.rejects(deliverDue(bank.context));
    // Longer than a claim lasts.
    bank.passSeconds(200);
    await assert.rejects(deliverDue(bank.context));
    assert.equal(sound.received.length, 3);
    const waiting = (await listed()).filter(({ deliveredAt }) => deliveredAt === null);
    assert.deepEqual(
      waiting.map(({ attempts, reason }) => ({ attempts, reason })),
      [{ attempts: 2, reason: 'It failed for a reason of ours, which is in the log of the service' }],
    );
  });

  it('sends again, under the same id, what was answered when the process died before it was settled', async () => {
    const receiver = await openDue(3);
    const { outside } = bank.context;
    const died = new Promise<never>(() => undefined);
    const post: typeof outside.post = (...message) => outside.post(...message).then(() => died);
    const context = { ...bank.context, outside: { ...outside, post } };
    await createDeliveryPool(context, { onError: assert.ifError }).fill();
    await eventually(() => receiver.received.length === 3);
    bank.passSeconds(121);
    assert.equal(await deliverDue(bank.context), 3);
    bank.passSeconds(121);
    assert.equal(await deliverDue(bank.context), 0);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual([ids.length, new Set(ids).size], [6, 3]);
  });

  it('deals room out in turns, and lets nobody have more than a tenth', () => {
    const due = (keys: string[], down: string[] = []) =>
      new Map(keys.map(key => [key, { isDown: down.includes(key) }]));
    const deal = (keys: string[], { down = [] as string[], held = {}, lastServed = '' } = {}) =>
      Object.fromEntries(shareRoom(due(keys, down), { held: new Map(Object.entries(held)), lastServed }));
    assert.deepEqual(deal(['a', 'b'], { down: ['b'] }), { a: 10, b: 1 });
    assert.deepEqual(deal(['a', 'b'], { down: ['b'], held: { a: 2, b: 1 } }), { a: 8 });
    assert.deepEqual(deal(['a', 'b', 'c'], { held: { x: 98 }, lastServed: 'a' }), { b: 1, c: 1 });
    assert.deepEqual(deal(['a'], { held: { x: 100 } }), {});
  });
});
