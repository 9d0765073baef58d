import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { orgCertificate } from '../../../../local-stack/salesforce/index.ts';
import { connectionIdOf } from '../../../src/security/digests.ts';
import { CONNECTION_TABLES } from '../../../src/store/access/remove-connection.ts';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import { findConnection } from '../../../src/use-cases/access/find-connection.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { allowAccess, type ServedOrg, serveOrg } from './org-fixture.ts';

interface Check {
  certificate: { state: string; problem: string | null };
}

describe(`how an org gets connected and disconnected, on ${DATABASE_KIND}`, () => {
  let served: ServedOrg;
  beforeEach(async () => {
    served = await serveOrg();
  });
  afterEach(() => served.close());
  const statusOf = async (id: string) =>
    (await (await served.call(`/v1/connections/${id}/status`)).json()) as Record<string, unknown>;
  const read = async (id: string) => {
    const { context } = served.service;
    return importLeads(context, served.tenantId, await findConnection(context, served.tenantId, id));
  };

  it('goes through the consent page, and says as whom', async () => {
    const id = await served.connect();
    const { state, connectedAs, signingKeys } = await statusOf(id);
    assert.deepEqual([state, connectedAs, signingKeys], ['working', served.org.username, []]);
    assert.equal(await read(id), 6);
  });

  it('sends admins to Salesforce’s own hosts only', async () => {
    const consent = (host: string) => served.call(`/v1/connections/salesforce/consent?loginHost=${host}`);
    for (const host of [
      'test.salesforce.com',
      'acme.my.salesforce.com',
      'acme--uat.sandbox.my.salesforce.com',
    ])
      assert.equal(new URL((await consent(host)).headers.get('location')!).host, host);
    for (const host of [
      'evil.example',
      'my.salesforce.com.evil.example',
      'salesforce.com',
      '127.0.0.1:9',
      'a@b',
    ])
      assert.equal((await consent(host)).status, 400, host);
  });

  it('connects nothing when the admin denies, or brings somebody else’s state', async () => {
    const page = (await served.call('/v1/connections/salesforce/consent')).headers.get('location')!;
    const denied = await allowAccess(page, served.org.username, 'deny');
    assert.equal((await served.call(denied.pathname + denied.search)).status, 400);
    const allowed = await allowAccess(page, served.org.username);
    allowed.searchParams.set('state', 'forged');
    assert.equal((await served.call(allowed.pathname + allowed.search)).status, 403);
    assert.deepEqual(await (await served.call('/v1/connections')).json(), []);
  });

  it('takes a user’s name for no proof: the org itself must want the connection', async () => {
    const body = JSON.stringify({ username: served.org.username });
    const connect = () => served.call('/v1/connections/salesforce', { method: 'POST', body });
    const refused = await connect();
    const id = connectionIdOf(served.tenantId, 'salesforce', served.org.organizationId);
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), new RegExp(`Connection Id ${id}`));
    served.enter({ Connection_Id__c: id });
    assert.equal((await connect()).status, 200);
  });

  const weak = [
    ['nothing', '', 'absent', /Paste/],
    ['words', 'certificate', 'refused', /is no certificate/],
    [
      'half a certificate',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      'refused',
      /no certificate/,
    ],
    [
      'a private key',
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      }).privateKey,
      'refused',
      /private key, which must not leave/,
    ],
  ] as const;
  for (const [what, text, state, problem] of weak)
    it(`says what is wrong when ${what} stands in place of the certificate`, async () => {
      const id = await served.connect();
      served.enter({ Signing_Certificate__c: text });
      const { certificate } = await served.post<Check>(`/v1/connections/${id}/check`);
      assert.equal(certificate.state, state);
      assert.match(certificate.problem ?? '', problem);
      assert.deepEqual((await statusOf(id)).signingKeys, []);
    });

  it('registers no certificate that a request brings', async () => {
    const id = await served.connect();
    const { certificate } = await orgCertificate(served.org.directory);
    await served.post(`/v1/connections/${id}/check`, { certificate, Signing_Certificate__c: certificate });
    assert.deepEqual((await statusOf(id)).signingKeys, []);
  });

  it('gives tokens back and removes what only this connection showed', async () => {
    const id = await served.connect();
    await read(id);
    const removed = await served.post<Record<string, unknown>>(`/v1/connections/${id}/disconnect`);
    assert.deepEqual(removed, {
      records: 6,
      leads: 6,
      waitingWrites: 0,
      keys: 0,
      tokensRevoked: true,
      uninstalled: false,
    });
    assert.equal((await served.call(`/v1/connections/${id}/status`)).status, 404);
    const { database } = served.service.context;
    assert.deepEqual(await database.query('select from leads'), []);
    const log = (await (await served.call('/v1/setup-log')).json()) as { action: string }[];
    assert.deepEqual(
      log.map(({ action }) => action),
      ['disconnected', 'connected'],
    );
  });

  it('notices that the org took its grant back, and forgets the connection 30 days later', async () => {
    const id = await served.connect();
    await read(id);
    served.standIn.blockApp(served.org.clientId);
    await assert.rejects(read(id), { code: 'ERR_CRM_AUTH_EXPIRED' });
    assert.equal((await statusOf(id)).state, 'ended');
    const { context } = served.service;
    const inDays = (days: number) => ({ ...context, now: () => new Date(Date.now() + days * 86_400_000) });
    await cleanUp(inDays(29));
    assert.equal((await statusOf(id)).state, 'ended');
    await cleanUp(inDays(31));
    assert.equal((await served.call(`/v1/connections/${id}/status`)).status, 404);
  });

  it('knows each table that has rows of a connection', async () => {
    const rows = await served.service.context.database.query<{ table: string }>(
      `select c.table_name as table from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.column_name = 'connection_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE'`,
    );
    const known = [...CONNECTION_TABLES, 'connections', 'setup_log'].sort();
    assert.deepEqual(rows.map(({ table }) => table).sort(), known);
  });
});
