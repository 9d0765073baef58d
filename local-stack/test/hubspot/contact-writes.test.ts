import assert from 'node:assert/strict';
import {
  afterRestart,
  callApi,
  type SeedContact,
  type ServedPortal,
  servePortal,
  withPortal,
} from './portal-fixture.ts';

const CONTACTS = '/crm/objects/2026-03/contacts';
const PROPERTIES = '/crm/properties/2026-03/contacts';

describe('the HubSpot stand-in’s writes', () => {
  let portal: ServedPortal;
  const now = Date.UTC(2026, 10, 22, 9, 30);

  beforeEach(async () => {
    portal = await servePortal({ contactCount: 150 }, { now: () => now });
  });
  afterEach(() => portal.close());

  const update = (inputs: unknown[]) => portal.call('POST', `${CONTACTS}/batch/update`, { inputs });
  const updateOne = (properties: object) => update([{ id: '51', properties }]);
  const read = async (id: string, ...names: string[]) => {
    const { body } = await portal.call('GET', `${CONTACTS}/${id}?properties=${names.join(',')}`);
    return body.properties as Record<string, string | null>;
  };

  for (const [fault, properties, error] of [
    ['an unknown property', { nope: '1' }, 'PROPERTY_DOESNT_EXIST'],
    ['a read-only property', { createdate: '2026-01-01' }, 'READ_ONLY_VALUE'],
    ['a text where a number belongs', { age: 'old' }, 'INVALID_NUMBER'],
    ['a number with commas', { age: '1,000' }, 'INVALID_NUMBER'],
    ['an option that does not exist', { hs_lead_status: 'MAYBE' }, 'INVALID_OPTION'],
    ['an option with a blank around it', { hs_lead_status: 'NEW ' }, 'INVALID_OPTION'],
    ['a word where true or false belongs', { housing: 'yes' }, 'INVALID_OPTION'],
    ['a moment that is none', { closedate: 'tomorrow' }, 'INVALID_LONG'],
    ['an e-mail address that is none', { email: 'nobody' }, 'INVALID_EMAIL'],
    ['a text longer than 65,536 characters', { job: 'x'.repeat(65_537) }, 'INVALID_STRING_TOO_LONG'],
  ] as const) {
    it(`refuse ${fault} with ${error}, and the whole batch with it`, async () => {
      const { status, body } = await update([
        { id: '101', properties: { job: 'poet' } },
        { id: '51', properties },
      ]);
      assert.deepEqual([status, body.category], [400, 'VALIDATION_ERROR']);
      const message = String(body.message);
      assert.ok(message.startsWith('Property values were not valid: ['));
      const [told] = JSON.parse(message.slice(message.indexOf('['))) as { error: string; name: string }[];
      assert.deepEqual([told?.error, told?.name], [error, Object.keys(properties)[0]]);
      assert.equal((await read('101', 'job')).job, 'engineer');
    });
  }

  it('refuse bare numbers, more than 100 records and the same record twice', async () => {
    assert.equal((await updateOne({ age: 41 })).status, 400);
    const many = Array.from({ length: 101 }, (_, ordinal) => ({
      id: String(51 + ordinal * 50),
      properties: {},
    }));
    assert.equal((await update(many)).status, 400);
    assert.equal((await update(many.slice(1))).status, 200);
    const twice = await update([many[0], many[0]]);
    assert.match(String(twice.body.message), /Duplicate IDs found in batch input: \[51\]/);
  });

  it('write the others when a record does not exist, and say so in a 207', async () => {
    const { status, body } = await update([
      { id: '999999', properties: { job: 'poet' } },
      { id: '51', properties: { job: 'poet' } },
    ]);
    assert.deepEqual([status, body.numErrors], [207, 1]);
    assert.equal((await read('51', 'job')).job, 'poet');
  });

  it('keep values as the platform returns them', async () => {
    await updateOne({ closedate: String(now), age: '41.5', job: '' });
    const { closedate, age, job, lastmodifieddate } = await read('51', 'closedate', 'age', 'job');
    assert.deepEqual([closedate, age, job], [new Date(now).toISOString(), '41.5', null]);
    assert.equal(lastmodifieddate, new Date(now).toISOString());
  });

  it('date the entry into a lifecycle stage, once', async () => {
    const date = 'hs_v2_date_entered_customer';
    assert.equal((await read('51', date))[date], null);
    await updateOne({ lifecyclestage: 'customer' });
    assert.equal((await read('51', date))[date], new Date(now).toISOString());
    const before = (await read('151', date))[date];
    await update([{ id: '151', properties: { lifecyclestage: 'customer' } }]);
    assert.equal((await read('151', date))[date], before);
  });

  it('create properties only with a group, a type, a field that shows it, options and a proper name', async () => {
    const good = { name: 'size', label: 'Size', groupName: 'bank', type: 'enumeration', fieldType: 'select' };
    const options = [{ label: 'Small', value: 'small' }];
    const create = async (property: object) => (await portal.call('POST', PROPERTIES, property)).status;
    for (const wrong of [
      { groupName: 'nowhere' },
      { type: 'numbr' },
      { fieldType: 'text' },
      { options: [] },
      { options: [...options, ...options] },
      { name: 'Size' },
      { name: '1size' },
      { label: undefined },
    ])
      assert.equal(await create({ ...good, options, ...wrong }), 400, JSON.stringify(wrong));
    assert.equal(await create({ ...good, options }), 201);
    assert.equal(await create({ ...good, options }), 409);
  });

  it('are still there after a restart', async () => {
    await portal.call('POST', PROPERTIES, {
      name: 'shoe',
      label: 'Shoe',
      groupName: 'bank',
      type: 'number',
      fieldType: 'number',
    });
    await updateOne({ shoe: '44' });
    await afterRestart(portal, { now: () => now }, async url => {
      const { body } = await callApi(url, portal.accessToken, 'GET', `${CONTACTS}/51?properties=shoe`);
      assert.equal((body.properties as Record<string, string>).shoe, '44');
    });
  });

  it('lists by pages of at most 100, archived contacts left out', async () => {
    assert.equal((await portal.call('GET', `${CONTACTS}?limit=101`)).status, 400);
    const seed = (contact: SeedContact) => ({ ...contact, archived: Number(contact.id) % 100 === 1 });
    await withPortal({ contactCount: 120, seed }, async archived => {
      const first = await archived.call('GET', `${CONTACTS}?limit=50`);
      assert.equal((first.body.results as unknown[]).length, 50);
      const { next } = first.body.paging as { next: { after: string } };
      const second = await archived.call('GET', `${CONTACTS}?limit=50&after=${next.after}`);
      assert.equal((second.body.results as unknown[]).length, 10);
      assert.equal(second.body.paging, undefined);
    });
  });

  it('knows no other objects', async () => {
    const { status, body } = await portal.call('GET', '/crm/objects/2026-03/widgets');
    assert.deepEqual([status, body.message], [400, 'Unable to infer object type from: widgets']);
  });
});
