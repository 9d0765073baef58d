import assert from 'node:assert/strict';
import type { Connection } from 'jsforce';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { connectJsforce } from './jsforce-client.ts';
import { createRestClient, type RestClient } from './rest-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

describe('the Salesforce stand-in’s bulk ingest, as jsforce sees it', () => {
  const LEADS = 60;
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let connection: Connection;
  let rest: RestClient;

  beforeEach(async () => {
    org = createTemporaryOrg({ leadCount: LEADS });
    standIn = await startSalesforceStandIn({ directory: org.directory });
    connection = await connectJsforce(standIn, org);
    rest = await createRestClient(standIn, org);
  });
  afterEach(async () => {
    await standIn.close();
    org.remove();
  });

  const lead = (ordinal: number) => recordIdOf('00Q', ordinal);
  const load = (rows: object[]) =>
    connection.bulk2.loadAndWaitForResults({ object: 'Lead', operation: 'update', input: rows as never });
  const finished = async (id: string) => {
    for (;;) {
      const { body } = await rest.send('GET', `/jobs/ingest/${id}`);
      const job = body as { state: string; errorMessage?: string };
      if (!['UploadComplete', 'InProgress'].includes(job.state)) return job;
    }
  };
  const runCsv = async (csv: string) => {
    const { body } = await rest.send('POST', '/jobs/ingest', { object: 'Lead', operation: 'update' });
    const { id } = body as { id: string };
    const csvType = { 'content-type': 'text/csv' };
    assert.equal((await rest.send('PUT', `/jobs/ingest/${id}/batches`, csv, csvType)).status, 201);
    await rest.send('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });
    return { id, job: await finished(id) };
  };

  it('updates records and tells what became of each', async () => {
    const rows = Array.from({ length: LEADS }, (_, index) => ({
      Id: lead(index),
      Title: `Title ${index}`,
      Age__c: 40,
    }));
    const { successfulResults, failedResults, unprocessedRecords } = await load(rows);
    assert.equal(successfulResults.length, (LEADS * 4) / 5);
    assert.equal(failedResults.length, LEADS / 5);
    assert.equal(unprocessedRecords.length, 0);
    assert.equal(failedResults[0]?.sf__Id, lead(0));
    assert.match(String(failedResults[0]?.sf__Error), /^CANNOT_UPDATE_CONVERTED_LEAD:/);
    const record = await connection.sobject('Lead').retrieve(lead(59));
    assert.deepEqual([record.Title, record.Age__c], ['Title 59', 40]);
  });

  it('leaves a field alone that is empty, and empties one on #N/A', async () => {
    await load([{ Id: lead(2), Title: 'Head', Job__c: 'clerk' }]);
    await load([{ Id: lead(2), Title: '', Job__c: '#N/A' }]);
    const record = await connection.sobject('Lead').retrieve(lead(2));
    assert.deepEqual([record.Title, record.Job__c], ['Head', null]);
  });

  it('refuses values of a wrong type record by record', async () => {
    const { failedResults, successfulResults } = await load([
      { Id: lead(2), Age__c: 'old' },
      { Id: lead(3), Age__c: '41' },
      { Id: lead(999_999), Age__c: '41' },
    ]);
    assert.deepEqual(
      failedResults.map(({ sf__Error }) => String(sf__Error).split(':')[0]),
      ['INVALID_TYPE_ON_FIELD_IN_RECORD', 'INVALID_CROSS_REFERENCE_KEY'],
    );
    assert.deepEqual(
      successfulResults.map(({ sf__Id }) => sf__Id),
      [lead(3)],
    );
  });

  it('fails a job as a whole when a column is no field, or there is no id', async () => {
    await assert.rejects(
      load([{ Id: lead(2), Nope__c: 'x' }]),
      /InvalidBatch : Field name not found : Nope__c/,
    );
    const { job } = await runCsv('Title\nHead\n');
    assert.deepEqual([job.state, job.errorMessage], ['Failed', 'InvalidBatch : Field name not found : Id']);
  });

  it('takes data once, and only while the job is open', async () => {
    const { id } = await runCsv(`Id,Title\n${lead(2)},x\n`);
    const again = await rest.send('PUT', `/jobs/ingest/${id}/batches`, 'Id\n', {
      'content-type': 'text/csv',
    });
    assert.equal(again.status, 400);
    const { status } = await rest.send('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' });
    assert.equal(status, 400);
    assert.equal((await rest.send('DELETE', `/jobs/ingest/${id}`)).status, 204);
  });

  it('locks every second record when asked to', async () => {
    const fault = { method: 'PATCH', path: '/jobs/ingest', kind: 'partial' };
    await fetch(`${standIn.url}/__faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    const { failedResults } = await load([2, 3, 4, 7].map(at => ({ Id: lead(at), Title: 'x' })));
    assert.deepEqual(
      failedResults.map(({ sf__Id, sf__Error }) => [sf__Id, String(sf__Error).split(':')[0]]),
      [lead(3), lead(7)].map(id => [id, 'UNABLE_TO_LOCK_ROW']),
    );
  });

  it('serves no other operation than updates', async () => {
    const { status } = await rest.send('POST', '/jobs/ingest', { object: 'Lead', operation: 'hardDelete' });
    assert.equal(status, 400);
  });
});
