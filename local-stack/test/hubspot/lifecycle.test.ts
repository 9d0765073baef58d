import assert from 'node:assert/strict';
import { Client } from '@hubspot/api-client';
import {
  afterRestart,
  callApi,
  OBJECT_SCOPES,
  postToken,
  type ServedPortal,
  servePortal,
  withPortal,
} from './portal-fixture.ts';

const CONTACTS = '/crm/objects/2026-03/contacts';
const COMPANIES_OF = '/crm/associations/2026-03/contacts/companies/batch/read';

describe('the HubSpot stand-in’s records in the course of their life', () => {
  let portal: ServedPortal;
  let client: Client;

  beforeEach(async () => {
    portal = await servePortal({
      contactCount: 4,
      products: ['sales-hub-professional'],
      app: { requiredScopes: [...OBJECT_SCOPES, 'settings.users.read'] },
      seed: contact =>
        contact.id === '51' ? { ...contact, properties: { ...contact.properties, job: null } } : contact,
    });
    client = new Client({ accessToken: portal.accessToken, basePath: portal.url });
  });
  afterEach(() => portal.close());

  const associate = async (id: string) => {
    const { body } = await portal.call('POST', '/crm/objects/2026-03/companies', {
      properties: { name: 'Engines' },
      associations: [
        { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 280 }] },
      ],
    });
    return String(body.id);
  };
  const companiesOf = async (id: string) => {
    const { body } = await portal.call('POST', COMPANIES_OF, { inputs: [{ id }] });
    return (body.results as { to: { toObjectId: string }[] }[]).flatMap(each =>
      each.to.map(to => to.toObjectId),
    );
  };
  const statusOf = async (id: string) => (await portal.call('GET', `${CONTACTS}/${id}`)).status;
  const listed = async (query = '') => {
    const { body } = await portal.call('GET', `${CONTACTS}?limit=100${query}`);
    return (body.results as { id: string }[]).map(({ id }) => id);
  };

  describe('merged', () => {
    it('become a new one, to which both ids lead, with the primary’s values where it has any', async () => {
      const merge = { primaryObjectId: '51', objectIdToMerge: '101' };
      const { id } = await client.crm.contacts.basicApi.merge(merge);
      assert.deepEqual(await listed(), ['151', '201', id]);
      for (const old of ['51', '101', id]) {
        const contact = await client.crm.contacts.basicApi.getById(old, [
          'email',
          'job',
          'hs_merged_object_ids',
        ]);
        assert.equal(contact.id, id);
        const { email, job, hs_merged_object_ids } = contact.properties;
        assert.deepEqual([email, job, hs_merged_object_ids], ['person0@lead.example', 'engineer', '51;101']);
      }
      const inputs = ['51', id].map(each => ({ id: each }));
      const batch = await portal.call('POST', `${CONTACTS}/batch/read`, { inputs });
      assert.deepEqual([batch.status, (batch.body.results as object[]).length], [207, 1]);
    });

    it('bring along what they were associated with', async () => {
      const companies = [await associate('51'), await associate('101')];
      const { id } = await client.crm.contacts.basicApi.merge({
        primaryObjectId: '51',
        objectIdToMerge: '101',
      });
      assert.deepEqual((await companiesOf(id)).sort(), companies);
      assert.deepEqual(await companiesOf('51'), []);
    });

    it('are two, and there', async () => {
      const merge = (primaryObjectId: string, objectIdToMerge: string) =>
        portal.call('POST', `${CONTACTS}/merge`, { primaryObjectId, objectIdToMerge });
      assert.equal((await merge('51', '51')).status, 400);
      assert.equal((await merge('51', '999')).status, 404);
    });
  });

  it('archived are listed among the archived only, whether one or many', async () => {
    await client.crm.contacts.basicApi.archive('51');
    await client.crm.contacts.batchApi.archive({ inputs: [{ id: '101' }] });
    assert.deepEqual(await listed(), ['151', '201']);
    assert.deepEqual(await listed('&archived=true'), ['51', '101']);
    assert.equal(await statusOf('51'), 404);
    const archived = await client.crm.contacts.basicApi.getById('51', undefined, undefined, undefined, true);
    assert.ok(archived.archivedAt instanceof Date);
  });

  it('erased leave nothing, and stay erased over a restart', async () => {
    await associate('51');
    await client.crm.contacts.basicApi.purge({ objectId: 'person0@lead.example', idProperty: 'email' });
    assert.equal(await statusOf('51'), 404);
    assert.deepEqual(await listed('&archived=true'), []);
    assert.deepEqual(await companiesOf('51'), []);
    await afterRestart(portal, {}, async url => {
      assert.equal((await callApi(url, portal.accessToken, 'GET', `${CONTACTS}/51`)).status, 404);
    });
  });

  it('erased are those of somebody unknown, too', async () => {
    const erase = await portal.call('POST', `${CONTACTS}/gdpr-delete`, { objectId: '999' });
    assert.equal(erase.status, 204);
  });
});

describe('the HubSpot stand-in’s users', () => {
  const USERS = '/settings/users/2026-03';

  it('are told with who is a super admin, by id or e-mail address', async () => {
    await withPortal({ contactCount: 1, app: { requiredScopes: ['settings.users.read'] } }, async portal => {
      const client = new Client({ accessToken: portal.accessToken, basePath: portal.url });
      const { results } = await client.settings.users.usersApi.getPage();
      assert.deepEqual(
        results.map(({ id, superAdmin }) => [id, superAdmin]),
        [
          ['1', true],
          ['2', false],
        ],
      );
      assert.equal((await portal.call('GET', `${USERS}/2`)).body.email, 'rep@bank.example');
      const byEmail = await portal.call('GET', `${USERS}/admin@bank.example?idProperty=EMAIL`);
      assert.deepEqual([byEmail.body.id, byEmail.body.superAdmin], ['1', true]);
      assert.equal((await portal.call('GET', `${USERS}/3`)).status, 404);
    });
  });

  it('are told to no app without the scope', async () => {
    await withPortal({ contactCount: 1 }, async portal => {
      assert.equal((await portal.call('GET', `${USERS}/1`)).body.category, 'MISSING_SCOPES');
    });
  });
});

describe('uninstalling an app from the HubSpot stand-in', () => {
  it('ends its refresh token and its live access tokens', async () => {
    await withPortal({ contactCount: 1 }, async portal => {
      const uninstall = await portal.call('DELETE', '/appinstalls/2026-03/external-install');
      assert.equal(uninstall.status, 204);
      const { status, body } = await postToken(portal.url, {
        grant_type: 'refresh_token',
        refresh_token: portal.refreshToken,
      });
      assert.deepEqual([status, body.error, body.status], [400, 'invalid_grant', 'BAD_REFRESH_TOKEN']);
      assert.equal((await portal.call('GET', CONTACTS)).status, 401);
    });
  });
});
