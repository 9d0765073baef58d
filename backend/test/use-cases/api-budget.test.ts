import assert from 'node:assert/strict';
import { countCalls } from '../../src/store/api-usage.ts';
import { enqueueWrites } from '../../src/store/outbox.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const DAY_LIMIT = 1_000;
const DAY_SECONDS = 86_400;

describe(`writing within a connection's API budget, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    crm().put('1');
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
  });

  const crm = () => bank.crms.salesforce;
  const enqueue = async (score: number) => {
    const { connectionId } = await bank.connection('salesforce');
    const write = { connectionId, objectType: 'Lead', objectId: '1', values: { score } };
    await bank.inTenant(tenant => enqueueWrites(tenant, [write]));
  };
  const spend = async (calls: number, used: number) => {
    const { connectionId } = await bank.connection('salesforce');
    const day = { used, limit: DAY_LIMIT };
    await bank.inTenant(tenant =>
      countCalls(tenant, { connectionId, at: bank.context.now(), calls, limited: 0, day }),
    );
  };
  const write = async () => writeBackScores(bank.context, bank.tenantId, await bank.connection('salesforce'));

  for (const [what, calls, used] of [
    ['our share of the day is spent', DAY_LIMIT / 5, DAY_LIMIT / 5],
    ['others have nearly used up the day', 1, DAY_LIMIT * 0.95],
  ] as const)
    it(`pauses while ${what}, and then writes the newest score only`, async () => {
      await enqueue(40);
      await spend(calls, used);
      const paused = await write();
      assert.deepEqual([paused.settled, crm().writes], [0, []]);
      assert.ok(paused.pauseMs > 0);
      await enqueue(70);
      bank.passSeconds(DAY_SECONDS + 3_600);
      assert.equal((await write()).settled, 1);
      assert.equal(crm().written('1')?.score, 70);
      assert.equal(crm().writes.length, 1);
    });

  it('spreads its calls once half of its share is spent', async () => {
    await enqueue(40);
    await spend(DAY_LIMIT / 10, DAY_LIMIT / 10);
    assert.equal((await write()).settled, 1);
  });
});
