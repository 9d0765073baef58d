import assert from 'node:assert/strict';
import { enqueueWrites } from '../../src/store/outbox.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`writeBackScores while scores go on coming, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    bank.crms.salesforce.put('1');
    bank.crms.salesforce.put('2');
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
  });

  const enqueue = async (objectId: string) => {
    const { connectionId } = await bank.connection('salesforce');
    const write = { connectionId, objectType: 'Lead', objectId, values: { score: 40 } };
    await bank.inTenant(tenant => enqueueWrites(tenant, [write]));
  };
  const write = async (onProgress?: () => void) =>
    writeBackScores(bank.context, bank.tenantId, await bank.connection('salesforce'), onProgress);

  it('leaves what comes during its last round to the next time, when it goes in company', async () => {
    await enqueue('1');
    let came = Promise.resolve();
    const first = await write(() => {
      came = enqueue('2');
    });
    await came;
    assert.deepEqual([first.settled, first.pauseMs], [1, 0]);
    assert.equal((await write()).settled, 1);
    assert.equal(bank.crms.salesforce.writes.length, 2);
  });
});
