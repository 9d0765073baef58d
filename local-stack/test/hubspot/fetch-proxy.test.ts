import assert from 'node:assert/strict';
import { Signature } from '@hubspot/api-client';
import { FETCH_PROXY_PATH } from '../../hubspot/extensions/fetch-proxy.ts';
import { APP_ORIGIN, type AppServer, removeAppProject, serveApp, writeAppProject } from './app-fixture.ts';
import { APP, PORTAL_ID, type ServedPortal, servePortal } from './portal-fixture.ts';

describe('the HubSpot stand-in’s proxy of hubspot.fetch', () => {
  let project: string;
  let server: AppServer;
  let portal: ServedPortal;

  beforeEach(async () => {
    project = writeAppProject();
    server = await serveApp();
    const appProject = { directory: project, origins: { [APP_ORIGIN]: server.url } };
    portal = await servePortal({ contactCount: 1 }, { appProject });
  });
  afterEach(async () => {
    await portal.close();
    await server.close();
    removeAppProject(project);
  });

  const logIn = async (email: string) => {
    const body = new URLSearchParams({ email, next: '//evil.example' });
    const response = await fetch(`${portal.url}/login`, { method: 'POST', body, redirect: 'manual' });
    return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', response };
  };
  const send = async (body: object, email = 'rep@bank.example') => {
    const { cookie } = await logIn(email);
    const response = await fetch(portal.url + FETCH_PROXY_PATH, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const get = (path: string, more: object = {}) =>
    send({ requestUri: APP_ORIGIN + path, method: 'GET', ...more });

  it('adds the portal and the user to the query and signs what it sends, so that HubSpot’s own check passes', async () => {
    server.answer = () => ({ status: 200, body: { hello: 'card' } });
    const { status, body } = await get('/card?view=full');
    assert.deepEqual([status, body.status, body.responseBody], [200, 'success', { hello: 'card' }]);
    const [request] = server.requests;
    const added = `userId=2&portalId=${PORTAL_ID}&userEmail=rep%40bank.example&appId=${APP.appId}`;
    assert.equal(request?.path, `/card?view=full&${added}`);
    const timestamp = Number(request?.headers['x-hubspot-request-timestamp']);
    const signed = { clientSecret: APP.clientSecret, requestBody: '', signature: '', timestamp };
    const url = server.url + request?.path;
    const v3 = Signature.getSignature('GET', 'v3', { ...signed, url: url.replace('%40', '@') });
    assert.equal(request?.headers['x-hubspot-signature-v3'], v3);
    assert.equal(
      request?.headers['x-hubspot-signature'],
      Signature.getSignature('GET', 'v2', { ...signed, url }),
    );
  });

  it('sends a body as JSON and the Authorization header, and no other', async () => {
    const requestBody = { points: 5 };
    const requestHeaders = { Authorization: 'Bearer x' };
    await get('/feedback', { method: 'POST', requestBody, requestHeaders });
    const [request] = server.requests;
    assert.deepEqual([request?.method, request?.body], ['POST', '{"points":5}']);
    assert.equal(request?.headers.authorization, 'Bearer x');
    for (const headers of [{ 'Idempotency-Key': '1' }, { ...requestHeaders, Accept: '*/*' }]) {
      const { status, body } = await get('/feedback', { requestHeaders: headers });
      assert.deepEqual([status, body.category], [400, 'VALIDATION_ERROR']);
    }
    assert.equal(server.requests.length, 1);
  });

  it('keeps a body from a GET', async () => {
    await get('/card', { requestBody: { points: 5 } });
    assert.equal(server.requests[0]?.body, '');
  });

  for (const status of [302, 404, 500]) {
    it(`hands on a ${status} as a bad gateway in a 200`, async () => {
      server.answer = () => ({ status, headers: { location: '/elsewhere' }, body: { title: 'No' } });
      const answer = await get('/card');
      assert.deepEqual(
        [answer.status, answer.body.status, answer.body.category],
        [200, 'error', 'BAD_GATEWAY'],
      );
      const { appServerStatusCode } = answer.body.context as Record<string, string[]>;
      assert.deepEqual([appServerStatusCode, answer.body.responseBody], [[String(status)], { title: 'No' }]);
      assert.equal(server.requests.length, 1);
    });
  }

  it('waits as long as the card asks, and no longer', async () => {
    server.answer = () => 'hang';
    const { status, body } = await get('/card', { requestTimeoutMillis: 50 });
    assert.deepEqual([status, body.category], [504, 'GATEWAY_TIMEOUT']);
  });

  it('refuses more than 1 MB in either direction', async () => {
    const requestBody = { text: 'x'.repeat(1024 * 1024) };
    assert.equal((await get('/card', { method: 'POST', requestBody })).status, 413);
    assert.equal(server.requests.length, 0);
    server.answer = () => ({ status: 200, body: requestBody });
    assert.equal((await get('/card')).status, 413);
  });

  it('lets 20 requests run at once and refuses the next', async () => {
    const waiting: (() => void)[] = [];
    const full = new Promise<void>(resolve => {
      server.answer = () =>
        new Promise(done => {
          waiting.push(() => done({ status: 200 }));
          if (waiting.length === 20) resolve();
        });
    });
    const running = Array.from({ length: 20 }, () => get('/card'));
    await full;
    assert.equal((await get('/card')).status, 429);
    for (const release of waiting) release();
    const answers = await Promise.all(running);
    assert.ok(answers.every(({ status }) => status === 200));
  });

  for (const [fault, requestUri] of [
    ['another origin', 'https://evil.example/card'],
    ['an origin that only begins alike', `${APP_ORIGIN}.evil.example/card`],
    ['no address', 'card'],
  ] as const) {
    it(`calls nobody for ${fault}`, async () => {
      assert.equal((await send({ requestUri, method: 'GET' })).status, 400);
      assert.equal(server.requests.length, 0);
    });
  }

  it('serves only users who are logged in, and logs in only users of the portal', async () => {
    const body = JSON.stringify({ requestUri: `${APP_ORIGIN}/card`, method: 'GET' });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${portal.accessToken}` };
    const response = await fetch(portal.url + FETCH_PROXY_PATH, { method: 'POST', headers, body });
    assert.equal(response.status, 401);
    const { cookie, response: refused } = await logIn('nobody@bank.example');
    assert.deepEqual([refused.status, cookie], [401, '']);
    const admin = await logIn('admin@bank.example');
    assert.equal(admin.response.headers.get('location'), '/');
  });

  it('lets the portal’s own pages read and write records with the user’s cookie, outside the app’s limits', async () => {
    const { cookie } = await logIn('rep@bank.example');
    const path = `${portal.url}/crm/objects/2026-03/contacts/51`;
    const headers = { cookie, 'content-type': 'application/json' };
    const body = JSON.stringify({ properties: { job: 'poet' } });
    const response = await fetch(path, { method: 'PATCH', headers, body });
    assert.deepEqual([response.status, response.headers.get('x-hubspot-ratelimit-max')], [200, null]);
    const read = await fetch(`${path}?propertiesWithHistory=job`, { headers });
    const { propertiesWithHistory } = (await read.json()) as {
      propertiesWithHistory: Record<string, object[]>;
    };
    const [version] = propertiesWithHistory.job as { sourceType: string; sourceId: string }[];
    assert.deepEqual([version?.sourceType, version?.sourceId], ['CRM_UI', 'userId:2']);
    assert.deepEqual(await (await fetch(`${path}/associations/companies`, { headers })).json(), {
      results: [],
    });
  });
});
