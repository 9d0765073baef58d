import assert from 'node:assert/strict';
import { recordIdOf } from '../../../local-stack/salesforce/index.ts';
import type { LeadPage, ScoreWrite, WriteResult } from '../../src/connectors/crm-record.ts';
import {
  ALWAYS_BULK,
  MAPPINGS,
  openSalesforceWorld,
  type SalesforceWorld,
  type SalesforceWorldOptions,
} from './salesforce-world.ts';

describe('Salesforce connector, by bulk jobs', () => {
  let world: SalesforceWorld;
  const open = async (options: SalesforceWorldOptions) => {
    world = await openSalesforceWorld({ adapter: { bulk: ALWAYS_BULK }, ...options });
    return world;
  };
  afterEach(() => world.close());

  const lead = (ordinal: number) => recordIdOf('00Q', ordinal);
  const pagesFrom = (cursor?: string) =>
    world.connector.readLeads({ mappings: MAPPINGS, ...(cursor === undefined ? {} : { cursor }) });
  const readAll = async (cursor?: string) => {
    const pages: LeadPage[] = [];
    for await (const page of pagesFrom(cursor)) pages.push(page);
    return pages;
  };
  const idsOf = (pages: readonly LeadPage[]) =>
    pages.flatMap(page => page.records).map(each => each.objectId);
  const write = async (writes: readonly ScoreWrite[]) => {
    const results: WriteResult[] = [];
    for await (const batch of world.connector.writeScores(writes)) results.push(...batch);
    return results;
  };
  const score = (objectId: string, values: ScoreWrite['values'] = { score: 50 }) => ({
    objectType: 'Lead',
    objectId,
    values,
  });
  const openLeads = (count: number) =>
    Array.from({ length: count }, (_, at) => at)
      .filter(at => at % 5 !== 0)
      .map(lead);
  const spent = async (work: () => Promise<unknown>) => {
    const before = world.connector.usage().calls;
    await work();
    return world.connector.usage().calls - before;
  };

  describe('reading', () => {
    it('costs five requests and one for each part', async () => {
      await open({ leadCount: 1_000 });
      // Describe, count, create, look; five parts of 200.
      assert.equal(await spent(() => readAll()), 4 + 5);
    });

    it('reads values as a query reads them', async () => {
      const byId = (pages: readonly LeadPage[]) =>
        pages.flatMap(page => page.records).sort((a, b) => (a.objectId < b.objectId ? -1 : 1));
      await open({ leadCount: 120 });
      const byJob = byId(await readAll());
      await world.close();
      await open({ leadCount: 120, adapter: {} });
      assert.deepEqual(byJob, byId(await readAll()));
    });

    it('goes on at any place where it was stopped, without beginning another job', async () => {
      await open({ leadCount: 650 });
      const seen = new Set<string>();
      let stops = 0;
      // A page, then a stop, again and again.
      for (let cursor: string | undefined; ; stops += 1) {
        const { value, done } = await pagesFrom(cursor)[Symbol.asyncIterator]().next();
        if (done) break;
        for (const id of idsOf([value])) seen.add(id);
        if (value.cursor.includes('since')) break;
        ({ cursor } = value);
      }
      assert.equal(seen.size, 650);
      assert.ok(stops >= 4, `${stops} stops`);
      const creations = (await world.send('GET', '/jobs/query')) as { records: unknown[] };
      assert.equal(creations.records.length, 1);
    });

    it('begins again when the org has dropped the job', async () => {
      await open({ leadCount: 450 });
      const [first] = await readAll();
      const { job } = JSON.parse(first!.cursor) as { job: { id: string } };
      await world.send('DELETE', `/jobs/query/${job.id}`);
      assert.equal(new Set(idsOf(await readAll(first!.cursor))).size, 450);
    });

    it('reads by queries where the org runs no job, and where one fails', async () => {
      await open({ leadCount: 450 });
      const body = [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'not enabled' }];
      await world.addFault({ method: 'POST', path: '/jobs/query', kind: 'answer', status: 403, body });
      assert.equal(new Set(idsOf(await readAll())).size, 450);
      const failed = { id: lead(1), state: 'Failed' };
      await world.addFault({
        method: 'GET',
        path: '/jobs/query/\\w+$',
        kind: 'answer',
        status: 200,
        body: failed,
      });
      assert.equal(new Set(idsOf(await readAll())).size, 450);
    });

    it('misses nothing that changes while the job runs', async () => {
      await open({ leadCount: 450 });
      const pages = pagesFrom()[Symbol.asyncIterator]();
      await pages.next();
      await world.editLead(lead(3));
      let last = '';
      for (let next = await pages.next(); !next.done; next = await pages.next()) last = next.value.cursor;
      const later = (await readAll(last)).flatMap(page => page.records);
      assert.deepEqual(
        later.map(({ objectId, fields }) => [objectId, fields.age]),
        [[lead(3), 77]],
      );
    });

    it('asks small orgs by queries', async () => {
      await open({ leadCount: 40, adapter: {} });
      await readAll();
      const jobs = (await world.send('GET', '/jobs/query')) as { records: unknown[] };
      assert.equal(jobs.records.length, 0);
    });
  });

  describe('writing', () => {
    it('costs four requests when all goes well', async () => {
      await open({ leadCount: 500 });
      const writes = openLeads(500).map(id => score(id));
      // Create, upload, close, and looks until it is done.
      const calls = await spent(() => write(writes));
      assert.ok(calls >= 4 && calls <= 8, `${calls} requests`);
      assert.equal(await world.readBack(lead(499), 'score'), 50);
    });

    it('says of each record what became of it', async () => {
      await open({ leadCount: 20 });
      const results = await write([score(lead(1)), score(lead(0)), score(lead(999_999)), score(lead(2))]);
      const found = new Map(results.map(result => [result.objectId, result]));
      assert.equal(found.get(lead(1))?.status, 'written');
      assert.equal(found.get(lead(2))?.status, 'written');
      for (const [id, code] of [
        [lead(0), 'CANNOT_UPDATE_CONVERTED_LEAD'],
        [lead(999_999), 'INVALID_CROSS_REFERENCE_KEY'],
      ] as const) {
        const result = found.get(id);
        assert.ok(result?.status === 'rejected' && result.closed === true);
        assert.ok(result.reason.startsWith(code), result.reason);
      }
    });

    it('keeps texts with quotes, commas and line ends as they are', async () => {
      await open({ leadCount: 5 });
      const text = 'Says “now”, "yes"\nand, more';
      await write([score(lead(1), { reason_1: text, score: 1 }), score(lead(2), { score: 2 })]);
      assert.equal(await world.readBack(lead(1), 'reason_1'), text);
      assert.equal(await world.readBack(lead(2), 'reason_1'), null);
    });

    it('tries locked records again in smaller batches', async () => {
      await open({ leadCount: 100 });
      await world.addFault({ method: 'PATCH', path: '/jobs/ingest', kind: 'partial', times: 1 });
      const results = await write(openLeads(100).map(id => score(id)));
      assert.ok(results.every(result => result.status === 'written'));
    });

    it('rejects every record, saying why, when a field is not there', async () => {
      await open({ leadCount: 5 });
      const connector = world.adapter.open({ namespace: 'other' }, world.session);
      const results: WriteResult[] = [];
      for await (const batch of connector.writeScores([score(lead(1))])) results.push(...batch);
      const [result] = results;
      assert.ok(result?.status === 'rejected');
      assert.match(result.reason, /Field name not found : other__AIX_Score__c.*permission set/);
    });

    it('writes by collections where the org runs no such job', async () => {
      await open({ leadCount: 300 });
      const body = [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'not enabled' }];
      await world.addFault({ method: 'POST', path: '/jobs/ingest', kind: 'answer', status: 403, body });
      const results = await write(openLeads(300).map(id => score(id)));
      assert.ok(results.every(result => result.status === 'written'));
    });

    it('postpones what a job did not come to', async () => {
      await open({ leadCount: 10 });
      const aborted = { id: lead(1), state: 'Aborted', numberRecordsProcessed: 0, numberRecordsFailed: 0 };
      await world.addFault({
        method: 'GET',
        path: '/jobs/ingest/\\w+$',
        kind: 'answer',
        status: 200,
        body: aborted,
      });
      const empty = { kind: 'answer', status: 200, headers: { 'content-type': 'text/csv' } } as const;
      await world.addFault({ method: 'GET', path: 'failedResults', ...empty });
      await world.addFault({ method: 'GET', path: 'successfulResults', ...empty });
      const [result] = await write([score(lead(1))]);
      assert.ok(result?.status === 'postponed');
      assert.match(result.reason, /ended the job as Aborted/);
    });

    for (const request of ['POST', 'PUT', 'PATCH', 'GET'])
      it(`writes everything when the answer to a ${request} is lost`, async () => {
        await open({ leadCount: 50 });
        await world.addFault({ method: request, path: '/jobs/ingest', kind: 'lose-answer', times: 1 });
        const results = await write(openLeads(50).map(id => score(id, { score: 61 })));
        assert.ok(results.every(result => result.status === 'written'));
        assert.equal(await world.readBack(lead(49), 'score'), 61);
      });

    it('marks its writes, so that change events tell them from others’', async () => {
      await open({ leadCount: 5 });
      const sent: string[] = [];
      const { fetch } = globalThis;
      globalThis.fetch = (url, init) => {
        sent.push(new Headers(init?.headers).get('sforce-call-options') ?? 'none');
        return fetch(url, init);
      };
      try {
        await write([score(lead(1))]);
      } finally {
        globalThis.fetch = fetch;
      }
      assert.ok(sent.length >= 4);
      assert.deepEqual([...new Set(sent)], ['client=aix-lead-qualification']);
    });
  });
});
