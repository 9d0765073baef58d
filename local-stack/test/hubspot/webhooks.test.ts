import assert from 'node:assert/strict';
import { Signature } from '@hubspot/api-client';
import { APP_ORIGIN, type AppServer, removeAppProject, serveApp, writeAppProject } from './app-fixture.ts';
import { APP, OBJECT_SCOPES, PORTAL_ID, type ServedPortal, servePortal } from './portal-fixture.ts';

const CONTACTS = '/crm/objects/2026-03/contacts';
const HOUR_MS = 3_600_000;
/** For an app that answers, however busy the machine is; and for one that never will. */
const PATIENT_MS = 30_000;
const IMPATIENT_MS = 100;
const on = (action: string, more: object = {}) => ({
  ...{ subscriptionType: `object.${action}`, objectType: 'contact', active: true },
  ...more,
});
const SUBSCRIPTIONS = [
  ...['creation', 'deletion', 'merge', 'restore', 'associationChange'].map(action => on(action)),
  on('propertyChange', { propertyName: 'job' }),
  on('propertyChange', { propertyName: 'age', active: false }),
];

interface Notification {
  eventId: number;
  subscriptionType: string;
  objectId: number;
  attemptNumber: number;
  [field: string]: unknown;
}

describe('the HubSpot stand-in’s webhooks', () => {
  let project: string;
  let server: AppServer;
  let portal: ServedPortal;
  let now: number;

  const open = async (webhookTimeoutMs: number) => {
    now = Date.UTC(2026, 10, 22, 9, 30);
    const hubEvents = [{ subscriptionType: 'contact.privacyDeletion', active: true }];
    project = writeAppProject({ requiredScopes: OBJECT_SCOPES, subscriptions: SUBSCRIPTIONS, hubEvents });
    server = await serveApp();
    portal = await servePortal(
      { contactCount: 250, app: { requiredScopes: OBJECT_SCOPES }, products: ['sales-hub-professional'] },
      {
        appProject: { directory: project, origins: { [APP_ORIGIN]: server.url } },
        webhookTimeoutMs,
        now: () => now,
      },
    );
  };
  const close = async () => {
    await portal.close();
    await server.close();
    removeAppProject(project);
  };
  beforeEach(() => open(PATIENT_MS));
  afterEach(() => close());

  const deliver = async (): Promise<Notification[][]> => {
    await portal.standIn.webhooks?.deliverDue();
    return server.requests.map(({ body }) => JSON.parse(body) as Notification[]);
  };
  const write = (id: string, properties: object) => portal.call('PATCH', `${CONTACTS}/${id}`, { properties });

  it('tell an app of its own write, named as its source, signed so that HubSpot’s own check passes', async () => {
    await write('51', { job: 'poet', age: '40' });
    const [batch] = await deliver();
    assert.deepEqual(batch, [
      {
        ...{ eventId: 1, subscriptionId: 6, portalId: PORTAL_ID, appId: APP.appId, occurredAt: now },
        ...{ subscriptionType: 'object.propertyChange', objectId: 51, objectTypeId: '0-1' },
        ...{ changeSource: 'INTEGRATION', sourceId: String(APP.appId), attemptNumber: 0 },
        ...{ propertyName: 'job', propertyValue: 'poet', isSensitive: false },
      },
    ]);
    const [request] = server.requests;
    const options = {
      ...{ clientSecret: APP.clientSecret, requestBody: request?.body ?? '', signature: '' },
      ...{ url: `${server.url}/webhooks`, timestamp: now },
    };
    assert.equal(request?.headers['x-hubspot-signature-v3'], Signature.getSignature('POST', 'v3', options));
    assert.equal(request?.headers['x-hubspot-signature'], Signature.getSignature('POST', 'v1', options));
  });

  it('tell of nothing that changed nothing, and of no property that nobody subscribed to', async () => {
    await write('51', { job: 'engineer', age: '40' });
    assert.deepEqual(await deliver(), []);
  });

  it('tell of creation, association, merge, deletion and privacy deletion', async () => {
    const made = await portal.call('POST', CONTACTS, { properties: { lastname: 'New' } });
    const company = await portal.call('POST', '/crm/objects/2026-03/companies', {
      properties: { name: 'Engines' },
      associations: [
        {
          to: { id: made.body.id },
          types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 2 }],
        },
      ],
    });
    const merge = { primaryObjectId: '51', objectIdToMerge: '101' };
    const merged = await portal.call('POST', `${CONTACTS}/merge`, merge);
    await portal.call('DELETE', `${CONTACTS}/151`);
    await portal.call('POST', `${CONTACTS}/gdpr-delete`, { objectId: '201' });
    const told = (await deliver()).flat();
    assert.deepEqual(
      told.map(({ subscriptionType, objectId }) => [subscriptionType, objectId]),
      [
        ['object.creation', Number(made.body.id)],
        ['object.associationChange', Number(made.body.id)],
        ['object.merge', Number(merged.body.id)],
        ['object.deletion', 151],
        ['contact.privacyDeletion', 201],
        ['object.deletion', 201],
      ],
    );
    const { associationType, associationTypeId, toObjectId, associationRemoved } = told[1]!;
    assert.deepEqual(
      [associationType, associationTypeId, toObjectId, associationRemoved],
      ['CONTACT_TO_COMPANY', 1, Number(company.body.id), false],
    );
    const { primaryObjectId, mergedObjectIds, newObjectId } = told[2]!;
    assert.deepEqual([primaryObjectId, mergedObjectIds, newObjectId], [51, [101], Number(merged.body.id)]);
  });

  it('come in batches of at most 100', async () => {
    const inputs = (from: number) =>
      Array.from({ length: 100 }, (_, ordinal) => ({
        id: String(51 + (from + ordinal) * 50),
        properties: { job: 'poet' },
      }));
    server.answer = () => ({ status: 200 });
    await Promise.all(
      [0, 100].map(from => portal.call('POST', `${CONTACTS}/batch/update`, { inputs: inputs(from) })),
    );
    await portal.call('DELETE', `${CONTACTS}/51`);
    const batches = await deliver();
    assert.equal(batches.flat().length, 201);
    assert.ok(batches.every(batch => batch.length <= 100));
  });

  for (const [fault, answer] of [
    ['a server’s error', { status: 500 }],
    ['a client’s error', { status: 404 }],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }],
    ['no answer in time', 'hang'],
  ] as const) {
    it(`are tried again ten times within 24 hours after ${fault}, and then never`, async () => {
      if (answer === 'hang') {
        await close();
        await open(IMPATIENT_MS);
      }
      const beganAt = now;
      server.answer = () => answer;
      await write('51', { job: 'poet' });
      await deliver();
      while (now < beganAt + 24 * HOUR_MS) {
        now += HOUR_MS / 12;
        await deliver();
      }
      const attempts = (await deliver()).map(([event]) => event?.attemptNumber);
      assert.deepEqual(attempts, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      now += 240 * HOUR_MS;
      assert.equal((await deliver()).length, 11);
    });
  }

  it('are not tried again once they were taken', async () => {
    let isDown = true;
    server.answer = () => ({ status: isDown ? 503 : 204, body: '' });
    await write('51', { job: 'poet' });
    await deliver();
    isDown = false;
    now += HOUR_MS;
    await deliver();
    now += 24 * HOUR_MS;
    assert.equal((await deliver()).length, 2);
    const sent = portal.standIn.webhooks?.sent.map(({ status, eventIds }) => [status, eventIds]);
    assert.deepEqual(sent, [
      [503, [1]],
      [204, [1]],
    ]);
  });

  it('come twice and in disorder where that is asked for', async () => {
    const asked = { method: 'PUT', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ duplicates: true, disorder: true });
    assert.equal((await fetch(`${portal.url}/__webhooks`, { ...asked, body })).status, 204);
    const inputs = ['51', '101', '151'].map(id => ({ id, properties: { job: 'poet' } }));
    await portal.call('POST', `${CONTACTS}/batch/update`, { inputs });
    const batches = await deliver();
    const ids = batches.map(batch => batch.map(({ objectId }) => objectId));
    assert.deepEqual(ids, [
      [151, 101, 51],
      [151, 101, 51],
    ]);
  });

  it('run ten requests at once at most', async () => {
    let running = 0;
    let most = 0;
    server.answer = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(resolve => setImmediate(resolve));
      running -= 1;
      return { status: 500 };
    };
    for (let id = 51; id < 51 + 20 * 50; id += 50) {
      await write(String(id), { job: 'poet' });
      await deliver();
    }
    now += HOUR_MS;
    await deliver();
    assert.ok(most <= 10 && most > 1, String(most));
  });

  it('end with the uninstall', async () => {
    await portal.call('DELETE', '/appinstalls/2026-03/external-install');
    const body = new URLSearchParams({ email: 'rep@bank.example' });
    const login = await fetch(`${portal.url}/login`, { method: 'POST', body, redirect: 'manual' });
    const headers = {
      cookie: login.headers.get('set-cookie')?.split(';')[0] ?? '',
      'content-type': 'application/json',
    };
    const change = { method: 'PATCH', headers, body: JSON.stringify({ properties: { job: 'poet' } }) };
    assert.equal((await fetch(`${portal.url}${CONTACTS}/51`, change)).status, 200);
    assert.deepEqual(await deliver(), []);
  });
});
