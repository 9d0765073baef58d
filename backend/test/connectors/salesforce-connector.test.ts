import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { recordIdOf } from '../../../local-stack/salesforce/index.ts';
import { addField } from '../../../local-stack/test/salesforce/temporary-org.ts';
import type { ScoreWrite, WriteResult } from '../../src/connectors/crm-record.ts';
import { createSalesforceAdapter } from '../../src/connectors/salesforce/salesforce-adapter.ts';
import { describeCrmConnector } from './crm-connector.contract.ts';
import {
  ALWAYS_BULK,
  openSalesforceWorld,
  type SalesforceWorld,
  type SalesforceWorldOptions,
} from './salesforce-world.ts';

describeCrmConnector('Salesforce', openSalesforceWorld);
describeCrmConnector('Salesforce, read and written by bulk jobs,', options =>
  openSalesforceWorld({ ...options, adapter: { bulk: ALWAYS_BULK }, faults: 'bulk' }),
);

describe('Salesforce connector, beyond the contract', () => {
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
  it('knows where a person opens a record of the org', async () => {
    await open({ leadCount: 1 });
    const where = { externalId: '00D', instanceUrl: 'https://acme.my.salesforce.com' };
    const url = world.adapter.recordUrl({ objectType: 'Lead', objectId: '00Q1' }, where);
    assert.equal(url, 'https://acme.my.salesforce.com/00Q1');
  });

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
