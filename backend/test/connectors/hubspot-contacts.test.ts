import assert from 'node:assert/strict';
import type { CrmConnector } from '../../src/connectors/crm-connector.ts';
import type { CrmLead, LeadPage, ScoreWrite, WriteResult } from '../../src/connectors/crm-record.ts';
import { type HubspotWorld, type HubspotWorldOptions, openHubspotWorld } from './hubspot-world.ts';

const CONTACTS = '/crm/objects/2026-03/contacts';

describe('HubSpot’s contacts, beyond the contract', () => {
  let world: HubspotWorld;
  const open = async (options: HubspotWorldOptions) => {
    world = await openHubspotWorld(options);
    return world;
  };
  afterEach(() => world.close());

  const callsOf = async (act: () => Promise<unknown>) => {
    const before = world.connector.usage().calls;
    await act();
    return world.connector.usage().calls - before;
  };
  const edit = (id: string, properties: Record<string, string>) =>
    world.api('PATCH', `${CONTACTS}/${id}`, { properties });

  describe('while they are read', () => {
    it('leaves nothing out when contacts change while it lists them all', async () => {
      await open({ leadCount: 350 });
      const seen = new Set<string>();
      let cursor = '';
      for await (const page of world.connector.readLeads({ mappings: world.mappings })) {
        // The first of this page is read already, the last contact of the portal is not.
        if (seen.size === 0) await edit(page.records[0]?.objectId ?? '', { job: 'poet' });
        if (seen.size === 0) await edit(String(51 + 349 * 50), { job: 'painter' });
        for (const each of page.records) seen.add(each.objectId);
        cursor = page.cursor;
      }
      assert.equal(seen.size, 350);
      const jobs = new Map((await leadsFrom(world, cursor)).map(each => [each.objectId, each.fields.job]));
      assert.equal(jobs.get('51'), 'poet');
    });

    it('leaves nothing out when contacts change while it reads the changed ones', async () => {
      await open({ leadCount: 650 });
      const cursor = await changeAll(world, 650);
      const seen = new Set<string>();
      for await (const page of pagesFrom(world, cursor)) {
        // Every contact read so far moves to the end of the order of changes.
        for (const { objectId } of page.records.slice(0, 20)) await edit(objectId, { job: 'poet' });
        for (const each of page.records) seen.add(each.objectId);
      }
      assert.equal(seen.size, 650);
    });

    it('finds a change later that the search index did not show yet', async () => {
      let now = Date.now();
      await open({ leadCount: 10, searchLagMs: 60_000, now: () => now });
      const loaded = (await pagesOf(pagesFrom(world))).at(-1);
      now += 300_000;
      await edit('101', { job: 'poet' });
      now += 50_000;
      const early = (await pagesOf(pagesFrom(world, loaded?.cursor))).at(-1);
      assert.deepEqual(early?.records, []);
      now += 20_000;
      const late = await leadsFrom(world, early?.cursor);
      assert.deepEqual(
        late.map(each => each.fields.job),
        ['poet'],
      );
    });

    it('goes past the 10,000 results of one search', async () => {
      await open({ leadCount: 10_300 });
      const cursor = await changeAll(world, 10_300);
      const leads = await leadsFrom(world, cursor);
      assert.equal(new Set(leads.map(each => each.objectId)).size, 10_300);
    });

    it('goes on with the changed ones after a stop, in a new process', async () => {
      await open({ leadCount: 650 });
      const cursor = await changeAll(world, 650);
      const first = await firstOf(pagesFrom(world, cursor));
      const successor = world.adapter.open({ namespace: '' }, world.session);
      const rest = await leadsFrom(world, first.cursor, successor);
      assert.equal(first.records.length, 200);
      assert.equal(rest.length, 450);
    });

    it('gives an empty page with a cursor for an empty portal', async () => {
      await open({ leadCount: 0 });
      const pages = await pagesOf(world.connector.readLeads({ mappings: world.mappings }));
      assert.deepEqual(
        pages.map(each => each.records),
        [[]],
      );
      assert.deepEqual(await leadsFrom(world, pages[0]?.cursor ?? ''), []);
    });

    it('reads mapped properties that the portal does not have as missing', async () => {
      await open({ leadCount: 1 });
      const mappings = [{ field: 'shoe', kind: 'number', source: 'shoe_size' }] as const;
      const [page] = await pagesOf(world.connector.readLeads({ mappings }));
      assert.deepEqual(page?.records[0]?.fields, { shoe: null });
    });

    it('tells once a day which contacts lie in the recycle bin, whatever was told of them', async () => {
      await open({ leadCount: 230 });
      const cursor = (await pagesOf(pagesFrom(world))).at(-1)?.cursor ?? '';
      for (const start of [0, 100]) {
        const inputs = Array.from({ length: 60 }, (_, place) => ({ id: String(51 + (start + place) * 50) }));
        assert.equal((await world.api('POST', `${CONTACTS}/batch/archive`, { inputs })).status, 204);
      }
      const goneFrom = async (from: string) => {
        const pages = await pagesOf(pagesFrom(world, from));
        const gone = pages.flatMap(page => page.gone ?? []);
        return { gone, cursor: pages.at(-1)?.cursor ?? '' };
      };
      assert.deepEqual((await goneFrom(cursor)).gone, [], 'not a day later');
      const { binReadAt, ...rest } = JSON.parse(cursor);
      const dayLater = await goneFrom(JSON.stringify({ ...rest, binReadAt: binReadAt - 24 * 3_600_000 }));
      assert.equal(new Set(dayLater.gone.map(({ objectId }) => objectId)).size, 120);
      assert.deepEqual(dayLater.gone[0], {
        ...{ objectType: 'contact', objectId: '51', reason: 'deleted in HubSpot' },
      });
      assert.deepEqual((await goneFrom(dayLater.cursor)).gone, []);
    });

    it('refuses a cursor that it did not give out', async () => {
      await open({ leadCount: 1 });
      for (const cursor of ['', 'x', '{"since":null,"next":null,"after":"1 OR 1"}'])
        await assert.rejects(leadsFrom(world, cursor), { code: 'ERR_INPUT_INVALID' });
    });
  });

  describe('while they are written', () => {
    const writesFor = (leads: readonly CrmLead[], values: ScoreWrite['values']): ScoreWrite[] =>
      leads.map(({ objectType, objectId }) => ({ objectType, objectId, values }));

    it('writes all but the bad records of a batch, in few requests', async () => {
      await open({ leadCount: 100 });
      await world.connector.setUpScoreFields();
      const writes = writesFor(await leadsFrom(world), { score: 61 });
      const bad = [7, 63].map(each => writes[each]?.objectId ?? '');
      const spoiled = writes.map(each =>
        bad.includes(each.objectId) ? { ...each, values: { score: 'high' } } : each,
      );
      let results: WriteResult[] = [];
      const calls = await callsOf(async () => {
        results = await resultsOf(world, spoiled);
      });
      assert.deepEqual(idsWith(results, 'rejected'), bad);
      assert.equal(idsWith(results, 'written').length, 98);
      assert.ok(calls <= 30, `${calls} requests`);
      const reason = results.find(each => each.status === 'rejected');
      assert.match(JSON.stringify(reason), /aix_score INVALID_NUMBER/);
      assert.equal(await world.readBack(writes[99]?.objectId ?? '', 'score'), '61');
    });

    it('does not send the innocent with the suspects again', async () => {
      await open({ leadCount: 100 });
      await world.connector.setUpScoreFields();
      const writes = writesFor(await leadsFrom(world), { score: 61 });
      const mixed = writes.map((each, position) =>
        position === 50 ? { ...each, values: { low: 'x' } } : each,
      );
      const calls = await callsOf(() => resultsOf(world, mixed));
      assert.equal(calls, 3, 'the batch, the others together, the bad one alone');
    });

    it('rejects every record at once when the portal lacks the property', async () => {
      await open({ leadCount: 100 });
      const writes = writesFor(await leadsFrom(world), { score: 61 });
      let results: WriteResult[] = [];
      const calls = await callsOf(async () => {
        results = await resultsOf(world, writes);
      });
      assert.equal(idsWith(results, 'rejected').length, 100);
      assert.equal(calls, 1);
    });

    it('writes a record that is named twice once, with the later values', async () => {
      await open({ leadCount: 1 });
      await world.connector.setUpScoreFields();
      const [lead] = await leadsFrom(world);
      const first = {
        objectType: 'contact',
        objectId: lead?.objectId ?? '',
        values: { score: 10, band: 'Low' },
      };
      const results = await resultsOf(world, [first, { ...first, values: { score: 90 } }]);
      assert.deepEqual(results, [{ objectId: first.objectId, status: 'written' }]);
      assert.equal(await world.readBack(first.objectId, 'score'), '90');
      assert.equal(await world.readBack(first.objectId, 'band'), 'Low');
    });

    it('does not call written what HubSpot left out of its answer', async () => {
      await open({ leadCount: 1 });
      const body = { status: 'COMPLETE', results: [] };
      await world.injectFault({ kind: 'answer', status: 200, path: '/batch/update', body });
      const [result] = await resultsOf(world, writesFor(await leadsFrom(world), { score: 1 }));
      assert.equal(result?.status, 'rejected');
    });

    it('sends nothing when there is nothing to write', async () => {
      await open({ leadCount: 1 });
      assert.equal(await callsOf(() => resultsOf(world, [])), 0);
    });
  });
});

