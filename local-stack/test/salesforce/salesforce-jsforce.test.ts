import assert from 'node:assert/strict';
import { importPKCS8, SignJWT } from 'jose';
import { Connection } from 'jsforce';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

/** jsforce is Salesforce's own client for Node: what it understands is spoken as the platform speaks. */
describe('the Salesforce stand-in, as jsforce sees it', () => {
  const LEADS = 450;
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let connection: Connection;

  before(async () => {
    org = createTemporaryOrg({ leadCount: LEADS });
    standIn = await startSalesforceStandIn({ directory: org.directory, pageSize: 200 });
    connection = new Connection({ loginUrl: standIn.url, version: '68.0' });
    await connection.authorize({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertionFor(org),
    });
  });
  after(async () => {
    await standIn.close();
    org.remove();
  });

  it('authorises by JWT bearer and says who one is', async () => {
    const identity = await connection.identity();
    assert.equal(identity.organization_id, org.organizationId);
    assert.equal(identity.username, org.username);
  });

  it('gives all rows of a query over its pages', async () => {
    const result = await connection
      .query('SELECT Id, Name, Owner.Name FROM Lead ORDER BY Email')
      .execute({ autoFetch: true, maxFetch: 1_000 });
    assert.equal(result.records.length, LEADS);
    assert.equal(new Set(result.records.map(({ Id }) => Id)).size, LEADS);
    assert.deepEqual(result.records[0], {
      attributes: {
        type: 'Lead',
        url: `/services/data/v68.0/sobjects/Lead/${recordIdOf('00Q', 0)}`,
      },
      Id: recordIdOf('00Q', 0),
      Name: 'First0 Last0',
      Owner: { attributes: { type: 'User' }, Name: 'Integration User' },
    });
  });

  it('updates 450 records in three collection calls, and refuses converted leads one by one', async () => {
    const before = connection.limitInfo.apiUsage?.used ?? 0;
    const records = Array.from({ length: LEADS }, (_, index) => ({
      Id: recordIdOf('00Q', index),
      Title: `Title ${index}`,
    }));
    const results = await connection.update('Lead', records, { allowRecursive: true });
    assert.equal((connection.limitInfo.apiUsage?.used ?? 0) - before, 3);
    assert.equal(results.filter(result => result.success).length, (LEADS * 4) / 5);
    const [refused] = results;
    assert.ok(refused !== undefined && !refused.success);
    assert.deepEqual(refused.errors, [
      { statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD', message: 'cannot reference converted lead', fields: [] },
    ]);
    const updated = await connection.sobject('Lead').retrieve(recordIdOf('00Q', 449));
    assert.equal(updated.Title, 'Title 449');
  });

  it('runs a bulk query job', async () => {
    connection.bulk2.pollInterval = 10;
    const stream = await connection.bulk2.query('SELECT Id, Company, Age__c FROM Lead');
    const rows = await stream.toArray();
    assert.equal(rows.length, LEADS);
    assert.deepEqual(rows[0], { Id: recordIdOf('00Q', 0), Company: 'Ärzte & Söhne', Age__c: '' });
  });

  it('describes objects', async () => {
    const { sobjects } = await connection.describeGlobal();
    assert.ok(sobjects.some(({ name }) => name === 'Lead'));
    const { fields } = await connection.describe('Lead');
    const age = fields.find(({ name }) => name === 'Age__c');
    assert.deepEqual([age?.type, age?.precision, age?.updateable], ['double', 3, true]);
  });

  it('lists its limits', async () => {
    const limits = await connection.limits();
    assert.equal(limits.DailyApiRequests?.Max, 100_000);
  });

  it('words an error so that jsforce knows its code', async () => {
    await assert.rejects(
      async () => connection.query('SELECT Nope FROM Lead'),
      (error: Error) =>
        error.name === 'INVALID_FIELD' && /No such column 'Nope' on entity 'Lead'/.test(error.message),
    );
    await assert.rejects(async () => connection.query('SELECT FROM Lead'), { name: 'MALFORMED_QUERY' });
  });

  it('lets jsforce refresh an access token of the web-server flow', async () => {
    const redirectUri = 'http://127.0.0.1/callback';
    const web = new Connection({
      version: '68.0',
      oauth2: { loginUrl: standIn.url, clientId: org.clientId, redirectUri, useVerifier: true },
    });
    const page = new URL(web.oauth2.getAuthorizationUrl({ state: 'x' }));
    assert.match(await (await fetch(page)).text(), /Test app is asking to access your org Test Bank/);
    const body = new URLSearchParams(page.searchParams);
    body.set('username', org.username);
    const consent = await fetch(page.origin + page.pathname, { method: 'POST', redirect: 'manual', body });
    const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
    await web.authorize(code);
    web.accessToken = 'expired';
    assert.equal((await web.identity()).organization_id, org.organizationId);
    assert.notEqual(web.accessToken, 'expired');
  });
});

async function assertionFor({ clientId, username, privateKey }: TemporaryOrg): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience('https://login.salesforce.com')
    .setExpirationTime('3 minutes')
    .sign(await importPKCS8(privateKey, 'RS256'));
}
