import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { type SalesforceStandIn, startSalesforceStandIn } from '../../salesforce/index.ts';
import { assertionFor, createRestClient, JWT_BEARER, requestToken } from './rest-client.ts';
import { createTemporaryOrg, type TemporaryOrg } from './temporary-org.ts';

describe('the Salesforce stand-in’s tokens', () => {
  let org: TemporaryOrg;
  let standIn: SalesforceStandIn;
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    org = createTemporaryOrg({ leadCount: 3 });
    standIn = await startSalesforceStandIn({
      directory: org.directory,
      tokenLifetimeMs: 60_000,
      now: () => now,
    });
  });
  afterEach(async () => {
    await standIn.close();
    org.remove();
  });

  const grantBy = async (assertion: string) => requestToken(standIn, { grant_type: JWT_BEARER, assertion });
  const refused = async (assertion: string, error: string, description: string) => {
    const { status, body } = await grantBy(assertion);
    assert.equal(status, 400);
    assert.deepEqual(body, { error, error_description: description });
  };

  it('gives a token that begins with the org’s id, and no refresh token', async () => {
    const { status, body } = await grantBy(await assertionFor(org));
    const answer = body as Record<string, string>;
    assert.equal(status, 200);
    assert.ok(answer.access_token?.startsWith(`${org.organizationId.slice(0, 15)}!`));
    assert.equal(answer.instance_url, standIn.url);
    assert.match(answer.id ?? '', new RegExp(`/id/${org.organizationId}/005`));
    assert.ok(!('refresh_token' in answer));
  });

  it('takes its own address as audience, as a My Domain does', async () => {
    for (const aud of [standIn.url, `${standIn.url}/`])
      assert.equal((await grantBy(await assertionFor(org, { aud }))).status, 200);
  });

  it('refuses another audience, an unknown client, a user who is not pre-authorised', async () => {
    await refused(
      await assertionFor(org, { aud: 'https://example.com' }),
      'invalid_grant',
      'audience is invalid',
    );
    await refused(
      await assertionFor(org, { iss: 'other' }),
      'invalid_client_id',
      'client identifier invalid',
    );
    const stranger = await assertionFor(org, { sub: 'rep@bank.example' });
    await refused(stranger, 'invalid_grant', "user hasn't approved this consumer");
  });

  it('refuses an assertion that has expired, or expires more than five minutes ahead', async () => {
    const seconds = Math.floor(now / 1000);
    await refused(await assertionFor(org, { exp: seconds - 60 }), 'invalid_grant', 'assertion has expired');
    const far = await assertionFor(org, { exp: seconds + 301 });
    await refused(far, 'invalid_grant', 'assertion expiry is too far in the future');
    assert.equal((await grantBy(await assertionFor(org, { exp: seconds + 300 }))).status, 200);
  });

  it('takes an expiry in milliseconds, which the platform’s own command line sends', async () => {
    assert.equal((await grantBy(await assertionFor(org, { exp: now + 300 }))).status, 200);
  });

  it('refuses another key, another algorithm, no signature, and nonsense', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const claims = {
      iss: org.clientId,
      sub: org.username,
      aud: standIn.url,
      exp: Math.floor(now / 1000) + 60,
    };
    const sign = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT(claims).setProtectedHeader({ alg }).sign(key);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const rightKey = await importPKCS8(org.privateKey, 'RS512');
    for (const assertion of [
      await sign('RS512', rightKey),
      await sign('RS256', privateKey),
      await sign('HS256', new TextEncoder().encode('x'.repeat(32))),
      unsigned,
      'nonsense',
    ])
      await refused(assertion, 'invalid_grant', 'invalid assertion');
  });

  it('refuses grants that it does not know', async () => {
    const { body } = await requestToken(standIn, { grant_type: 'password' });
    assert.equal((body as { error: string }).error, 'unsupported_grant_type');
    const refresh = { grant_type: 'refresh_token', refresh_token: 'x', client_id: org.clientId };
    const expired = { error: 'invalid_grant', error_description: 'expired access/refresh token' };
    assert.deepEqual((await requestToken(standIn, refresh)).body, expired);
  });

  it('answers 401 in the array form once a token has expired', async () => {
    const client = await createRestClient(standIn, org);
    assert.equal((await client.send('GET', '/limits')).status, 200);
    now += 60_000;
    const { status, body } = await client.send('GET', '/limits');
    assert.equal(status, 401);
    assert.deepEqual(body, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
  });

  it('ends tokens and grants of an app that the admin blocks', async () => {
    const client = await createRestClient(standIn, org);
    standIn.blockApp(org.clientId);
    assert.equal((await client.send('GET', '/limits')).status, 401);
    await refused(await assertionFor(org), 'invalid_client', 'app is blocked by admin');
  });

  it('counts requests of the last 24 hours and refuses those over the limit', async () => {
    await standIn.close();
    standIn = await startSalesforceStandIn({
      directory: org.directory,
      dailyApiRequests: 2,
      tokenLifetimeMs: 1e9,
      now: () => now,
    });
    const client = await createRestClient(standIn, org);
    const first = await client.send('GET', '/limits');
    assert.equal(first.headers.get('sforce-limit-info'), 'api-usage=1/2');
    assert.deepEqual((first.body as Record<string, object>).DailyApiRequests, { Max: 2, Remaining: 1 });
    await client.send('GET', '/limits');
    const { status, body } = await client.send('GET', '/limits');
    assert.equal(status, 403);
    assert.deepEqual(body, [
      { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
    ]);
    now += 25 * 3_600_000;
    const { access_token } = (await grantBy(await assertionFor(org, { exp: now / 1000 + 60 }))).body as {
      access_token: string;
    };
    const headers = { authorization: `Bearer ${access_token}` };
    assert.equal((await client.send('GET', '/limits', undefined, headers)).status, 200);
  });

  it('lists its versions to everybody and takes double slashes', async () => {
    const answer = await fetch(`${standIn.url}//services/data`);
    const versions = (await answer.json()) as { version: string }[];
    assert.equal(versions.at(-1)?.version, '68.0');
    const client = await createRestClient(standIn, org);
    assert.equal((await client.send('GET', '/services/data/v99.0/limits')).status, 404);
    assert.equal((await client.send('GET', '//services/data/v50.0//sobjects/Lead')).status, 200);
  });
});
