import assert from 'node:assert/strict';
import type { LeakSuspect } from '@aix/shared-scoring';
import { saveLeads } from '../../src/store/leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import { type Bank, pastLeads } from '../support/bank.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const STAGE = { name: 'stage', label: 'Sales stage', kind: 'category' } as const;
const BUDGET = { name: 'budget', label: 'Budget', kind: 'category' } as const;
const LEADS = 60;

describe(`leaks on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    await saveTenant(bank.context.database, { ...makeTenant(bank.tenantId), fields: [STAGE, BUDGET] });
  });

  const train = async () => {
    const outcome = await trainTenantModel(bank.context, bank.tenantId);
    assert.ok(outcome.status === 'released');
    return outcome.model;
  };
  const told = (suspects: readonly LeakSuspect[] | null) =>
    suspects?.map(({ column, sign, isBlocked }) => [column, sign, isBlocked]);
  const read = async () => importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
  const isWon = (at: number) => at % 2 === 0;
  const largeFor = (at: number) => (at % 10 < 8 ? isWon(at) : !isWon(at));
  /** A user edits every lead, and then they are read. */
  const edit = async (change: (at: number) => Parameters<Bank['crms']['salesforce']['put']>[1]) => {
    for (let at = 0; at < LEADS; at++) bank.crms.salesforce.put(String(at), change(at));
    await read();
  };
  const fieldsOf = (at: number, stage: string | null) => ({
    stage,
    budget: largeFor(at) ? 'large' : 'small',
  });
  const come = () =>
    edit(at => ({ email: `p${at}@lead.example`, fields: fieldsOf(at, null), outcome: { kind: 'open' } }));
  // The memory CRM counts a second for each change from midnight of 2 October: after all have come, before the next edit.
  const at = new Date(Date.UTC(2026, 9, 2, 0, 0, LEADS, 500));
  const end = () => edit(each => ({ outcome: isWon(each) ? { kind: 'converted', at } : { kind: 'lost' } }));
  const sortAway = () => edit(each => ({ fields: fieldsOf(each, isWon(each) ? 'contract' : 'closed') }));

  it('leaves out a field that was seen to be filled after the outcome, and keeps the finding', async () => {
    await come();
    await end();
    await sortAway();
    const { features, facts } = await train();
    assert.deepEqual(told(facts.leakSuspects), [['Sales stage', 'filled_late', true]]);
    assert.match(
      facts.leakSuspects![0]!.sentence,
      /^"Sales stage" was filled or changed after the outcome in up to 100 % .* it must be left out/,
    );
    assert.ok(!features.some(({ name }) => name === 'stage'));
    assert.ok(features.some(({ name }) => name === 'budget'));
  });

  it('is not misled by our own writes, which a CRM calls changes too', async () => {
    await come();
    await train();
    await scoreLeads(bank.context, bank.tenantId);
    await writeBackScores(bank.context, bank.tenantId, await bank.connection('salesforce'));
    await read();
    await end();
    await read();
    assert.deepEqual(told((await train()).facts.leakSuspects), []);
  });

  it('does not take a field that was mapped after the outcome for one filled after it', async () => {
    const budgetOnly = (each: number) => ({ budget: largeFor(each) ? 'large' : 'small' });
    await edit(each => ({
      ...{ email: `p${each}@lead.example`, fields: budgetOnly(each) },
      outcome: { kind: 'open' },
    }));
    await end();
    await sortAway();
    assert.deepEqual(told((await train()).facts.leakSuspects)?.[0], ['Sales stage', 'predicts_alone', false]);
  });

  it('suspects what it saw only after the outcome, and leaves it to a person', async () => {
    for (let each = 0; each < LEADS; each++) {
      const before = new Date('2026-10-01T12:00:00Z');
      const outcome = isWon(each)
        ? ({ kind: 'converted', at: before } as const)
        : ({ kind: 'lost' } as const);
      const fields = fieldsOf(each, isWon(each) ? 'contract' : 'closed');
      bank.crms.salesforce.put(String(each), { email: `p${each}@lead.example`, fields, outcome });
    }
    await read();
    const { features, facts } = await train();
    assert.deepEqual(told(facts.leakSuspects)?.[0], ['Sales stage', 'predicts_alone', false]);
    assert.ok(features.some(({ name }) => name === 'stage'));
  });

  it('suspects without any reading by what a field alone tells, in words', async () => {
    const leads = pastLeads(600, bank.context.now().getTime()).map(lead => ({
      ...lead,
      fields: { stage: lead.outcome.kind === 'converted' ? 'contract' : 'talk' },
    }));
    await bank.inTenant(tenant => saveLeads(tenant, leads, bank.context.now()));
    const [suspect] = (await train()).facts.leakSuspects ?? [];
    assert.match(
      suspect?.sentence ?? '',
      /^"Sales stage" alone tells converted leads from others \(AUC 1\.00\)/,
    );
  });
});
