import assert from 'node:assert/strict';
import { Client } from '@hubspot/api-client';
import { type ServedPortal, servePortal } from './portal-fixture.ts';

/**
 * HubSpot's own client as the judge: its typed calls parse every answer into HubSpot's models. `as never` stands where
 * those models want enums and class instances that a caller's plain objects are not.
 */
describe('HubSpot’s own API client', () => {
  let portal: ServedPortal;
  let client: Client;

  beforeEach(async () => {
    portal = await servePortal(
      { contactCount: 250 },
      { limits: { burst: 10_000, searchesPerSecond: 10_000 } },
    );
    client = new Client({ accessToken: portal.accessToken, basePath: portal.url });
  });
  afterEach(() => portal.close());

  it('pages through all contacts', async () => {
    const all = await client.crm.contacts.getAll(undefined, undefined, ['age']);
    assert.equal(all.length, 250);
    assert.equal(new Set(all.map(each => each.id)).size, 250);
    assert.equal(all[3]?.properties.age, '23');
    assert.ok(all[3]?.createdAt instanceof Date);
  });

  it('gets one contact with the default properties, and 404 for an unknown one', async () => {
    const contact = await client.crm.contacts.basicApi.getById('51');
    assert.equal(contact.properties.email, 'person0@lead.example');
    assert.deepEqual(Object.keys(contact.properties).sort(), [
      'createdate',
      'email',
      'firstname',
      'hs_object_id',
      'lastmodifieddate',
      'lastname',
    ]);
    await assert.rejects(client.crm.contacts.basicApi.getById('1'), { code: 404 });
  });

  it('searches with filters, sorts and paging', async () => {
    const request = {
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_lead_status', operator: 'EQ' as const, value: 'UNQUALIFIED' },
            { propertyName: 'age', operator: 'BETWEEN' as const, value: '30', highValue: '50' },
          ],
        },
      ],
      sorts: ['-age'],
      properties: ['age'],
      limit: 20,
      after: '0',
    };
    const first = await client.crm.contacts.searchApi.doSearch(request as never);
    assert.equal(first.results.length, 20);
    const rest = await client.crm.contacts.searchApi.doSearch({
      ...request,
      after: first.paging?.next?.after,
    } as never);
    const ages = [...first.results, ...rest.results].map(each => Number(each.properties.age));
    assert.equal(ages.length, first.total);
    assert.deepEqual(
      ages,
      ages.toSorted((a, b) => b - a),
    );
    assert.ok(ages.every(age => age >= 30 && age <= 50));
  });

  it('reads a batch and names the missing ones in a 207', async () => {
    const answer = await client.crm.contacts.batchApi.read({
      inputs: [{ id: '51' }, { id: '999999' }],
      properties: ['job'],
      propertiesWithHistory: [],
    });
    assert.deepEqual(
      answer.results.map(each => each.properties.job),
      ['engineer'],
    );
    assert.ok('errors' in answer);
    assert.equal(answer.errors?.[0]?.category, 'OBJECT_NOT_FOUND');
    assert.deepEqual(answer.errors?.[0]?.context.ids, ['999999']);
  });

  it('updates one contact and a batch', async () => {
    await client.crm.contacts.basicApi.update('51', { properties: { job: 'poet' } });
    const answer = await client.crm.contacts.batchApi.update({
      inputs: [
        { id: '101', properties: { job: 'painter', age: '' } },
        { id: '151', properties: { job: 'pilot' } },
      ],
    });
    assert.equal(answer.status, 'COMPLETE');
    assert.deepEqual(
      answer.results.map(each => each.properties.job),
      ['painter', 'pilot'],
    );
    assert.equal((await client.crm.contacts.basicApi.getById('51', ['job'])).properties.job, 'poet');
    assert.equal((await client.crm.contacts.basicApi.getById('101', ['age'])).properties.age, null);
  });

  it('creates property groups and properties, alone and in a batch, and meets 409 the second time', async () => {
    const { coreApi, groupsApi, batchApi } = client.crm.properties;
    const group = { name: 'club', label: 'Club', displayOrder: -1 };
    const member = {
      name: 'member',
      label: 'Member',
      groupName: 'club',
      type: 'bool',
      fieldType: 'booleancheckbox',
    };
    const since = {
      name: 'member_since',
      label: 'Since',
      groupName: 'club',
      type: 'date',
      fieldType: 'date',
    };
    await groupsApi.create('contacts', group);
    await assert.rejects(groupsApi.create('contacts', group), { code: 409 });
    assert.equal((await coreApi.create('contacts', member as never)).name, 'member');
    await assert.rejects(coreApi.create('contacts', member as never), { code: 409 });
    const created = await batchApi.create('contacts', { inputs: [since] as never });
    assert.equal(created.results[0]?.name, 'member_since');
    const names = (await coreApi.getAll('contacts')).results.map(each => each.name);
    assert.ok(names.includes('member') && names.includes('member_since') && names.includes('email'));
    assert.equal((await coreApi.getByName('contacts', 'member')).type, 'bool');
    const read = await batchApi.read('contacts', { archived: false, inputs: [{ name: 'member' }] } as never);
    assert.equal(read.results.length, 1);
  });

  it('serves the dated paths to its untyped call, numbers in place of texts refused', async () => {
    const path = '/crm/objects/2026-03/contacts/batch/update';
    const update = (value: unknown) =>
      client.apiRequest({
        method: 'POST',
        path,
        body: { inputs: [{ id: '51', properties: { age: value } }] },
      });
    assert.equal((await update('41')).status, 200);
    assert.equal((await update(41)).status, 400);
  });

  it('uninstalls the app', async () => {
    const path = '/appinstalls/2026-03/external-install';
    assert.equal((await client.apiRequest({ method: 'DELETE', path })).status, 204);
    await assert.rejects(client.crm.contacts.basicApi.getById('51'), { code: 401 });
  });
});
