import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createShownSteps } from '../../src/jobs/shown-steps.ts';
import type { Database } from '../../src/store/database.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { logOfSteps, saveSteps } from '../../src/store/next-steps.ts';
import type { Bank } from '../support/bank.ts';
import { eventually } from '../support/eventually.ts';
import { makeFacts } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second));

describe(`shown steps on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const addStep = async () => {
    const [stepId, leadId] = [randomUUID(), randomUUID()];
    const chosen = {
      action: 'call',
      chance: 1,
      considered: [],
      seed: 1,
      dueAt: null,
      chosenAt: at(0),
    } as const;
    const reason = { code: 'act', signal: 'call', label: 'Call', at: at(0).toISOString() } as const;
    await bank.inTenant(async sql => {
      await saveLeads(sql, [{ leadId, ...makeFacts() }], at(0));
      await saveSteps(sql, [{ ...chosen, reason, stepId, leadId, receiptId: randomUUID() }]);
    });
    return stepId;
  };
  const shownAt = async (stepId: string) => {
    const log = await bank.inTenant(sql => logOfSteps(sql, { limit: 100 }));
    return log.find(step => step.stepId === stepId)!.shownAt;
  };
  /** The database, with how often a transaction began and what happens before each. */
  function watched(before: () => void = () => undefined) {
    const seen = { transactions: 0, values: [] as unknown[] };
    const withTenant: Database['withTenant'] = async (tenantId, work) => {
      seen.transactions += 1;
      before();
      return bank.context.database.withTenant(tenantId, tenant =>
        work({
          ...tenant,
          query(text, values, howOften) {
            seen.values.push(...(values ?? []));
            return tenant.query(text, values, howOften);
          },
        }),
      );
    };
    return { seen, context: { database: { ...bank.context.database, withTenant } } };
  }

  it('are written together, each with the first time it was shown', async () => {
    const [ada, bo] = [await addStep(), await addStep()];
    const { seen, context } = watched();
    const shown = createShownSteps(context, assert.ifError);
    shown.note(bank.tenantId, ada, at(1));
    shown.note(bank.tenantId, bo, at(2));
    shown.note(bank.tenantId, ada, at(3));
    await eventually(async () => (await shownAt(bo)) !== null);
    shown.note(bank.tenantId, ada, at(4));
    await shown.close();
    assert.deepEqual([await shownAt(ada), await shownAt(bo), seen.transactions], [at(1), at(2), 2]);
  });

  it('are written once a second, and what is left at the end', async () => {
    const [ada, bo] = [await addStep(), await addStep()];
    const { seen, context } = watched();
    const shown = createShownSteps(context, assert.ifError);
    shown.note(bank.tenantId, ada, at(1));
    await eventually(() => seen.transactions === 1);
    const writtenAt = performance.now();
    shown.note(bank.tenantId, bo, at(2));
    await eventually(() => seen.transactions === 2);
    assert.ok(performance.now() - writtenAt > 900);
    await shown.close();
    const last = createShownSteps(context, assert.ifError);
    const chi = await addStep();
    last.note(bank.tenantId, chi, at(3));
    await last.close();
    assert.deepEqual(await shownAt(chi), at(3));
  });

  it('wait for a database that is away', async () => {
    const ada = await addStep();
    const errors: unknown[] = [];
    const { context } = watched(() => {
      if (errors.length === 0) throw new Error('the database is away');
    });
    const shown = createShownSteps(context, error => errors.push(error));
    shown.note(bank.tenantId, ada, at(1));
    await eventually(async () => (await shownAt(ada)) !== null);
    await shown.close();
    assert.deepEqual([await shownAt(ada), errors.length], [at(1), 1]);
  });

  it('wait for nobody who is changing a step, and are noted afterwards', async function () {
    if (bank.context.database.kind === 'pglite') this.skip();
    const [ada, bo] = [await addStep(), await addStep()];
    const shown = createShownSteps(bank.context, assert.ifError);
    await bank.inTenant(async sql => {
      await sql.query('update next_steps set ended_at = $3 where tenant_id = $1 and step_id = $2', [
        bank.tenantId,
        ada,
        at(9),
      ]);
      shown.note(bank.tenantId, ada, at(1));
      shown.note(bank.tenantId, bo, at(2));
      await eventually(async () => (await shownAt(bo)) !== null);
      assert.equal(await shownAt(ada), null);
    });
    await eventually(async () => (await shownAt(ada)) !== null);
    await shown.close();
    assert.deepEqual(await shownAt(ada), at(1));
  });

  it('are at most 10,000 that wait; steps that are no more are forgotten', async () => {
    const { seen, context } = watched();
    const shown = createShownSteps(context, assert.ifError);
    const note = () => shown.note(bank.tenantId, randomUUID(), at(1));
    for (let count = 0; count < 10_001; count += 1) note();
    await eventually(() => seen.values.length > 0);
    const sent = seen.values.find(value => String(value).startsWith('{'));
    assert.equal(String(sent).split(',').length, 10_000);
    seen.values = [];
    await shown.close();
    assert.deepEqual(seen.values, []);
  });
});
