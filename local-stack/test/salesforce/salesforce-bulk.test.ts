import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { createRestClient, type RestClient } from './rest-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

describe('the Salesforce stand-in’s bulk queries', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let client: RestClient;

  before(async () => {
    org = createTemporaryOrg({ leadCount: 25 });
    standIn = await startSalesforceStandIn({ directory: org.directory });
    client = await createRestClient(standIn, org);
  });
  after(async () => {
    await standIn.close();
    org.remove();
  });
  const create = async (query: string) => client.send('POST', '/jobs/query', { operation: 'query', query });
  const createId = async (query = 'SELECT Id, Company, Newsletter__c FROM Lead ORDER BY Id') =>
    ((await create(query)).body as { id: string }).id;

  it('gives the result in parts, each naming the next', async () => {
    const path = `/jobs/query/${await createId()}`;
    assert.equal(((await client.send('GET', path)).body as { state: string }).state, 'JobComplete');
    const rows: string[][] = [];
    const sizes: (string | null)[] = [];
    for (let locator = ''; locator !== 'null'; ) {
      const query = `?maxRecords=10${locator === '' ? '' : `&locator=${locator}`}`;
      const { headers, body } = await client.send('GET', `${path}/results${query}`);
      rows.push(...(parse(String(body)) as string[][]).slice(1));
      sizes.push(headers.get('sforce-numberofrecords'));
      locator = headers.get('sforce-locator') ?? 'null';
    }
    assert.deepEqual(sizes, ['10', '10', '5']);
    assert.equal(new Set(rows.map(([id]) => id)).size, 25);
    assert.deepEqual(rows[0]?.slice(1), ['Ärzte & Söhne', 'true']);
  });

  it('gives no result before the job is complete, nor after it was aborted', async () => {
    const path = `/jobs/query/${await createId()}`;
    assert.equal((await client.send('GET', `${path}/results`)).status, 400);
    const { body } = await client.send('PATCH', path, { state: 'Aborted' });
    assert.equal((body as { state: string }).state, 'Aborted');
    assert.equal((await client.send('GET', `${path}/results`)).status, 400);
  });

  it('deletes a job that has ended', async () => {
    const path = `/jobs/query/${await createId()}`;
    assert.equal((await client.send('DELETE', path)).status, 400);
    await client.send('GET', path);
    assert.equal((await client.send('DELETE', path)).status, 204);
    assert.equal((await client.send('GET', path)).status, 404);
  });

  it('refuses a query that it cannot run', async () => {
    const codeOf = ({ status, body }: { status: number; body: unknown }) => [
      status,
      (body as { errorCode: string }[])[0]?.errorCode,
    ];
    assert.deepEqual(codeOf(await create('SELECT Nope FROM Lead')), [400, 'INVALID_FIELD']);
    assert.deepEqual(codeOf(await create('SELECT COUNT() FROM Lead')), [400, 'API_ERROR']);
    assert.deepEqual(codeOf(await client.send('POST', '/jobs/query', { query: 'SELECT Id FROM Lead' })), [
      400,
      'INVALIDJOB',
    ]);
  });
});
