import assert from 'node:assert/strict';
import type { WriteResult } from '../../src/connectors/crm-record.ts';
import { type HubspotWorld, type HubspotWorldOptions, openHubspotWorld } from './hubspot-world.ts';

const LEADS = '/crm/objects/2026-03/leads';
const PROPERTIES = '/crm/properties/2026-03/leads';
/** Lead record to primary contact, and to a further one. */
const [PRIMARY, FURTHER] = [578, 608];

describe('HubSpot’s Lead records', () => {
  let world: HubspotWorld;
  const open = async (options: Partial<HubspotWorldOptions> = {}) => {
    world = await openHubspotWorld({ leadCount: 3, products: ['sales-hub-professional'], ...options });
  };
  afterEach(() => world.close());

  const contactId = (ordinal: number) => String(51 + ordinal * 50);
  const addLead = async (...contacts: [id: string, typeId: number][]): Promise<string> => {
    const { body } = await world.api('POST', LEADS, {
      properties: { hs_lead_name: 'A deal in sight' },
      associations: contacts.map(([id, associationTypeId]) => ({
        to: { id },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
      })),
    });
    return String(body.id);
  };
  const bandOf = async (leadId: string) => {
    const { body } = await world.api('GET', `${LEADS}/${leadId}?properties=aix_band,aix_score`);
    const { aix_band, aix_score } = body.properties as Record<string, string | null>;
    return [aix_band, aix_score];
  };
  const write = async (...ids: string[]): Promise<WriteResult[]> => {
    const results: WriteResult[] = [];
    const writes = ids.map(objectId => ({
      objectType: 'contact',
      objectId,
      values: { score: 82, band: 'Hot', scored_at: '2026-11-27T10:00:00.000Z' },
    }));
    for await (const batch of world.connector.writeScores(writes)) results.push(...batch);
    return results;
  };
  const callsOf = async (act: () => Promise<unknown>) => {
    const before = world.connector.usage().calls;
    await act();
    return world.connector.usage().calls - before;
  };
  const problem = () => world.connector.furtherRecordsProblem?.();

  it('get our properties and, with a contact’s write, its score', async () => {
    await open();
    const leadId = await addLead([contactId(0), PRIMARY]);
    const stranger = await addLead([contactId(1), PRIMARY]);
    await world.connector.setUpScoreFields();
    const { body } = await world.api('GET', `${PROPERTIES}/aix_band`);
    assert.deepEqual([body.groupName, body.type], ['aix_lead_qualification', 'enumeration']);
    assert.deepEqual(await write(contactId(0)), [{ objectId: contactId(0), status: 'written' }]);
    assert.deepEqual(await bandOf(leadId), ['Hot', '82']);
    assert.deepEqual(await bandOf(stranger), [null, null]);
    assert.equal(problem(), null);
  });

  it('show the score of their primary contact, not of a further one', async () => {
    await open();
    const leadId = await addLead([contactId(0), PRIMARY], [contactId(1), FURTHER]);
    await world.connector.setUpScoreFields();
    await write(contactId(1));
    assert.deepEqual(await bandOf(leadId), [null, null]);
    await write(contactId(0));
    assert.deepEqual(await bandOf(leadId), ['Hot', '82']);
  });

  it('cost a request for each thousand contacts, and one for each hundred of them, however they are spread', async () => {
    await open({ leadCount: 250 });
    for (let ordinal = 0; ordinal < 240; ordinal += 2) await addLead([contactId(ordinal), PRIMARY]);
    await world.connector.setUpScoreFields();
    const ids = Array.from({ length: 250 }, (_, ordinal) => contactId(ordinal));
    // Three batches of contacts, one question whose Lead records, two batches of these.
    assert.equal(await callsOf(() => write(...ids)), 6);
  });

  it('are not asked for where the portal did not grant them, which is said', async () => {
    await open({ products: [] });
    await world.connector.setUpScoreFields();
    assert.equal(await callsOf(() => write(contactId(0), contactId(1))), 1);
    assert.match(String(problem()), /grants access to them only where the portal has some/);
  });

  it('are left alone for a day where HubSpot refuses them, and the contacts are written all the same', async () => {
    await open();
    await addLead([contactId(0), PRIMARY]);
    await world.connector.setUpScoreFields();
    await world.injectFault({
      ...{ path: '/contacts/leads/batch/read', kind: 'answer', status: 403, times: 1 },
      body: { status: 'error', category: 'MISSING_SCOPES', message: 'Not in this subscription.' },
    });
    const [result] = await write(contactId(0));
    assert.equal(result?.status, 'written');
    assert.match(String(problem()), /^Lead records get no scores: .*Not in this subscription/);
    assert.equal(await callsOf(() => write(contactId(0))), 1);
    await world.connector.setUpScoreFields();
    assert.equal(problem(), null);
  });

  it('say so where a property of ours has another type, and get nothing', async () => {
    await open();
    const leadId = await addLead([contactId(0), PRIMARY]);
    const name = 'aix_score';
    await world.api('POST', PROPERTIES, {
      ...{ name, label: 'Mine', groupName: 'leadinformation', type: 'string', fieldType: 'text' },
    });
    const { missing } = await world.connector.setUpScoreFields();
    assert.deepEqual(missing, [], 'the contacts’ are all there');
    assert.match(String(problem()), /of another type: aix_score$/);
    await write(contactId(0));
    assert.equal((await bandOf(leadId))[1], null);
  });

  it('make their contact wait while HubSpot does not take them now, and no other', async () => {
    await open();
    const leadId = await addLead([contactId(0), PRIMARY]);
    await world.connector.setUpScoreFields();
    await world.injectFault({
      ...{ path: '/leads/batch/update', kind: 'answer', status: 502, times: 5 },
      body: { status: 'error', message: 'internal error' },
    });
    const results = await write(contactId(0), contactId(1));
    assert.deepEqual(
      new Map(results.map(({ objectId, status }) => [objectId, status])),
      new Map([
        [contactId(0), 'postponed'],
        [contactId(1), 'written'],
      ]),
    );
    await write(contactId(0));
    assert.deepEqual(await bandOf(leadId), ['Hot', '82']);
  });

  it('make all contacts wait while HubSpot does not say which there are', async () => {
    await open();
    await addLead([contactId(0), PRIMARY]);
    await world.connector.setUpScoreFields();
    await world.injectFault({
      ...{ path: '/contacts/leads/batch/read', kind: 'answer', status: 502, times: 5 },
      body: { status: 'error', message: 'internal error' },
    });
    const results = await write(contactId(0), contactId(1), 'nobody');
    assert.deepEqual(
      results.map(({ objectId, status }) => [objectId, status]),
      [
        [contactId(0), 'postponed'],
        [contactId(1), 'postponed'],
        ['nobody', 'rejected'],
      ],
    );
  });

  describe('made after the score of their contact was written', () => {
    const catchUp = (cursor?: string) => world.connector.catchUpFurtherRecords!(cursor);

    it('get it by one look for those without a score, and cost one search when there is none', async () => {
      await open({ leadCount: 130 });
      await world.connector.setUpScoreFields();
      await write(contactId(0));
      const first = await catchUp();
      const late = await addLead([contactId(0), PRIMARY], [contactId(1), FURTHER]);
      const unscored = await addLead([contactId(2), PRIMARY]);
      const stranger = await addLead([contactId(2), PRIMARY], [contactId(0), FURTHER]);
      const second = await catchUp(first);
      assert.deepEqual(await bandOf(late), ['Hot', '82']);
      assert.deepEqual(await bandOf(unscored), [null, null]);
      assert.deepEqual(await bandOf(stranger), [null, null], 'a further contact says nothing of it');
      for (const id of [unscored, stranger]) await world.api('DELETE', `${LEADS}/${id}`);
      assert.equal(await callsOf(() => catchUp(second)), 1);
    });

    it('are all that have none, the first time', async () => {
      await open({ leadCount: 250 });
      await world.connector.setUpScoreFields();
      const ids = Array.from({ length: 210 }, (_, ordinal) => contactId(ordinal));
      await write(...ids);
      const late: string[] = [];
      for (const id of ids) late.push(await addLead([id, PRIMARY]));
      // Two pages: 200 and 10 Lead records; each asked whose they are, read and written by hundreds.
      assert.equal(await callsOf(() => catchUp()), 2 + 2 + 3 + 3);
      for (const id of [late[0]!, late[209]!]) assert.deepEqual(await bandOf(id), ['Hot', '82']);
    });

    it('are tried again where HubSpot did not take them', async () => {
      await open();
      await world.connector.setUpScoreFields();
      await write(contactId(0));
      const first = await catchUp();
      const late = await addLead([contactId(0), PRIMARY]);
      await world.injectFault({
        ...{ path: '/leads/batch/update', kind: 'answer', status: 502, times: 5 },
        body: { status: 'error', message: 'internal error' },
      });
      const second = await catchUp(first);
      assert.equal(second, first);
      assert.deepEqual(await bandOf(late), [null, null]);
      await catchUp(second);
      assert.deepEqual(await bandOf(late), ['Hot', '82']);
    });

    it('are not looked for where they were not granted, and rest for a day where HubSpot refuses', async () => {
      await open({ products: [] });
      assert.equal(await callsOf(() => catchUp()), 0);
      assert.equal(await catchUp(), undefined);
      await world.close();
      await open();
      const body = { status: 'error', category: 'MISSING_SCOPES', message: 'Not in this subscription.' };
      await world.injectFault({ path: '/leads/search', kind: 'answer', status: 403, times: 1, body });
      assert.equal(
        await catchUp('{"since":1,"next":null,"after":"0"}'),
        '{"since":1,"next":null,"after":"0"}',
      );
      assert.match(String(problem()), /^Lead records get no scores: .*Not in this subscription/);
      assert.equal(await callsOf(() => catchUp()), 0);
    });
  });

  it('that are no more change nothing for their contact', async () => {
    await open();
    const leadId = await addLead([contactId(0), PRIMARY]);
    await world.connector.setUpScoreFields();
    await world.api('DELETE', `${LEADS}/${leadId}`);
    assert.deepEqual(await write(contactId(0)), [{ objectId: contactId(0), status: 'written' }]);
  });
});
