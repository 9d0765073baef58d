import assert from 'node:assert/strict';
import type { CrmLead } from '../../src/connectors/crm-record.ts';
import type { HubspotContact } from '../../src/connectors/hubspot/hubspot-api.ts';
import { formActsOf } from '../../src/connectors/hubspot/read/form-acts.ts';
import { type HubspotWorld, openHubspotWorld } from './hubspot-world.ts';

const FORM = 'b2c3d4e5-0000-4000-8000-000000000001';
const [FIRST, SECOND] = [Date.UTC(2026, 9, 1, 8, 30, 0, 3), Date.UTC(2026, 9, 20, 17, 45, 12)];
const dateOf = (ms: number) => new Date(ms).toISOString();

describe('the forms that a HubSpot contact submitted', () => {
  const actsOf = (properties: HubspotContact['properties']) =>
    formActsOf({
      ...{ id: '51', properties, propertiesWithHistory: {} },
      ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-02-01T00:00:00Z' },
    });
  const timesOf = (properties: HubspotContact['properties']) =>
    actsOf(properties).map(({ at }) => at.getTime());
  const ends = { first_conversion_date: dateOf(FIRST), recent_conversion_date: dateOf(SECOND) };

  it('are those of HubSpot’s list, with or without a page', () => {
    const listed = `${FORM}:61234567890:${SECOND};${FORM}::${FIRST}`;
    assert.deepEqual(actsOf({ hs_calculated_form_submissions: listed }), [
      {
        activityId: `forms/${Math.floor(SECOND / 60_000)}`,
        ...{
          isOfEach: true,
          objectType: 'contact',
          objectId: '51',
          signal: 'form_submit',
          at: new Date(SECOND),
        },
      },
      {
        activityId: `forms/${Math.floor(FIRST / 60_000)}`,
        ...{
          isOfEach: true,
          objectType: 'contact',
          objectId: '51',
          signal: 'form_submit',
          at: new Date(FIRST),
        },
      },
    ]);
  });

  it('are the first and the newest where HubSpot lists none', () => {
    assert.deepEqual(timesOf(ends), [FIRST, SECOND]);
    assert.deepEqual(timesOf({ ...ends, hs_calculated_form_submissions: '' }), [FIRST, SECOND]);
    assert.deepEqual(timesOf({ recent_conversion_date: String(SECOND) }), [SECOND], 'as older answers date');
    assert.deepEqual(timesOf({ ...ends, first_conversion_date: ends.recent_conversion_date }), [SECOND]);
  });

  it('count once where list and dates differ by seconds, and where somebody pressed twice', () => {
    const seconds = dateOf(Math.floor(SECOND / 1000) * 1000 - 20_000);
    const listed = `${FORM}::${FIRST};${FORM}::${SECOND};${FORM}::${SECOND + 900}`;
    const times = timesOf({ hs_calculated_form_submissions: listed, recent_conversion_date: seconds });
    assert.deepEqual(times, [FIRST, SECOND + 900]);
  });

  it('are none where no form was submitted, and what looks like no submission is left out', () => {
    for (const nothing of [null, '', undefined])
      assert.deepEqual(
        actsOf({ hs_calculated_form_submissions: nothing, recent_conversion_date: nothing }),
        [],
      );
    const junk = `;x;::;${FORM};${FORM}::0;${FORM}:61234567890123456;${FORM}::${FIRST}9;${SECOND}`;
    assert.deepEqual(timesOf({ hs_calculated_form_submissions: junk, first_conversion_date: '0' }), []);
  });
});

describe('HubSpot connector, on forms', () => {
  let world: HubspotWorld;
  let portalTime: number;
  beforeEach(async () => {
    portalTime = SECOND;
    world = await openHubspotWorld({ leadCount: 3, now: () => portalTime });
  });
  afterEach(() => world.close());

  const submit = async (email: string) => {
    const path = `${world.url}/submissions/v3/integration/submit/${world.externalId}/${FORM}`;
    const body = JSON.stringify({ fields: [{ name: 'email', value: email }] });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body });
    assert.equal(answer.status, 200, await answer.text());
  };
  const timesOf = (records: readonly CrmLead[], email: string) =>
    records.find(each => each.email === email)?.acts?.map(({ at }) => at.getTime());
  const readAll = async () => {
    const records: CrmLead[] = [];
    for await (const page of world.connector.readLeads({ mappings: world.mappings }))
      records.push(...page.records);
    return records;
  };

  it('reads them with the contacts, at no further call, and each again under the same id', async () => {
    const before = world.connector.usage().calls;
    assert.equal((await readAll()).filter(({ acts }) => acts !== undefined).length, 0);
    const calls = world.connector.usage().calls - before;
    await submit('new@lead.example');
    await submit('person1@lead.example');
    portalTime += 600_000;
    await submit('person1@lead.example');
    const records = await readAll();
    assert.deepEqual(timesOf(records, 'new@lead.example'), [SECOND]);
    assert.deepEqual(timesOf(records, 'person1@lead.example'), [SECOND + 600_000, SECOND]);
    assert.equal(timesOf(records, 'person0@lead.example'), undefined);
    assert.equal(world.connector.usage().calls - before, 2 * calls);
    const { objectId, acts } = records.find(each => each.email === 'person1@lead.example')!;
    const now = await world.connector.readRecords!({ mappings: world.mappings, ids: [objectId] });
    assert.deepEqual(now.records[0]?.acts, acts);
  });
});
