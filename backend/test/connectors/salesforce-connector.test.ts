import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { recordIdOf } from '../../../local-stack/salesforce/index.ts';
import { connectJsforce } from '../../../local-stack/test/salesforce/jsforce-client.ts';
import { addField } from '../../../local-stack/test/salesforce/temporary-org.ts';
import type { CrmLead, LeadPage, ScoreWrite, WriteResult } from '../../src/connectors/crm-connector.ts';
import { createSalesforceAdapter } from '../../src/connectors/salesforce/salesforce-adapter.ts';
import { describeCrmConnector } from './crm-connector.contract.ts';
import {
  ALWAYS_BULK,
  MAPPINGS,
  openSalesforceWorld,
  type SalesforceWorld,
  type SalesforceWorldOptions,
} from './salesforce-world.ts';

describeCrmConnector('Salesforce', openSalesforceWorld);
describeCrmConnector('Salesforce, read and written by bulk jobs,', options =>
  openSalesforceWorld({ ...options, adapter: { bulk: ALWAYS_BULK }, faults: 'bulk' }),
);

describe('Salesforce connector, beyond the contract', function () {
  this.timeout(20_000);
  let world: SalesforceWorld;
  const open = async (options: SalesforceWorldOptions) => {
    world = await openSalesforceWorld(options);
    return world;
  };
  afterEach(() => world.close());

  const OPEN_LEAD = recordIdOf('00Q', 2);
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
  const readAll = async (cursor?: string, mappings = MAPPINGS) => {
    const pages: LeadPage[] = [];
    const request = { mappings, ...(cursor === undefined ? {} : { cursor }) };
    for await (const page of world.connector.readLeads(request)) pages.push(page);
    return pages;
  };
  const idsOf = (pages: readonly LeadPage[]) =>
    pages.flatMap(page => page.records).map(lead => lead.objectId);

  describe('connecting', () => {
    it('tells the admin what to mend when the org refuses the user', async () => {
      await open({ leadCount: 1 });
      await assert.rejects(world.adapter.authorize({ kind: 'jwt_bearer', username: 'rep@bank.example' }), {
        code: 'ERR_CRM_AUTH_EXPIRED',
        message: /user hasn't approved this consumer.*pre-authorise/,
      });
    });

    it('sends tokens to no host outside of Salesforce', async () => {
      await open({ leadCount: 1 });
      const body = { access_token: 'x', instance_url: 'https://my.salesforce.com.example.org', id: 'a/b/c' };
      await world.addFault({ path: '/oauth2/token', kind: 'answer', status: 200, body });
      const grant = { kind: 'jwt_bearer', username: world.org.username } as const;
      await assert.rejects(world.adapter.authorize(grant), {
        message: /instance outside of salesforce\.com/,
      });
    });

    it('tries again when the token endpoint fails for a moment', async () => {
      await open({ leadCount: 1 });
      await world.addFault({ path: '/oauth2/token', kind: 'answer', status: 503, times: 2 });
      const tokens = await world.adapter.authorize({ kind: 'jwt_bearer', username: world.org.username });
      assert.equal(tokens.username, world.org.username);
    });

    it('says that an unreachable org is unavailable', async () => {
      await open({ leadCount: 1 });
      const { clientId, privateKey, username } = world.org;
      const adapter = createSalesforceAdapter({
        loginUrl: 'http://127.0.0.1:9',
        clientId,
        privateKey,
        timeoutMs: 200,
      });
      await assert.rejects(adapter.authorize({ kind: 'jwt_bearer', username }), {
        code: 'ERR_CRM_UNAVAILABLE',
      });
    });
  });

  describe('setting up', () => {
    it('names fields that are missing, of a wrong type, too short, or without a choice', async () => {
      await open({
        leadCount: 1,
        prepare({ directory }) {
          const fields = join(directory, 'metadata', 'objects', 'Lead', 'fields');
          rmSync(join(fields, 'AIX_Cell__c.field-meta.xml'));
          addField(directory, 'AIX_Score__c', '<type>Text</type><length>5</length>');
          addField(directory, 'AIX_Reason_1__c', '<type>Text</type><length>80</length>');
          addField(
            directory,
            'AIX_Probability__c',
            '<type>Number</type><precision>5</precision><scale>2</scale>',
          );
          const hot = '<valueSetDefinition><value><fullName>Hot</fullName></value></valueSetDefinition>';
          const choices = `<valueSet><restricted>true</restricted>${hot}</valueSet>`;
          addField(directory, 'AIX_Band__c', `<type>Picklist</type>${choices}`);
        },
      });
      assert.deepEqual(await world.connector.setUpScoreFields(), {
        created: [],
        missing: ['AIX_Score__c', 'AIX_Band__c', 'AIX_Cell__c', 'AIX_Probability__c', 'AIX_Reason_1__c'],
      });
    });

    it('finds and writes the fields of a namespaced package', async () => {
      await open({ leadCount: 5, namespace: 'aixlq' });
      assert.deepEqual((await world.connector.setUpScoreFields()).missing, []);
      await write([score(OPEN_LEAD, { score: 64 })]);
      assert.equal(await world.readBack(OPEN_LEAD, 'score'), 64);
      const { body } = {
        body: await world.send('GET', `/sobjects/Lead/${OPEN_LEAD}?fields=aixlq__AIX_Score__c`),
      };
      assert.equal((body as Record<string, unknown>).aixlq__AIX_Score__c, 64);
    });
  });

  describe('reading', () => {
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

  describe('writing', () => {
    it('cuts texts and rounds numbers to their fields', async () => {
      await open({ leadCount: 5 });
      await write([score(OPEN_LEAD, { reason_1: 'é'.repeat(400), probability: 0.123456 })]);
      const reason = String(await world.readBack(OPEN_LEAD, 'reason_1'));
      assert.ok(reason.length === 255 && reason.endsWith('…'));
      assert.equal(await world.readBack(OPEN_LEAD, 'probability'), 0.1235);
    });

    it('rejects a value of a wrong type by itself, so that the batch is not refused for it', async () => {
      await open({ leadCount: 5 });
      const results = await write([score(recordIdOf('00Q', 3), { score: 'high' }), score(OPEN_LEAD)]);
      assert.deepEqual(
        results.map(result => [result.objectId, result.status]),
        [
          [recordIdOf('00Q', 3), 'rejected'],
          [OPEN_LEAD, 'written'],
        ],
      );
    });

    it('rejects converted leads with the platform’s reason', async () => {
      await open({ leadCount: 6 });
      const [result] = await write([score(recordIdOf('00Q', 5))]);
      assert.ok(result?.status === 'rejected');
      assert.match(result.reason, /^CANNOT_UPDATE_CONVERTED_LEAD/);
    });

    it('rejects every record, with the field at fault, when the package is not installed', async () => {
      await open({
        leadCount: 5,
        prepare: ({ directory }) =>
          rmSync(join(directory, 'metadata', 'objects', 'Lead', 'fields', 'AIX_Score__c.field-meta.xml')),
      });
      const [result] = await write([score(OPEN_LEAD)]);
      assert.ok(result?.status === 'rejected');
      assert.match(result.reason, /INVALID_FIELD.*permission set/);
    });

    it('tries locked records again in smaller batches', async () => {
      await open({ leadCount: 400 });
      const ids = Array.from({ length: 400 }, (_, index) => recordIdOf('00Q', index)).filter(
        (_, index) => index % 5 !== 0,
      );
      await world.addFault({ method: 'PATCH', path: '/composite/sobjects', kind: 'partial', times: 1 });
      const before = world.connector.usage().calls;
      const results = await write(ids.slice(0, 200).map(id => score(id)));
      assert.ok(results.every(result => result.status === 'written'));
      // 200 at once, then the 100 that were locked in fifties.
      assert.equal(world.connector.usage().calls - before, 3);
    });

    it('sends nothing more while the day’s requests are used up, then goes on', async () => {
      let now = Date.now();
      await open({ leadCount: 5, adapter: { limitPauseMs: 60_000, now: () => now } });
      await world.misbehave({ during: 'write', kind: 'limited', times: 1 });
      const [first] = await write([score(OPEN_LEAD)]);
      const { calls } = world.connector.usage();
      const [second] = await write([score(OPEN_LEAD)]);
      assert.ok(first?.status === 'postponed' && second?.status === 'postponed');
      assert.equal(first.retryAfterMs, 60_000);
      assert.equal(world.connector.usage().calls, calls);
      now += 60_000;
      assert.equal((await write([score(OPEN_LEAD)]))[0]?.status, 'written');
    });

    it('takes too many requests at once for a short trouble', async () => {
      await open({ leadCount: 5 });
      const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
      const body = [{ message, errorCode: 'REQUEST_LIMIT_EXCEEDED' }];
      await world.addFault({
        method: 'PATCH',
        path: '/composite',
        kind: 'answer',
        status: 403,
        body,
        times: 2,
      });
      assert.equal((await write([score(OPEN_LEAD)]))[0]?.status, 'written');
    });

    it('reports how much of the day’s limit is used', async () => {
      await open({ leadCount: 1, standIn: { dailyApiRequests: 500 } });
      await world.connector.countLeads();
      assert.deepEqual(world.connector.usage().day, { used: 1, limit: 500 });
    });
  });

  it('names no token and no person in its errors', async () => {
    await open({ leadCount: 5 });
    const body = [{ message: 'person2@mail.example is odd', errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }];
    await world.addFault({ method: 'GET', path: '/query', kind: 'answer', status: 400, body });
    const { accessToken } = await world.session.tokens();
    await assert.rejects(world.connector.countLeads(), (error: Error) => {
      assert.match(error.message, /FIELD_CUSTOM_VALIDATION_EXCEPTION while counting leads/);
      return !error.message.includes('@') && !error.message.includes(accessToken);
    });
  });
});
