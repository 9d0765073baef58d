import assert from 'node:assert/strict';
import { createHubspotAdapter } from '../../src/connectors/hubspot/hubspot-adapter.ts';
import { HUBSPOT_SCOPES } from '../../src/connectors/hubspot/hubspot-api.ts';
import { describeCrmConnector } from './crm-connector.contract.ts';
import { type HubspotWorld, type HubspotWorldOptions, openHubspotWorld } from './hubspot-world.ts';

const PROPERTIES = '/crm/properties/2026-03/contacts';

describeCrmConnector('HubSpot', openHubspotWorld);

describe('HubSpot connector, beyond the contract', () => {
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

  describe('its access', () => {
    it('renews a token shortly before its end instead of failing with it', async () => {
      await open({ leadCount: 1, accessTokenSeconds: 59 });
      await world.connector.countLeads();
      assert.equal(world.session.renewals(), 1);
      assert.equal(world.connector.usage().calls, 1);
    });

    it('asks for a new consent when a code is not taken', async () => {
      await open({ leadCount: 1 });
      const grant = {
        kind: 'authorization_code',
        code: 'used',
        codeVerifier: 'v'.repeat(43),
        redirectUri: 'http://localhost:4400/callback',
      } as const;
      await assert.rejects(world.adapter.authorize(grant), { code: 'ERR_CRM_AUTH_EXPIRED' });
    });

    it('knows where a person opens a contact of the portal', async () => {
      await open({ leadCount: 1 });
      const url = world.adapter.recordUrl({ objectType: 'contact', objectId: '51' }, { externalId: '7' });
      assert.equal(new URL(url).pathname, '/contacts/7/record/0-1/51');
    });

    it('blames the configuration, not the portal, when HubSpot does not know the app', async () => {
      await open({ leadCount: 1 });
      const misconfigured = createHubspotAdapter({
        clientId: 'client-7',
        clientSecret: 'wrong',
        authorizeUrl: world.url,
        apiUrl: world.url,
        scopes: HUBSPOT_SCOPES,
      });
      await world.session.expire();
      const connector = misconfigured.open({ namespace: '' }, world.session);
      await assert.rejects(connector.countLeads(), {
        code: 'ERR_CONFIG_INVALID',
        message: /Check its client id and client secret/,
      });
    });

    for (const [says, { status, body, code }] of Object.entries({
      'a refresh token that is no more': {
        ...{ status: 400, code: 'ERR_CRM_AUTH_EXPIRED' },
        body: { error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN' },
      },
      'a portal that took its grant back': {
        ...{ status: 400, code: 'ERR_CRM_AUTH_EXPIRED' },
        body: { error: 'access_denied', status: 'BAD_HUB' },
      },
      'an app that it does not know': {
        ...{ status: 400, code: 'ERR_CONFIG_INVALID' },
        body: { error: 'invalid_client', status: 'BAD_CLIENT_ID' },
      },
      'a request that it did not understand': {
        ...{ status: 400, code: 'ERR_CRM_UNAVAILABLE' },
        body: { error: 'invalid_request' },
      },
      'nothing, as a proxy in between does': { status: 404, code: 'ERR_CRM_UNAVAILABLE', body: {} },
    }))
      it(`takes a refresh that is refused with ${says} for ${code}`, async () => {
        await open({ leadCount: 1 });
        await world.session.expire();
        await world.injectFault({ kind: 'answer', path: '/oauth/', status, body, times: 0 });
        await assert.rejects(world.connector.identify(), { code });
      });

    it('asks for a new consent when a scope is missing', async () => {
      await open({ leadCount: 1 });
      const body = { status: 'error', category: 'MISSING_SCOPES', message: 'Not granted.' };
      await world.injectFault({ kind: 'answer', status: 403, path: '/search', body });
      await assert.rejects(world.connector.countLeads(), {
        code: 'ERR_CRM_FORBIDDEN',
        message: /MISSING_SCOPES.*An admin of the portal must connect again/,
      });
    });
  });

  describe('its pace', () => {
    it('meets no limit when far more is asked at once than HubSpot allows', async () => {
      // HubSpot's own numbers on a clock ten times as fast.
      await open({
        leadCount: 1,
        limits: { burst: 110, intervalMs: 1000, searchesPerSecond: 50 },
        pace: { requestsPerSecond: 90, burst: 10, searchesPerSecond: 40, timeoutMs: 20_000 },
      });
      const { connector } = world;
      await Promise.all([
        ...Array.from({ length: 200 }, () => connector.identify()),
        ...Array.from({ length: 60 }, () => connector.countLeads()),
      ]);
      assert.deepEqual(connector.usage(), { calls: 260, limited: 0 });
    });

    it('gives a wait that is too long back to the caller', async () => {
      await open({ leadCount: 1 });
      await world.injectFault({
        kind: 'answer',
        status: 429,
        path: '/search',
        headers: { 'Retry-After': '3600' },
      });
      const calls = await callsOf(() =>
        assert.rejects(world.connector.countLeads(), {
          code: 'ERR_CRM_RATE_LIMITED',
          retryAfterMs: 3_600_000,
        }),
      );
      assert.equal(calls, 1);
    });

    it('sends nothing more while the day’s requests are used up', async () => {
      await open({ leadCount: 1 });
      const body = { status: 'error', errorType: 'RATE_LIMIT', policyName: 'DAILY' };
      await world.injectFault({ kind: 'answer', status: 429, path: '/account-info', body });
      const calls = await callsOf(async () => {
        for (let each = 0; each < 3; each += 1)
          await assert.rejects(world.connector.identify(), { code: 'ERR_CRM_RATE_LIMITED', retry: true });
      });
      assert.equal(calls, 1);
    });

    it('gives up after five attempts', async () => {
      await open({ leadCount: 1 });
      await world.injectFault({ kind: 'answer', status: 503, path: '/search', times: 0 });
      const calls = await callsOf(() =>
        assert.rejects(world.connector.countLeads(), { code: 'ERR_CRM_UNAVAILABLE', retry: true }),
      );
      assert.equal(calls, 5);
    });
  });

  describe('its set-up', () => {
    const property = { label: 'Mine', groupName: 'bank', type: 'string', fieldType: 'text' };

    it('names a property of another type as missing and leaves it alone', async () => {
      await open({ leadCount: 1 });
      await world.api('POST', PROPERTIES, { ...property, name: 'aix_score' });
      const { created, missing } = await world.connector.setUpScoreFields();
      assert.deepEqual(missing, ['aix_score']);
      assert.ok(!created.includes('aix_score') && created.includes('aix_band'));
      assert.equal((await world.api('GET', `${PROPERTIES}/aix_score`)).body.type, 'string');
    });

    it('names a choice without our options as missing', async () => {
      await open({ leadCount: 1 });
      const options = [{ label: 'Hot', value: 'Hot' }];
      const band = { ...property, name: 'aix_band', type: 'enumeration', fieldType: 'select', options };
      await world.api('POST', PROPERTIES, band);
      assert.deepEqual((await world.connector.setUpScoreFields()).missing, ['aix_band']);
    });

    it('succeeds for all who run it at once', async () => {
      await open({ leadCount: 1 });
      const runs = await Promise.all([1, 2, 3].map(() => world.connector.setUpScoreFields()));
      assert.deepEqual(
        runs.map(each => each.missing),
        [[], [], []],
      );
    });
  });
});
