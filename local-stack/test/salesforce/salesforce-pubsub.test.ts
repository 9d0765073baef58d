import assert from 'node:assert/strict';
import { recordIdOf, type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { type Subscriber, subscribeAsClient } from './pubsub-client.ts';
import { assertionFor, createRestClient, JWT_BEARER, type RestClient, requestToken } from './rest-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

const HOUR_MS = 3_600_000;
const CORRUPTED = 'sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted';
/** Leads that are neither converted nor closed. */
const [FIRST, SECOND] = [recordIdOf('00Q', 2), recordIdOf('00Q', 3)];

/** salesforce-pubsub-api-client is the client that Salesforce's own people keep: what it decodes is told as the platform tells. */
describe('the Salesforce stand-in’s Pub/Sub API, as the platform’s client sees it', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let rest: RestClient;
  let accessToken: string;
  let now: number;
  let open: Subscriber[];

  beforeEach(async () => {
    org = createTemporaryOrg({ leadCount: 10 });
    now = Date.now();
    standIn = await startSalesforceStandIn({ directory: org.directory, now: () => now, keepAliveMs: 40 });
    accessToken = await logIn();
    open = [];
  });
  afterEach(async () => {
    await standIn.close();
    for (const subscriber of open) await subscriber.close();
    org.remove();
  });

  async function logIn(): Promise<string> {
    const exp = Math.floor(now / 1000) + 180;
    rest = await createRestClient(standIn, org, { exp });
    const form = { grant_type: JWT_BEARER, assertion: await assertionFor(org, { exp }) };
    const { body } = await requestToken(standIn, form);
    return (body as { access_token: string }).access_token;
  }
  async function subscribe(options: Partial<Parameters<typeof subscribeAsClient>[2]> = {}) {
    const subscriber = await subscribeAsClient(standIn, org, { accessToken, ...options });
    open.push(subscriber);
    return subscriber;
  }
  const edit = async (id: string, fields: object, headers: Record<string, string> = {}) => {
    const { status } = await rest.send('PATCH', `/sobjects/Lead/${id}`, fields, headers);
    assert.equal(status, 204);
  };
  const misbehave = (fault: object) =>
    fetch(`${standIn.url}/__event-faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
  /** An event at the tip, so that the subscription is known to stand before a test goes on. */
  const listening = async () => {
    const subscriber = await subscribe({ from: 'earliest' });
    await edit(FIRST, { Title: 'first' });
    await subscriber.received(1);
    return subscriber;
  };

  it('tells an update: which record and fields, new values, who, when, and through which client', async () => {
    const subscriber = await listening();
    now += 1_000;
    const client = { 'Sforce-Call-Options': 'client=some-client' };
    await edit(SECOND, { Title: null, Age__c: 44, Newsletter__c: true }, client);
    const { payload } = (await subscriber.received(2))[1]!;
    const { transactionKey, commitNumber, ...header } = payload.ChangeEventHeader;
    assert.deepEqual(header, {
      entityName: 'Lead',
      recordIds: [SECOND],
      changeType: 'UPDATE',
      changeOrigin: 'com/salesforce/api/rest/68.0;client=some-client',
      sequenceNumber: 1,
      commitTimestamp: now,
      commitUser: recordIdOf('005', 1),
      nulledFields: [],
      diffFields: [],
      changedFields: ['LastModifiedDate', 'LastModifiedById', 'Age__c'],
    });
    assert.deepEqual([payload.Age__c, payload.Company, payload.LastModifiedDate], [44, null, now]);
    assert.equal(typeof transactionKey, 'string');
  });

  it('names the parts of a compound field, and fields that were emptied', async () => {
    const subscriber = await listening();
    now += 1_000;
    await edit(FIRST, { LastName: 'Renamed', City: 'Ulm', Title: null });
    const { payload } = (await subscriber.received(2))[1]!;
    const { changedFields, nulledFields } = payload.ChangeEventHeader;
    assert.deepEqual(changedFields, ['LastModifiedDate', 'Title', 'Name.LastName', 'Address.City']);
    assert.deepEqual(nulledFields, ['Title']);
    assert.deepEqual(
      { ...(payload.Name as object) },
      {
        ...{ Salutation: null, FirstName: null, LastName: 'Renamed' },
      },
    );
  });

  it('merges records that changed alike in one transaction into one event', async () => {
    const subscriber = await listening();
    const alike = [SECOND, recordIdOf('00Q', 4)];
    const records = alike.map(id => ({ attributes: { type: 'Lead' }, id, Company: 'Same' }));
    await rest.send('PATCH', '/composite/sobjects', { records });
    const { ChangeEventHeader: header } = (await subscriber.received(2))[1]!.payload;
    assert.deepEqual(header.recordIds, alike);
  });

  it('gives no more events than were asked for', async () => {
    const subscriber = await subscribe({ from: 'earliest', count: 2 });
    for (const title of ['a', 'b', 'c']) await edit(FIRST, { Title: title });
    await subscriber.received(2);
    assert.deepEqual(
      subscriber.events.map(({ payload }) => payload.Title),
      ['a', 'b'],
    );
    subscriber.request(5);
    assert.equal((await subscriber.received(3))[2]!.payload.Title, 'c');
  });

  it('goes on after a replay id, and after that of a sign of life', async () => {
    const subscriber = await listening();
    const [{ replayId } = { replayId: 0 }] = subscriber.events;
    while (subscriber.signsOfLife.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    await edit(FIRST, { Title: 'second' });
    const again = await subscribe({ from: replayId });
    assert.equal((await again.received(1))[0]!.payload.Title, 'second');
    const later = await subscribe({ from: subscriber.signsOfLife[0]! });
    assert.equal((await later.received(1))[0]!.payload.Title, 'second');
  });

  it('keeps events for 72 hours and refuses a replay id that is older, or was never given', async () => {
    const subscriber = await listening();
    const [{ replayId } = { replayId: 0 }] = subscriber.events;
    now += 73 * HOUR_MS;
    accessToken = await logIn();
    for (const from of [replayId, 4_711]) {
      const refused = await (await subscribe({ from })).refusal();
      assert.deepEqual(refused, { code: 3, errorCode: CORRUPTED });
    }
    const fromStart = await subscribe({ from: 'earliest' });
    await edit(FIRST, { Title: 'after' });
    assert.equal((await fromStart.received(1))[0]!.payload.Title, 'after');
  });

  it('refuses a token that is unknown, and cuts off one that has ended', async () => {
    const stranger = await subscribe({ accessToken: '00D!unknown' });
    assert.deepEqual(await stranger.refusal(), {
      code: 16,
      errorCode: 'sfdc.platform.eventbus.grpc.service.auth.error',
    });
    const subscriber = await listening();
    now += 3 * HOUR_MS;
    await logIn();
    await edit(FIRST, { Title: 'too late' });
    assert.equal((await subscriber.refusal()).code, 16);
  });

  it('tells gaps and overflows, repeats, reverses and loses on demand', async () => {
    const subscriber = await listening();
    await misbehave({ kind: 'gap' });
    await edit(FIRST, { Title: 'gap' });
    await misbehave({ kind: 'overflow' });
    await edit(FIRST, { Title: 'overflow' });
    await misbehave({ kind: 'repeat' });
    await edit(FIRST, { Title: 'twice' });
    await misbehave({ kind: 'reverse', events: 2 });
    for (const title of ['one', 'two']) await edit(FIRST, { Title: title });
    await misbehave({ kind: 'lose' });
    for (const title of ['lost', 'last']) await edit(FIRST, { Title: title });
    const told = (await subscriber.received(8)).map(({ payload }) => {
      const { changeType, recordIds } = payload.ChangeEventHeader;
      return changeType === 'UPDATE' ? payload.Title : [changeType, recordIds];
    });
    assert.deepEqual(told, [
      'first',
      ['GAP_UPDATE', [FIRST]],
      ['GAP_OVERFLOW', []],
      ...['twice', 'twice', 'two', 'one', 'last'],
    ]);
    await misbehave({ kind: 'break' });
    assert.equal((await subscriber.refusal()).code, 14);
  });

  it('has a topic for contacts, and none for what does not exist', async () => {
    const contacts = await subscribe({ topic: '/data/ContactChangeEvent' });
    const nothing = await subscribe({ topic: '/data/NothingChangeEvent' });
    assert.equal((await nothing.refusal()).code, 5);
    assert.deepEqual(contacts.events, []);
  });
});
