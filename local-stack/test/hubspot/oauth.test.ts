import assert from 'node:assert/strict';
import {
  APP,
  afterRestart,
  callApi,
  consent,
  installUrl,
  PORTAL_ID,
  postToken,
  REDIRECT_URI,
  type ServedPortal,
  servePortal,
  withPortal,
} from './portal-fixture.ts';

const DETAILS = '/account-info/2026-03/details';

describe('the HubSpot stand-in’s OAuth', () => {
  let portal: ServedPortal;
  let now: number;

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 22);
    portal = await servePortal({ contactCount: 1 }, { now: () => now });
  });
  afterEach(() => portal.close());

  const newCode = async () => (await consent(installUrl(portal.url))).searchParams.get('code') ?? '';
  const spend = (code: string, fields: Record<string, string> = {}) =>
    postToken(portal.url, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...fields });
  const refresh = (token: string) =>
    postToken(portal.url, { grant_type: 'refresh_token', refresh_token: token });

  describe('the consent page', () => {
    it('names the app and every scope', async () => {
      const html = await (await fetch(installUrl(portal.url))).text();
      for (const text of [APP.name, ...APP.requiredScopes]) assert.ok(html.includes(text), text);
    });

    it('returns the state with the code', async () => {
      const target = await consent(installUrl(portal.url, { state: 'a&b "c"' }));
      assert.equal(target.origin + target.pathname, REDIRECT_URI);
      assert.equal(target.searchParams.get('state'), 'a&b "c"');
    });

    for (const [fault, fields, words] of [
      ['an unknown client', { client_id: 'nobody' }, /client ID/],
      ['a redirect that is not registered', { redirect_uri: 'https://evil.example/' }, /redirect URL/],
      ['a scope less than the app’s', { scope: 'oauth' }, /mismatch between the scopes/],
      ['a scope more', { scope: `${APP.requiredScopes.join(' ')} tickets` }, /mismatch between the scopes/],
      ['an optional scope that the app lacks', { optional_scope: 'tickets' }, /mismatch between the scopes/],
    ] as const) {
      it(`refuses ${fault} and redirects nowhere`, async () => {
        const response = await fetch(installUrl(portal.url, fields), { redirect: 'manual' });
        assert.equal(response.status, 400);
        assert.match(await response.text(), words);
      });
    }
  });

  describe('the token endpoint', () => {
    it('turns a code into tokens for the portal', async () => {
      const { status, body } = await spend(await newCode());
      assert.equal(status, 200);
      assert.equal(body.expires_in, 1800);
      assert.equal(body.hub_id, PORTAL_ID);
      assert.deepEqual(body.scopes, APP.requiredScopes);
      assert.equal((await callApi(portal.url, String(body.access_token), 'GET', DETAILS)).status, 200);
    });

    it('takes a code once, for a minute, and only with its own redirect', async () => {
      const code = await newCode();
      await spend(code);
      assert.equal((await spend(code)).body.status, 'BAD_AUTH_CODE');
      assert.equal(
        (await spend(await newCode(), { redirect_uri: 'http://x' })).body.status,
        'BAD_REDIRECT_URI',
      );
      const late = await newCode();
      now += 61_000;
      assert.equal((await spend(late)).body.status, 'EXPIRED_AUTH_CODE');
    });

    it('refreshes with the same refresh token as often as asked', async () => {
      const first = await refresh(portal.refreshToken);
      const second = await refresh(portal.refreshToken);
      assert.equal(second.body.refresh_token, portal.refreshToken);
      assert.notEqual(first.body.access_token, second.body.access_token);
    });

    for (const [fault, fields, status, error] of [
      [
        'an unknown refresh token',
        { grant_type: 'refresh_token', refresh_token: 'x' },
        'BAD_REFRESH_TOKEN',
        'invalid_grant',
      ],
      [
        'a wrong secret',
        { grant_type: 'refresh_token', client_secret: 'x' },
        'BAD_CLIENT_SECRET',
        'invalid_client',
      ],
      [
        'an unknown client',
        { grant_type: 'refresh_token', client_id: 'x' },
        'BAD_CLIENT_ID',
        'invalid_client',
      ],
      ['another grant', { grant_type: 'password' }, 'BAD_GRANT_TYPE', 'unsupported_grant_type'],
    ] as const) {
      it(`refuses ${fault} with ${status}`, async () => {
        const answer = await postToken(portal.url, fields);
        assert.deepEqual([answer.status, answer.body.status, answer.body.error], [400, status, error]);
      });
    }

    it('does not see secrets in the address or in JSON', async () => {
      const fields = {
        client_id: APP.clientId,
        client_secret: APP.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: portal.refreshToken,
      };
      const address = `${portal.url}/oauth/2026-03/token`;
      const inQuery = await fetch(`${address}?${new URLSearchParams(fields)}`, { method: 'POST' });
      const inJson = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
      assert.deepEqual([inQuery.status, inJson.status], [400, 400]);
    });
  });

  describe('tokens', () => {
    it('expire after their time, in the platform’s words', async () => {
      now += 1_800_000;
      const { status, body } = await portal.call('GET', DETAILS);
      assert.deepEqual([status, body.category], [401, 'EXPIRED_AUTHENTICATION']);
    });

    it('are refused when nobody issued them', async () => {
      const { status, body } = await callApi(portal.url, 'x', 'GET', DETAILS);
      assert.deepEqual([status, body.category], [401, 'INVALID_AUTHENTICATION']);
    });

    it('say what they are on introspection', async () => {
      const active = await postToken(portal.url, { token: portal.accessToken }, '/introspect');
      assert.deepEqual([active.body.active, active.body.hub_id], [true, PORTAL_ID]);
      now += 1_800_000;
      const expired = await postToken(portal.url, { token: portal.accessToken }, '/introspect');
      assert.deepEqual(expired.body, { active: false });
    });

    it('live on when their refresh token is revoked, which makes no more of them', async () => {
      await postToken(
        portal.url,
        { token: portal.refreshToken, token_type_hint: 'refresh_token' },
        '/revoke',
      );
      assert.equal((await refresh(portal.refreshToken)).body.status, 'BAD_REFRESH_TOKEN');
      assert.equal((await portal.call('GET', DETAILS)).status, 200);
    });

    it('outlive a restart of the stand-in', async () => {
      await afterRestart(portal, { now: () => now }, async url => {
        assert.equal((await callApi(url, portal.accessToken, 'GET', DETAILS)).status, 200);
        const fields = { grant_type: 'refresh_token', refresh_token: portal.refreshToken };
        assert.equal((await postToken(url, fields)).status, 200);
      });
    });
  });

  it('gives only what was granted', async () => {
    const requiredScopes = ['oauth', 'crm.objects.contacts.read'];
    await withPortal({ contactCount: 1, app: { requiredScopes } }, async modest => {
      const contacts = '/crm/objects/2026-03/contacts';
      assert.equal((await modest.call('GET', contacts)).status, 200);
      const write = await modest.call('POST', `${contacts}/batch/update`, { inputs: [] });
      assert.deepEqual([write.status, write.body.category], [403, 'MISSING_SCOPES']);
      const create = await modest.call('POST', '/crm/properties/2026-03/contacts', {});
      assert.deepEqual([create.status, create.body.category], [403, 'MISSING_SCOPES']);
    });
  });
});
