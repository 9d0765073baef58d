import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRescoringLoop } from '../../src/jobs/rescoring-loop.ts';
import { markDirty } from '../../src/store/dirty-leads.ts';
import type { Context } from '../../src/use-cases/context.ts';
import type { Bank } from '../support/bank.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`rounds of scoring on ${DATABASE_KIND}, however many events come`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
  });

  it('take many leads', async () => {
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
    await bank.inTenant(sql => markDirty(sql, leadIds, context.now()));
    const errors: unknown[] = [];
    const watched = { ...context, database: { ...context.database, withTenant } };
    const loop = createRescoringLoop(watched, error => errors.push(error), { backlog: () => 3_000 });
    const waiting = () => context.database.query('select from dirty_leads limit 1');
    await eventually(async () => (await waiting()).length === 0).finally(() => loop.close());
    assert.deepEqual(errors, []);
    // Hot leads and others.
    const many = DATABASE_KIND === 'PGlite' ? 200 : 1_000;
    assert.deepEqual(limits.slice(0, 2), [many, many]);
  });
});
