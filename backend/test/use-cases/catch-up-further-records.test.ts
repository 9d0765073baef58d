import assert from 'node:assert/strict';
import { readConnection } from '../../src/use-cases/read-connection.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`catchUpFurtherRecords on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });
  const crm = () => bank.crms.hubspot;
  const read = async () => {
    const { connectionId } = await bank.connection('hubspot');
    await readConnection(bank.context, bank.tenantId, connectionId, { signal: new AbortController().signal });
  };

  it('follows each reading, from where the last look ended', async () => {
    await read();
    crm().furtherCursor = 'later';
    await read();
    await read();
    crm().furtherCursor = undefined;
    await read();
    await read();
    assert.deepEqual(crm().furtherLooks, [undefined, undefined, 'later', 'later', 'later']);
  });

  it('says for the readiness why there are none', async () => {
    crm().furtherRecordsProblem = 'Lead records get no scores';
    await read();
    assert.equal(
      (await bank.connection('hubspot')).refused.further_records?.sentence,
      'Lead records get no scores',
    );
  });

  it('does nothing while the CRM does not let scores be written', async () => {
    crm().forbids.add('writing');
    await assert.rejects(read(), { code: 'ERR_CRM_FORBIDDEN' });
    await read();
    assert.equal(crm().furtherLooks.length, 1);
  });
});
