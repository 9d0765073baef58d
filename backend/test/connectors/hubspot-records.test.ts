import assert from 'node:assert/strict';
import { type HubspotWorld, openHubspotWorld } from './hubspot-world.ts';

const CONTACTS = '/crm/objects/2026-03/contacts';
const [ADA, BOB] = ['51', '101'];

describe('HubSpot connector, on records by their ids', () => {
  let world: HubspotWorld;
  beforeEach(async () => {
    world = await openHubspotWorld({ leadCount: 230 });
  });
  afterEach(() => world.close());
  const read = (...ids: string[]) => world.connector.readRecords!({ mappings: world.mappings, ids });

  it('reads them as they stand now, 100 a request', async () => {
    const ids = Array.from({ length: 230 }, (_, ordinal) => String(51 + ordinal * 50));
    await world.api('PATCH', `${CONTACTS}/${BOB}`, { properties: { age: '77' } });
    const before = world.connector.usage().calls;
    const { records, gone } = await read(...ids);
    assert.equal(world.connector.usage().calls - before, 3);
    assert.deepEqual(
      records.map(({ objectId }) => objectId),
      ids,
    );
    assert.equal(records[1]?.fields.age, 77);
    assert.deepEqual(gone, []);
  });

  it('asks for nothing when nothing is named', async () => {
    const before = world.connector.usage().calls;
    assert.deepEqual(await read(), { records: [], gone: [] });
    assert.equal(world.connector.usage().calls, before);
  });

  it('says of a deleted one, and of one that never was, that it is gone', async () => {
    await world.api('DELETE', `${CONTACTS}/${ADA}`);
    const { records, gone } = await read(ADA, BOB, world.unknownObjectId);
    assert.deepEqual(
      records.map(({ objectId }) => objectId),
      [BOB],
    );
    const reason = 'deleted in HubSpot';
    assert.deepEqual(gone, [
      { objectType: 'contact', objectId: ADA, reason },
      { objectType: 'contact', objectId: world.unknownObjectId, reason },
    ]);
  });

  it('says of a merged one into which contact', async () => {
    const merge = { primaryObjectId: ADA, objectIdToMerge: BOB };
    const merged = await world.api('POST', `${CONTACTS}/merge`, merge);
    assert.equal(merged.status, 200, JSON.stringify(merged.body));
    const heir = String(merged.body.id);
    const { gone } = await read(BOB, heir);
    assert.deepEqual(
      gone.map(({ objectId, mergedInto }) => [objectId, mergedInto]),
      [[BOB, heir]],
    );
  });

  it('takes nobody for gone whom HubSpot left out for another reason', async () => {
    const errors = [{ category: 'INTERNAL_ERROR', message: 'later', context: { ids: [ADA] } }];
    const body = { status: 'COMPLETE', results: [], errors };
    await world.injectFault({ kind: 'answer', status: 207, path: '/batch/read', body });
    await assert.rejects(read(ADA), { code: 'ERR_CRM_UNAVAILABLE', retry: true });
  });
});
