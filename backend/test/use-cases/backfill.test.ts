import assert from 'node:assert/strict';
import { createReadingLoop } from '../../src/jobs/reading-loop.ts';
import { findBackfill } from '../../src/store/access/backfills.ts';
import { listSetupLog } from '../../src/store/access/setup-log.ts';
import { findLeadOfRecord } from '../../src/store/leads.ts';
import { startBackfill } from '../../src/use-cases/access/start-backfill.ts';
import { readConnection } from '../../src/use-cases/read-connection.ts';
import type { Bank } from '../support/bank.ts';
import { eventually } from '../support/eventually.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`reading everything again, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let org: string;
  withBank(async opened => {
    bank = opened;
    for (const id of ['ada', 'bo', 'cy', 'di', 'ed'])
      bank.crms.salesforce.put(id, { email: `${id}@acme.example` });
    org = (await bank.connection('salesforce')).connectionId;
    await read();
  });

  const read = (signal = new AbortController().signal) =>
    readConnection(bank.context, bank.tenantId, org, { signal });
  const ask = () => startBackfill(bank.context, bank.tenantId, { connectionId: org, person: 'Ann' });
  const progress = async () => {
    const { state, read: records, of } = (await bank.inTenant(sql => findBackfill(sql, org)))!;
    return { state, read: records, of };
  };
  /** As if the record had never come. */
  const lose = (id: string) =>
    bank.inTenant(sql =>
      sql.query('delete from crm_records where tenant_id = $1 and object_id = $2', [bank.tenantId, id]),
    );
  const isKnown = async (id: string) =>
    (await bank.inTenant(sql => findLeadOfRecord(sql, org, 'Lead', id))) !== undefined;

  it('begins with the next reading, and brings what was missed', async () => {
    await lose('bo');
    await read();
    assert.equal(await isKnown('bo'), false, 'going on from the cursor does not see it');
    assert.equal((await ask()).state, 'waiting');
    assert.deepEqual(await progress(), { state: 'waiting', read: 0, of: null });
    await read();
    assert.equal(await isKnown('bo'), true);
    assert.deepEqual(await progress(), { state: 'done', read: 5, of: 5 });
  });

  it('goes on where it was stopped, and does not begin again', async () => {
    await ask();
    const stop = new AbortController();
    bank.crms.salesforce.onPage = () => stop.abort();
    await read(stop.signal);
    const { read: first } = await progress();
    assert.deepEqual(await progress(), { state: 'reading', read: first, of: 5 });
    assert.ok(first > 0 && first < 5, `${first} of 5`);
    bank.crms.salesforce.onPage = () => undefined;
    await read();
    assert.deepEqual(await progress(), { state: 'done', read: 5, of: 5 });
  });

  it('is one while it is under way, however often it is asked for', async () => {
    const { askedAt } = await ask();
    bank.passSeconds(60);
    assert.deepEqual((await ask()).askedAt, askedAt);
    await read();
    assert.notDeepEqual((await ask()).askedAt, askedAt, 'the next one');
    const log = await bank.inTenant(sql => listSetupLog(sql, 10));
    assert.equal(log.filter(({ action }) => action === 'backfill_asked').length, 2);
  });

  it('waits until the CRM answers again', async () => {
    await ask();
    bank.crms.salesforce.pagesBeforeFailure = 1;
    await assert.rejects(read(), { code: 'ERR_CRM_UNAVAILABLE' });
    assert.equal((await progress()).state, 'reading');
    bank.crms.salesforce.pagesBeforeFailure = Number.POSITIVE_INFINITY;
    await read();
    assert.equal((await progress()).state, 'done');
  });

  it('is taken up by the loop that reads, without waiting for its turn', async () => {
    // The banks of the other tests lie in the same database; their tokens cannot be opened here.
    const loop = createReadingLoop(bank.context, () => undefined);
    try {
      await ask();
      loop.wake();
      await eventually(async () => (await progress()).state === 'done');
    } finally {
      await loop.close();
    }
  });
});
