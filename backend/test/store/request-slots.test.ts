import assert from 'node:assert/strict';
import { pauseSlots, takeSlots } from '../../src/store/access/request-slots.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

/** So slow that no machine lets a slot pass between two statements. */
const HOUR_MS = 3_600_000;

describe(`request slots on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });
  const laneOf = async (burst = 1) => {
    const { connectionId } = await bank.connection('hubspot');
    return { connectionId, lane: 'requests', spacingMs: HOUR_MS, burst };
  };
  const take = async (count: number, burst?: number) => {
    const lane = await laneOf(burst);
    // The zero that is added takes the sign of a negative one away.
    return Math.round((await bank.inTenant(tenant => takeSlots(tenant, lane, count))) / HOUR_MS) + 0;
  };

  it('gives everybody a moment of their own, one after the other, and saves up none before the first', async () => {
    assert.deepEqual([await take(1), await take(3), await take(1)], [1, 2, 5]);
  });

  it('gives a moment once, however many ask at the same time', async () => {
    const given = await Promise.all(Array.from({ length: 8 }, () => take(1)));
    assert.deepEqual(given.toSorted(), [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps what a quiet time saved up, up to a burst', async () => {
    await take(1);
    await bank.context.database.query(
      `update request_slots set last_slot = clock_timestamp() - interval '100 hours' where tenant_id = $1`,
      [bank.tenantId],
    );
    assert.deepEqual(
      [await take(1, 4), await take(2, 4), await take(1, 4), await take(1, 4)],
      [-3, -2, 0, 1],
    );
  });

  it('gives no moment within a pause, and the first right after it', async () => {
    const lane = await laneOf();
    await bank.inTenant(tenant => pauseSlots(tenant, lane, 5 * HOUR_MS));
    await bank.inTenant(tenant => pauseSlots(tenant, lane, HOUR_MS));
    assert.deepEqual([await take(1), await take(1)], [5, 6]);
  });
});
