import assert from 'node:assert/strict';
import { Client } from '@hubspot/api-client';
import {
  afterRestart,
  callApi,
  OBJECT_SCOPES,
  type PortalSeed,
  type ServedPortal,
  servePortal,
  withPortal,
} from './portal-fixture.ts';

const OBJECTS = '/crm/objects/2026-03';
const SEED: PortalSeed = {
  contactCount: 3,
  app: { requiredScopes: OBJECT_SCOPES },
  products: ['sales-hub-professional'],
};

describe('the HubSpot stand-in’s objects', () => {
  let portal: ServedPortal;
  let client: Client;
  let now: number;

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 22, 9, 30);
    portal = await servePortal(SEED, { now: () => now });
    client = new Client({ accessToken: portal.accessToken, basePath: portal.url });
  });
  afterEach(() => portal.close());

  const create = async (type: string, properties: object, associations: object[] = []) => {
    const { status, body } = await portal.call('POST', `${OBJECTS}/${type}`, { properties, associations });
    assert.equal(status, 201, JSON.stringify(body));
    return String(body.id);
  };
  const to = (id: string, associationTypeId: number) => ({
    to: { id },
    types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
  });

  for (const [type, properties, shown] of [
    ['companies', { name: 'Engines', numberofemployees: '12' }, 'name'],
    ['deals', { dealname: 'Engine', amount: '1000', dealstage: 'closedwon' }, 'dealname'],
    ['calls', { hs_timestamp: '2026-11-01T10:00:00Z', hs_call_title: 'First call' }, 'hs_call_title'],
    ['emails', { hs_timestamp: '2026-11-01T10:00:00Z', hs_email_subject: 'Offer' }, 'hs_email_subject'],
    ['meetings', { hs_timestamp: '2026-11-01T10:00:00Z', hs_meeting_title: 'Demo' }, 'hs_meeting_title'],
    ['notes', { hs_timestamp: '2026-11-01T10:00:00Z', hs_note_body: 'Likes engines' }, 'hs_note_body'],
  ] as const) {
    it(`creates ${type}, and HubSpot’s own client gets, updates, lists and finds them`, async () => {
      const api = client.crm.objects;
      const written: Record<string, string> = { ...properties };
      const made = await api.basicApi.create(type, { properties: written, associations: [] });
      const changed = await api.basicApi.update(type, made.id, { properties: { [shown]: 'Changed' } });
      assert.equal(changed.properties[shown], 'Changed');
      const [listed] = (await api.basicApi.getPage(type, 10, undefined, [shown])).results;
      assert.deepEqual([listed?.id, listed?.properties[shown]], [made.id, 'Changed']);
      const batch = {
        inputs: [{ id: made.id }, { id: '77' }],
        properties: [shown],
        propertiesWithHistory: [],
      };
      const read = await api.batchApi.read(type, batch);
      assert.equal(read.results[0]?.properties[shown], 'Changed');
      assert.ok('errors' in read && read.errors?.[0]?.context.ids?.[0] === '77');
      const filters = [{ propertyName: shown, operator: 'EQ', value: 'changed' }];
      const found = await api.searchApi.doSearch(type, { filterGroups: [{ filters }], limit: 1 } as never);
      assert.equal(found.total, 1);
    });
  }

  it('names object types by id, singular and plural', async () => {
    const id = await create('companies', { name: 'Engines' });
    for (const name of ['0-2', 'company', 'companies'])
      assert.equal((await portal.call('GET', `${OBJECTS}/${name}/${id}`)).status, 200, name);
  });

  it('creates a batch, and updates one in part when a record is missing', async () => {
    const inputs = ['A', 'B'].map(name => ({ properties: { name } }));
    const made = await portal.call('POST', `${OBJECTS}/companies/batch/create`, { inputs });
    assert.equal(made.status, 201);
    const [first] = made.body.results as { id: string }[];
    const update = await portal.call('POST', `${OBJECTS}/companies/batch/update`, {
      inputs: [first!.id, '999999'].map(id => ({ id, properties: { city: 'Lisbon' } })),
    });
    assert.deepEqual([update.status, update.body.numErrors], [207, 1]);
  });

  it('creates no contact whose e-mail address another one has', async () => {
    const email = 'Person0@lead.example';
    const { status, body } = await portal.call('POST', `${OBJECTS}/contacts`, { properties: { email } });
    assert.deepEqual([status, body.message], [409, 'Contact already exists. Existing ID: 51']);
  });

  it('finds a contact by its e-mail address where a call says so', async () => {
    const path = `${OBJECTS}/contacts/person0@lead.example`;
    assert.equal((await portal.call('GET', `${path}?idProperty=email`)).body.id, '51');
    assert.equal((await portal.call('GET', `${path}?idProperty=lastname`)).status, 400);
    assert.equal((await portal.call('GET', path)).status, 404);
  });

  it('refuses an activity without its moment', async () => {
    const refused = await portal.call('POST', `${OBJECTS}/notes`, { properties: { hs_note_body: 'x' } });
    assert.deepEqual([refused.status, refused.body.category], [400, 'VALIDATION_ERROR']);
  });

  it('shows what is written in an email only to those who may read emails', async () => {
    const properties = { hs_timestamp: '2026-11-01T10:00:00Z', hs_email_subject: 'Offer' };
    const id = await create('emails', properties);
    const requiredScopes = OBJECT_SCOPES.filter(scope => scope !== 'sales-email-read');
    await withPortal({ ...SEED, app: { requiredScopes } }, async modest => {
      await modest.call('POST', `${OBJECTS}/emails`, { properties });
      const { body } = await modest.call('GET', `${OBJECTS}/emails?properties=hs_email_subject,hs_timestamp`);
      const [email] = body.results as { properties: Record<string, string | null> }[];
      assert.equal(email?.properties.hs_email_subject, null);
      assert.equal(email?.properties.hs_timestamp, '2026-11-01T10:00:00.000Z');
    });
    const { body } = await portal.call('GET', `${OBJECTS}/emails/${id}?properties=hs_email_subject`);
    assert.equal((body.properties as Record<string, string>).hs_email_subject, 'Offer');
  });

  it('keeps what was created over a restart', async () => {
    const id = await create('notes', { hs_timestamp: String(now), hs_note_body: 'x' }, [to('51', 202)]);
    await afterRestart(portal, { now: () => now }, async url => {
      const path = `${OBJECTS}/notes/${id}?associations=contacts&properties=hs_note_body`;
      const { body } = await callApi(url, portal.accessToken, 'GET', path);
      assert.deepEqual(body.associations, { contacts: { results: [{ id: '51', type: 'note_to_contact' }] } });
      const other = await callApi(url, portal.accessToken, 'POST', `${OBJECTS}/notes`, {
        properties: { hs_timestamp: String(now) },
      });
      assert.ok(Number(other.body.id) > Number(id));
    });
  });

  describe('leads', () => {
    it('need a name and a contact', async () => {
      const lead = { properties: { hs_lead_name: 'Ada' }, associations: [to('51', 578)] };
      for (const wrong of [{ properties: {} }, { associations: [] }, { associations: [to('999', 578)] }])
        assert.equal((await portal.call('POST', `${OBJECTS}/leads`, { ...lead, ...wrong })).status, 400);
      assert.equal((await portal.call('POST', `${OBJECTS}/leads`, lead)).status, 201);
    });

    it('do not exist without Sales Hub Professional, whose scopes no consent gives', async () => {
      const app = { requiredScopes: ['oauth'], optionalScopes: ['crm.objects.leads.read'] };
      await withPortal({ contactCount: 1, app }, async plain => {
        const { status, body } = await plain.call('GET', `${OBJECTS}/leads`);
        assert.deepEqual([status, body.category], [403, 'FORBIDDEN']);
        assert.equal((await plain.call('GET', '/crm/properties/2026-03/leads')).status, 403);
      });
    });
  });

  it('asks for the scope of each object type', async () => {
    await withPortal({ ...SEED, app: {} }, async modest => {
      for (const type of ['companies', 'deals', 'leads']) {
        const { status, body } = await modest.call('GET', `${OBJECTS}/${type}`);
        assert.deepEqual([status, body.category], [403, 'MISSING_SCOPES'], type);
      }
      for (const type of ['calls', 'emails', 'meetings', 'notes'])
        assert.equal((await modest.call('GET', `${OBJECTS}/${type}`)).status, 200, type);
      const path = '/crm/associations/2026-03/contacts/companies/batch/read';
      assert.equal((await modest.call('POST', path, { inputs: [] })).status, 403);
    });
  });

  describe('associations', () => {
    it('are read by HubSpot’s own client from either end, the primary one marked', async () => {
      const company = await create('companies', { name: 'Engines' }, [to('51', 2), to('101', 280)]);
      const read = async (from: string, other: string, id: string) => {
        const { batchApi } = client.crm.associations.v4;
        const { results } = await batchApi.getPage(from, other, { inputs: [{ id }] });
        return results.flatMap(result =>
          result.to.map(each => [each.toObjectId, each.associationTypes.map(({ typeId }) => typeId)]),
        );
      };
      assert.deepEqual(await read('companies', 'contacts', company), [
        ['51', [2, 280]],
        ['101', [280]],
      ]);
      assert.deepEqual(await read('contacts', 'companies', '51'), [[company, [1, 279]]]);
      assert.deepEqual(await read('contacts', 'companies', '151'), []);
    });

    it('are made and ended in batches, and refused with a type of another direction', async () => {
      const company = await create('companies', { name: 'Engines' });
      const path = '/crm/associations/2026-03/contacts/companies/batch';
      const link = (associationTypeId: number) =>
        portal.call('POST', `${path}/create`, {
          inputs: [{ from: { id: '51' }, ...to(company, associationTypeId) }],
        });
      assert.equal((await link(280)).status, 400);
      assert.equal((await link(279)).status, 201);
      const read = async () =>
        (await portal.call('POST', `${path}/read`, { inputs: [{ id: '51' }] })).body.results;
      assert.equal(((await read()) as unknown[]).length, 1);
      await portal.call('POST', `${path}/archive`, {
        inputs: [{ from: { id: '51' }, to: [{ id: company }] }],
      });
      assert.deepEqual(await read(), []);
      const byDefault = { inputs: [{ from: { id: '51' }, to: { id: company } }] };
      assert.equal((await portal.call('POST', `${path}/associate/default`, byDefault)).status, 200);
      assert.equal(((await read()) as unknown[]).length, 1);
    });
  });

  describe('histories', () => {
    const read = async (limit = 50) =>
      portal.call('GET', `${OBJECTS}/contacts?limit=${limit}&propertiesWithHistory=job,age`);
    const jobOf = async () => {
      const [contact] = (await read()).body.results as { propertiesWithHistory: Record<string, object[]> }[];
      return contact?.propertiesWithHistory.job;
    };
    const write = (job: string) => portal.call('PATCH', `${OBJECTS}/contacts/51`, { properties: { job } });

    it('tell every version of a value, the newest first, with its moment and its source', async () => {
      await write('poet');
      now += 60_000;
      await write('');
      const source = { sourceType: 'INTEGRATION', sourceId: '7' };
      assert.deepEqual(await jobOf(), [
        { value: '', timestamp: '2026-11-22T09:31:00.000Z', ...source },
        { value: 'poet', timestamp: '2026-11-22T09:30:00.000Z', ...source },
        { value: 'engineer', timestamp: '2026-01-01T00:00:00.000Z', sourceType: 'IMPORT' },
      ]);
    });

    it('keep no version of a write that changes nothing', async () => {
      await write('engineer');
      assert.equal((await jobOf())?.length, 1);
    });

    it('begin with the creation for records that a call created', async () => {
      const id = await create('companies', { name: 'Engines' });
      const path = `${OBJECTS}/companies/${id}?propertiesWithHistory=name`;
      const { body } = await portal.call('GET', path);
      const { name } = body.propertiesWithHistory as Record<string, { value: string; sourceType: string }[]>;
      assert.deepEqual(
        name?.map(each => [each.value, each.sourceType]),
        [['Engines', 'INTEGRATION']],
      );
    });

    it('come by at most 50 records a page or batch', async () => {
      assert.equal((await read(51)).status, 400);
      const batch = (count: number) => ({
        inputs: Array.from({ length: count }, (_, ordinal) => ({ id: String(51 + ordinal * 50) })),
        properties: [],
        propertiesWithHistory: ['job'],
      });
      const path = `${OBJECTS}/contacts/batch/read`;
      assert.equal((await portal.call('POST', path, batch(51))).status, 400);
      const { results } = await client.crm.contacts.batchApi.read(batch(3));
      assert.equal(results[0]?.propertiesWithHistory?.job?.[0]?.value, 'engineer');
    });

    it('are kept for 45 versions of a contact’s value, and over a restart', async () => {
      for (let version = 0; version < 50; version += 1) await write(`job ${version}`);
      assert.equal((await jobOf())?.length, 45);
      await afterRestart(portal, { now: () => now }, async url => {
        const path = `${OBJECTS}/contacts/51?propertiesWithHistory=job`;
        const { body } = await callApi(url, portal.accessToken, 'GET', path);
        const { job } = body.propertiesWithHistory as Record<string, { value: string }[]>;
        assert.deepEqual([job?.length, job?.[0]?.value], [45, 'job 49']);
      });
    });
  });
});