async function pagesOf(pages: AsyncIterable<LeadPage>): Promise<LeadPage[]> {
  const all: LeadPage[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

function pagesFrom(world: HubspotWorld, cursor?: string, connector: CrmConnector = world.connector) {
  return connector.readLeads({ mappings: world.mappings, ...(cursor === undefined ? {} : { cursor }) });
}

async function leadsFrom(world: HubspotWorld, cursor?: string, connector?: CrmConnector): Promise<CrmLead[]> {
  return (await pagesOf(pagesFrom(world, cursor, connector))).flatMap(page => page.records);
}

async function firstOf(pages: AsyncIterable<LeadPage>): Promise<LeadPage> {
  for await (const page of pages) return page;
  return assert.fail('no page');
}

/** Reads everything, then changes every contact; returns the cursor from which all are to be read again. */
async function changeAll(world: HubspotWorld, leadCount: number): Promise<string> {
  const pages = await pagesOf(pagesFrom(world));
  const ids = pages.flatMap(page => page.records).map(each => each.objectId);
  assert.equal(ids.length, leadCount);
  for (let start = 0; start < ids.length; start += 100) {
    const inputs = ids.slice(start, start + 100).map(id => ({ id, properties: { job: 'clerk' } }));
    await world.api('POST', `${CONTACTS}/batch/update`, { inputs });
  }
  return pages.at(-1)?.cursor ?? '';
}

async function resultsOf(world: HubspotWorld, writes: readonly ScoreWrite[]): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for await (const batch of world.connector.writeScores(writes)) results.push(...batch);
  return results;
}

function idsWith(results: readonly WriteResult[], status: WriteResult['status']): string[] {
  return results.filter(each => each.status === status).map(each => each.objectId);
}
