import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRescoringLoop } from '../../src/jobs/rescoring-loop.ts';
import { markDirty } from '../../src/store/dirty-leads.ts';
import type { Context } from '../../src/use-cases/context.ts';
import type { Bank } from '../support/bank.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`rounds of scoring on ${DATABASE_KIND}, in a flood of events that wait to be stored`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
  });

  /** Marks a hundred leads that long ago, and resolves to how many each read of a round might take, once none waits. */
  async function limitsOfRounds(secondsAgo: number): Promise<unknown[]> {
    const { context } = bank;
    const limits: unknown[] = [];
    const withTenant: Context['database']['withTenant'] = (tenantId, run) =>
      context.database.withTenant(tenantId, sql =>
        run({
          ...sql,
          query(text, values, howOften) {
            if (text.includes('from dirty_leads') && text.includes('limit $2')) limits.push(values?.[1]);
            return sql.query(text, values, howOften);
          },
        }),
      );
    const leadIds = Array.from({ length: 100 }, () => randomUUID());
    const markedAt = new Date(context.now().getTime() - secondsAgo * 1000);
    await bank.inTenant(sql => markDirty(sql, leadIds, markedAt));
    const errors: unknown[] = [];
    const watched = { ...context, database: { ...context.database, withTenant } };
    const loop = createRescoringLoop(watched, error => errors.push(error), { backlog: () => 3_000 });
    const waiting = () => context.database.query('select from dirty_leads limit 1');
    await eventually(async () => (await waiting()).length === 0).finally(() => loop.close());
    assert.deepEqual(errors, []);
    return limits;
  }

  it('take forty leads', async () => {
    const limits = await limitsOfRounds(0);
    assert.ok(limits.length >= 6 && limits.every(limit => limit === 40), `${limits}`);
  });

  it('take many when a lead has waited for half a minute', async () => {
    const limits = await limitsOfRounds(31);
    // Hot leads and others; the first round tells how long they waited.
    const many = DATABASE_KIND === 'PGlite' ? 200 : 1_000;
    assert.deepEqual(limits.slice(0, 4), [40, 40, many, many]);
  });
});
