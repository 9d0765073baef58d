import assert from 'node:assert/strict';
import { recordIdOf } from '../../../local-stack/salesforce/index.ts';
import { connectJsforce } from '../../../local-stack/test/salesforce/jsforce-client.ts';
import type { CrmLead, LeadPage } from '../../src/connectors/crm-record.ts';
import {
  MAPPINGS,
  openSalesforceWorld,
  type SalesforceWorld,
  type SalesforceWorldOptions,
} from './salesforce-world.ts';

describe('Salesforce connector, reading leads', () => {
  let world: SalesforceWorld;
  const open = async (options: SalesforceWorldOptions) => {
    world = await openSalesforceWorld(options);
    return world;
  };
  afterEach(() => world.close());

  const OPEN_LEAD = recordIdOf('00Q', 2);
  const readAll = async (cursor?: string, mappings = MAPPINGS) => {
    const pages: LeadPage[] = [];
    const request = { mappings, ...(cursor === undefined ? {} : { cursor }) };
    for await (const page of world.connector.readLeads(request)) pages.push(page);
    return pages;
  };
  const idsOf = (pages: readonly LeadPage[]) =>
    pages.flatMap(page => page.records).map(lead => lead.objectId);

  it('keeps a tenant’s text out of the query', async () => {
    await open({ leadCount: 5 });
    const source = 'Id FROM User WHERE IsActive = true OR Name';
    const pages = await readAll(undefined, [{ field: 'x', kind: 'category', source }]);
    const [lead] = pages.flatMap(page => page.records) as [CrmLead];
    assert.equal(lead.fields.x, null);
    assert.match(lead.problems[0]?.problem ?? '', /does not exist on the lead/);
  });

  it('tells what was deleted and what was merged into what, from the second pass on', async () => {
    await open({ leadCount: 20 });
    const id = (ordinal: number) => recordIdOf('00Q', ordinal);
    const soap = await connectJsforce({ url: world.url } as never, world.org);
    const merge = (master: string, merged: string) =>
      soap.soap.merge({ masterRecord: { type: 'Lead', Id: master } as never, recordToMergeIds: [merged] });
    await world.send('DELETE', `/sobjects/Lead/${id(9)}`);
    const { cursor } = (await readAll()).at(-1)!;
    await world.send('DELETE', `/sobjects/Lead/${id(3)}`);
    // 4 went into 6, which went into 7 later.
    await merge(id(6), id(4));
    await merge(id(7), id(6));
    const pages = await readAll(cursor);
    const gone = new Map(pages.flatMap(page => page.gone ?? []).map(each => [each.objectId, each]));
    assert.deepEqual(
      [gone.get(id(3))?.reason, gone.get(id(3))?.mergedInto],
      ['deleted in Salesforce', undefined],
    );
    for (const merged of [4, 6])
      assert.deepEqual(
        [gone.get(id(merged))?.reason, gone.get(id(merged))?.mergedInto],
        ['merged in Salesforce', id(7)],
      );
    assert.ok(idsOf(pages).includes(id(7)));
    assert.ok(!idsOf(pages).includes(id(3)));
  });

  it('brings the record that remains of a merge, though it changed at another time', async () => {
    let orgTime = Date.now();
    await open({ leadCount: 6, standIn: { now: () => orgTime, pageSize: 1 } });
    const { cursor } = (await readAll()).at(-1)!;
    const soap = await connectJsforce({ url: world.url } as never, world.org);
    orgTime += 3_600_000;
    const [master, merged] = [recordIdOf('00Q', 2), recordIdOf('00Q', 3)];
    await soap.soap.merge({
      masterRecord: { type: 'Lead', Id: master } as never,
      recordToMergeIds: [merged],
    });
    orgTime += 60_000;
    await world.editLead(master);
    const page = (await readAll(cursor)).find(({ gone }) => gone !== undefined);
    assert.deepEqual(
      page?.gone?.map(({ objectId, mergedInto }) => [objectId, mergedInto]),
      [[merged, master]],
    );
    assert.ok(page.records.some(({ objectId }) => objectId === master));
  });

  it('goes on from its own place when the org has dropped the query', async () => {
    await open({ leadCount: 650 });
    const lost = [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }];
    await world.addFault({ path: '/query/', kind: 'answer', status: 400, body: lost, after: 1 });
    const ids = idsOf(await readAll());
    assert.equal(ids.length, 650);
    assert.equal(new Set(ids).size, 650);
  });

  it('skips nothing when rows change behind its back and it is stopped', async () => {
    await open({ leadCount: 650 });
    const pages = world.connector.readLeads({ mappings: MAPPINGS })[Symbol.asyncIterator]();
    const first = await pages.next();
    // The last row of the second page now shows today's time at its old place.
    await world.editLead(recordIdOf('00Q', 399));
    const second = await pages.next();
    assert.ok(!first.done && !second.done);
    const changed = second.value.records.at(-1);
    assert.ok((changed?.modifiedAt.getTime() ?? 0) > Date.now() - 60_000);
    const rest = await readAll(second.value.cursor);
    assert.equal(new Set(idsOf([first.value, second.value, ...rest])).size, 650);
  });

  it('tells leads of the same moment apart', async () => {
    await open({ leadCount: 10, standIn: { pageSize: 3 } });
    const ids = Array.from({ length: 10 }, (_, index) => recordIdOf('00Q', index)).filter(
      (_, index) => index % 5 !== 0,
    );
    const records = ids.map(id => ({ attributes: { type: 'Lead' }, id, Title: 'x' }));
    await world.send('PATCH', '/composite/sobjects', { records });
    const found = new Set<string>();
    // A page, then a stop, again and again.
    for (let cursor: string | undefined; found.size < 10; ) {
      const request = { mappings: MAPPINGS, ...(cursor === undefined ? {} : { cursor }) };
      const page = await world.connector.readLeads(request)[Symbol.asyncIterator]().next();
      if (page.done) break;
      for (const id of idsOf([page.value])) found.add(id);
      ({ cursor } = page.value);
    }
    assert.equal(found.size, 10);
  });

  it('reads again what changed in the ten minutes before the last pass began, and nothing older', async () => {
    const MINUTE_MS = 60_000;
    let orgTime = Date.now();
    await open({ leadCount: 20, standIn: { now: () => orgTime } });
    await world.editLead(recordIdOf('00Q', 3));
    orgTime += 6 * MINUTE_MS;
    await world.editLead(OPEN_LEAD);
    orgTime += 6 * MINUTE_MS;
    const pages = await readAll();
    assert.equal(new Set(idsOf(pages)).size, 20);
    assert.deepEqual(idsOf(await readAll(pages.at(-1)?.cursor)), [OPEN_LEAD]);
  });

  it('names a cursor that is damaged', async () => {
    await open({ leadCount: 1 });
    for (const cursor of [
      '',
      '{}',
      `{"since":0,"passStartedAt":0,"position":{"modifiedAt":0,"id":"' OR Id != '"}}`,
    ])
      await assert.rejects(readAll(cursor), { code: 'ERR_INPUT_INVALID', message: /cursor.*is damaged/ });
  });
});
