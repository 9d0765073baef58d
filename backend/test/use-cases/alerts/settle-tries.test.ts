import assert from 'node:assert/strict';
import { listChannels } from '../../../src/store/alerts/channels.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryResult,
  listDeliveries,
  saveDeliveries,
} from '../../../src/store/alerts/deliveries.ts';
import type { Database } from '../../../src/store/database.ts';
import { addChannel } from '../../../src/use-cases/alerts/manage-channels.ts';
import { createTrySettler, settleTries } from '../../../src/use-cases/alerts/settle-tries.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const DELIVERED: DeliveryResult = { status: 'delivered', externalId: null };
const FAILED: DeliveryResult = { status: 'postponed', reason: 'The receiver answered 503' };
const DAY_SECONDS = 86_400;

describe(`settling of tries on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  /** Deliveries that are being tried. */
  const claim = async (count: number): Promise<ClaimedDelivery[]> => {
    const { context, tenantId } = bank;
    const { channel } = await addChannel(context, tenantId, {
      ...{ kind: 'webhook', name: 'Hook', crossings: ['hot-up'], isQuiet: false },
      url: 'https://receiver.example/hook',
    });
    const { channelId } = channel;
    const due = Array.from({ length: count }, (_, index) => ({
      ...{ about: `${channelId}:${index}`, kind: 'webhook' as const, channelId, leadId: null },
      content: { isTest: true } as const,
    }));
    return bank.inTenant(async sql => {
      await saveDeliveries(sql, due, context.now());
      return claimDeliveries(sql, { channelId, now: context.now(), limit: count });
    });
  };
  /** The bank's context, which counts its transactions. */
  const counting = () => {
    const counted = { transactions: 0 };
    const { database } = bank.context;
    const withTenant: Database['withTenant'] = (tenantId, work) => {
      counted.transactions += 1;
      return database.withTenant(tenantId, work);
    };
    return { counted, context: { ...bank.context, database: { ...database, withTenant } } };
  };
  const listed = () => bank.inTenant(sql => listDeliveries(sql, { limit: 50 }));
  const channel = async () => (await bank.inTenant(listChannels))[0]!;

  it('settles what ends together in one transaction, each with its own result', async () => {
    const claimed = await claim(4);
    const { context, counted } = counting();
    const { settle } = createTrySettler(context, () => claimed.length);
    const results: DeliveryResult[] = [
      DELIVERED,
      FAILED,
      { status: 'delivered', externalId: '7' },
      { ...FAILED, retryAfterMs: 600_000 },
    ];
    await Promise.all(
      claimed.map((delivery, index) => settle(bank.tenantId, { delivery, result: results[index]! })),
    );
    assert.equal(counted.transactions, 1);
    const after = await listed();
    const of = (index: number) => after.find(each => each.deliveryId === claimed[index]!.deliveryId)!;
    assert.deepEqual(
      [0, 1, 2, 3].map(index => [of(index).deliveredAt !== null, of(index).externalId, of(index).reason]),
      [
        [true, null, null],
        [false, null, FAILED.reason],
        [true, '7', null],
        [false, null, FAILED.reason],
      ],
    );
    const { channelId = null } = claimed[0]!;
    const isDue = () =>
      bank.inTenant(async sql => {
        const again = await claimDeliveries(sql, { channelId, now: context.now(), limit: 9 });
        return again.map(({ deliveryId }) => deliveryId);
      });
    bank.passSeconds(29);
    assert.deepEqual(await isDue(), []);
    bank.passSeconds(2);
    assert.deepEqual(await isDue(), [claimed[1]!.deliveryId], 'each rests as long as its own receiver says');
  });

  it('waits for nobody who hangs', async () => {
    const [first] = await claim(2);
    const { settle } = createTrySettler(bank.context, () => 2);
    await settle(bank.tenantId, { delivery: first!, result: DELIVERED });
    assert.equal((await listed()).filter(({ deliveredAt }) => deliveredAt !== null).length, 1);
  });

  it('keeps the others where one cannot be stored, and says so', async () => {
    const claimed = await claim(3);
    const { settle } = createTrySettler(bank.context, () => 4);
    const damaged = { ...claimed[0]!, deliveryId: 'damaged' };
    const settled = [damaged, ...claimed].map(delivery =>
      settle(bank.tenantId, { delivery, result: DELIVERED }),
    );
    for (const each of settled) await assert.rejects(each, /damaged/);
    assert.equal((await listed()).filter(({ deliveredAt }) => deliveredAt !== null).length, 3);
  });

  it('counts failures since the last success of those that end together', async () => {
    const claimed = await claim(5);
    const tried = (results: DeliveryResult[]) =>
      results.map((result, index) => ({ delivery: claimed[index]!, result }));
    const settle = (...results: DeliveryResult[]) => settleTries(bank.context, bank.tenantId, tried(results));
    await settle(FAILED, DELIVERED, FAILED, FAILED);
    assert.equal((await channel()).failures, 2);
    await settle(FAILED, FAILED);
    assert.equal((await channel()).failures, 4);
    await settle(FAILED, DELIVERED);
    assert.equal((await channel()).failures, 0);
  });

  it('disables a channel that fails on for a day, and one that is gone though another try arrived', async () => {
    const claimed = await claim(5);
    const settle = (...results: DeliveryResult[]) =>
      settleTries(
        bank.context,
        bank.tenantId,
        results.map((result, index) => ({ delivery: claimed[index]!, result })),
      );
    for (let batch = 0; batch < 4; batch += 1) await settle(FAILED, FAILED, FAILED, FAILED, FAILED);
    assert.equal((await channel()).disabledAt, null);
    bank.passSeconds(DAY_SECONDS + 1);
    await settle(FAILED, FAILED);
    assert.ok((await channel()).disabledAt !== null);
    assert.equal((await listed()).filter(({ deadAt }) => deadAt !== null).length, 5);
    const [other, second] = await claim(2);
    const gone: DeliveryResult = { status: 'refused', reason: 'The receiver answered 410' };
    await settleTries(bank.context, bank.tenantId, [
      { delivery: other!, result: gone },
      { delivery: second!, result: DELIVERED },
    ]);
    const disabled = (await bank.inTenant(listChannels)).find(
      ({ channelId }) => channelId === other!.channelId,
    );
    assert.equal(disabled!.disabledReason, gone.reason);
  });
});
