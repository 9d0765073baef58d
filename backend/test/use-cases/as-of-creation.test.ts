import assert from 'node:assert/strict';
import { saveTenant } from '../../src/store/tenants.ts';
import type { Training } from '../../src/use-cases/context.ts';
import { importAll } from '../../src/use-cases/import-all.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import type { Bank } from '../support/bank.ts';
import { makeTenant } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

type Column = Extract<Training['table']['columns'][number], { kind: 'category' }>;
const STAGE = { name: 'stage', label: 'Sales stage', kind: 'category' } as const;
const JOB = { name: 'job', label: 'Job', kind: 'category' } as const;
const LEADS = 60;
const CREATED = new Date('2026-09-01T09:00:00Z');
const CONVERTED = new Date('2026-09-10T09:00:00Z');

describe(`training on values as of a lead's creation, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    await saveTenant(bank.context.database, { ...makeTenant(bank.tenantId), fields: [STAGE, JOB] });
  });

  const isWon = (at: number) => at % 2 === 0;
  /** Leads whose stage was filled by the outcome, and whose job was known from the start. */
  const come = () => {
    for (let at = 0; at < LEADS; at += 1)
      bank.crms.salesforce.put(String(at), {
        email: `p${at}@lead.example`,
        createdAt: CREATED,
        outcome: isWon(at) ? { kind: 'converted', at: CONVERTED } : { kind: 'lost' },
        fields: {
          stage: isWon(at) ? 'contract' : 'closed',
          job: at % 10 < 8 === isWon(at) ? 'clerk' : 'teacher',
        },
      });
  };
  const stageChanges = () =>
    Array.from({ length: LEADS }, (_, at) => ({
      changeId: `h${at}`,
      objectType: 'Lead',
      objectId: String(at),
      field: 'stage',
      at: CONVERTED,
      before: null,
    }));
  /** What the training is given, beside what comes of it. */
  const train = async () => {
    let given: Training | undefined;
    const { scoring } = bank.context;
    const context = {
      ...bank.context,
      scoring: {
        ...scoring,
        train(training: Training) {
          given = training;
          return scoring.train(training);
        },
      },
    };
    await importAll(bank.context, bank.tenantId, await bank.connection('salesforce'));
    const outcome = await trainTenantModel(context, bank.tenantId);
    const column = (name: string) => given!.table.columns.find(each => each.name === name) as Column;
    return { outcome, column };
  };

  it('forgets what was filled in with the outcome, where the CRM keeps the history', async () => {
    come();
    bank.crms.salesforce.changes = stageChanges();
    const { outcome, column } = await train();
    assert.equal(column('stage').codes.filter(code => code !== -1).length, 0);
    assert.equal(column('job').codes.filter(code => code === -1).length, 0);
    assert.ok(outcome.status === 'released');
    assert.ok(!outcome.model.features.some(({ name }) => name === 'stage'));
  });

  it('has only present values where it does not', async () => {
    come();
    const { column } = await train();
    assert.equal(column('stage').codes.filter(code => code === -1).length, 0);
  });

  it('learns from the value that a change replaced', async () => {
    come();
    bank.crms.salesforce.changes = stageChanges().map(change => ({ ...change, before: 'open' }));
    const { column } = await train();
    assert.deepEqual(column('stage').levels, ['open']);
  });
});
