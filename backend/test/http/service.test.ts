import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import { createHttpApp } from '../../src/http/app.ts';
import { startService } from '../../src/main.ts';
import { createLoginCodes } from '../../src/security/login-codes.ts';
import { createMailLinks } from '../../src/security/mail-links.ts';
import { createSessions } from '../../src/security/sessions.ts';
import { createEmptyDatabase, DATABASE_KIND } from '../support/test-database.ts';
import { describedFetch } from './described-fetch.ts';
import { HOSTILE_NAME, type ServedTenants, serveTenants } from './service-fixture.ts';

describe(`the service on ${DATABASE_KIND}`, () => {
  let served: ServedTenants;
  before(async () => {
    served = await serveTenants();
  });
  after(() => served.close());

  /** The page at `/` for a browser that has opened the session's address. */
  async function openHome(): Promise<string> {
    const { search } = new URL(served.service.sessionUrl(served.tenantId));
    const opened = await served.call(`/${search}`, { headers: {} });
    assert.deepEqual([opened.status, opened.headers.get('location')], [302, '/']);
    const [cookie = ''] = opened.headers.getSetCookie();
    assert.match(cookie, /; HttpOnly; SameSite=Lax/);
    return (await served.call('/', { headers: { cookie: cookie.split(';')[0]! } })).text();
  }

  it('says that it lives and that it is ready', async () => {
    for (const [path, status] of [
      ['/healthz', 'ok'],
      ['/readyz', 'ready'],
    ] as const) {
      const response = await served.call(path, { headers: {} });
      assert.deepEqual([response.status, await response.json()], [200, { status }]);
    }
  });

  it('measures requests by route, without naming anyone', async () => {
    await served.call(`/v1/connections/${served.connectionId}/records/Lead/scored/card`);
    const metrics = await (await served.call('/metrics', { headers: {} })).text();
    assert.match(metrics, /aix_http_request_seconds_count\{[^}]*route="[^"]*:objectId\/card"[^}]*\} 1/);
    for (const secret of [served.connectionId, served.tenantId, 'acme']) assert.ok(!metrics.includes(secret));
  });

  it('describes itself in OpenAPI', async () => {
    const response = await served.call('/openapi.json', { headers: {} });
    const description = (await response.json()) as { openapi: string; paths: object };
    assert.equal(description.openapi, '3.1.0');
    for (const path of ['/v1/leads', '/v1/connections/{connectionId}/mappings'])
      assert.ok(path in description.paths, path);
  });

  it('opens a session for the printed address, and shows the tenant its leads', async () => {
    const page = await openHome();
    for (const words of ['Example Savings Bank', '603 leads', 'Model v1', '/card?locale=de'])
      assert.ok(page.includes(words), words);
  });

  it('shows what a CRM says as text, never as markup', async () => {
    const page = await openHome();
    assert.ok(!page.includes('<script>'));
    assert.ok(!page.includes(HOSTILE_NAME));
    assert.ok(page.includes('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;'));
  });

  it('says how to get a session to whoever has none, and shows nothing', async () => {
    for (const cookie of ['', 'aix_session=forged', 'aix_session']) {
      const response = await served.call('/', { headers: { cookie } });
      const page = await response.text();
      assert.equal(response.status, 200);
      assert.match(page, /npm start/);
      assert.ok(!page.includes('Example Savings Bank'));
    }
  });

  it('refuses a login code that it did not print', async () => {
    const response = await served.call('/?code=guessed', { headers: {} });
    assert.equal(response.status, 401);
    assert.deepEqual(response.headers.getSetCookie(), []);
  });

  describe('when something unexpected happens', () => {
    it('answers 500 without details, and logs neither personal data nor token', async () => {
      const lines = new PassThrough();
      const token = await served.service.sessionToken(served.tenantId);
      const error = Object.assign(new Error('duplicate key: ada@acme.example'), {
        code: '23505',
        detail: 'Key (email)=(ada@acme.example) exists',
        parameters: ['Ada Byron', token],
      });
      const response = await callBroken(served, error, pino(lines), token);
      lines.end();
      const log = await text(lines);
      assert.equal(response.status, 500);
      assert.deepEqual(await response.json(), {
        type: 'about:blank',
        status: 500,
        code: 'ERR_INTERNAL',
        detail: 'Something went wrong here; it has been logged',
      });
      assert.match(log, /"code":"23505".*unexpected error/);
      assert.match(log, /service\.test\.ts/, 'the log says where');
      for (const secret of ['ada@acme', 'Ada Byron', token, 'scored'])
        assert.ok(!log.includes(secret), secret);
    });
  });

  it('slows down whoever guesses, with a problem like any other', async () => {
    let response: Response;
    do response = await served.call('/v1/tenant', { headers: { authorization: 'Bearer guess' } });
    while (response.status === 401);
    assert.equal(response.status, 429);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(((await response.json()) as { code: string }).code, 'ERR_TOO_MANY_REQUESTS');
    assert.ok(response.headers.has('retry-after'));
    assert.equal((await served.call('/healthz', { headers: {} })).status, 200);
  });

  it('is not ready, but lives, when the database is gone', async () => {
    const empty = await createEmptyDatabase();
    const overrides = { ...empty.settings, encryptionKey: randomBytes(32), port: 0 };
    const service = await startService(loadConfig({}, overrides));
    await service.context.database.close();
    const ready = await fetch(`${service.url}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [503, { status: 'the database does not answer' }]);
    assert.equal((await fetch(`${service.url}/healthz`)).status, 200);
    await assert.rejects(service.close(), 'it has no database left to close');
    await empty.remove();
  });
});

/** Asks for a card of a service whose database throws `error` at everything. */
async function callBroken(
  { service, connectionId }: ServedTenants,
  error: Error,
  log: pino.Logger,
  token: string,
): Promise<Response> {
  const database = { ...service.context.database, withTenant: () => Promise.reject(error) };
  const sessions = {
    ...createSessions(randomBytes(32)),
    verify: async () => ({ tenantId: 'a tenant', person: 'admin', role: 'admin' as const }),
  };
  const app = createHttpApp({
    context: { ...service.context, database },
    collector: { add: async () => ({ events: [], identifications: [], asides: [], own: 0 }) },
    sessions,
    loginCodes: createLoginCodes(),
    mailLinks: createMailLinks(randomBytes(32)),
    log,
    publicUrl: 'http://127.0.0.1',
    hubspotSecrets: [],
    recordPages: {},
    morePages: [],
    proxies: 0,
    version: '0',
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const path = `/v1/connections/${connectionId}/records/Lead/scored/card`;
  const response = await describedFetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  server.close();
  return response;
}
