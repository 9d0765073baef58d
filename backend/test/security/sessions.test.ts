import assert from 'node:assert/strict';
import { hkdfSync, randomBytes } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { createSessions } from '../../src/security/sessions.ts';

const KEY = randomBytes(32);
const sessions = createSessions(KEY);
const TENANT = 'a tenant';
const UNKNOWN = { name: 'AccessError', code: 'ERR_UNAUTHENTICATED' };
const NOT_BEGUN = { name: 'AccessError', code: 'ERR_FORBIDDEN' };
const HOUR = 3_600;

/** A token as the installation itself would sign it, with any content. */
function sign(payload: JWTPayload, alg = 'HS256'): Promise<string> {
  const key = new Uint8Array(hkdfSync('sha256', KEY, '', 'aix sessions', 32));
  return new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const session = (overrides: JWTPayload = {}): JWTPayload => ({
  sub: TENANT,
  aud: 'aix-session',
  exp: inSeconds(HOUR),
  ...overrides,
});

const CONSENT = { crm: 'hubspot', codeVerifier: 'v'.repeat(43), namespace: '' };

describe('createSessions', () => {
  it('knows the tenant of a session that it issued', async () => {
    const { tenantId, role } = await sessions.verify(await sessions.issue(TENANT));
    assert.deepEqual([tenantId, role], [TENANT, 'admin']);
  });

  it('accepts the crafted token on which the refusals below are variations', async () => {
    assert.equal((await sessions.verify(await sign(session()))).tenantId, TENANT);
  });

  it('knows who works in a session, and grants nothing that the token does not say', async () => {
    const who = { person: 'Ada', role: 'rep' } as const;
    assert.deepEqual(await sessions.verify(await sessions.issue(TENANT, who)), { tenantId: TENANT, ...who });
    for (const claims of [{}, { role: 'owner', person: 7 }]) {
      const { person, role } = await sessions.verify(await sign(session(claims)));
      assert.deepEqual([person, role], ['unknown', 'rep']);
    }
  });

  it('issues passes that hold two minutes and are no sessions, nor sessions passes', async () => {
    let now = Date.now();
    const watched = createSessions(KEY, () => now);
    const pass = await watched.issuePass(TENANT, { person: 'Ada', role: 'admin' });
    const { tenantId, person, role } = await watched.verifyPass(pass);
    assert.deepEqual([tenantId, person, role], [TENANT, 'Ada', 'admin']);
    await assert.rejects(watched.verify(pass), UNKNOWN);
    await assert.rejects(watched.verifyPass(await watched.issue(TENANT)), UNKNOWN);
    now += 121_000;
    await assert.rejects(watched.verifyPass(pass), UNKNOWN);
  });

  it('refuses a session that ends while it is remembered, and one altered that is remembered', async () => {
    let now = Date.now();
    const watched = createSessions(KEY, () => now);
    const token = await sign(session({ exp: inSeconds(2) }));
    assert.equal((await watched.verify(token)).tenantId, TENANT);
    await assert.rejects(watched.verify(`${token.slice(0, -4)}AAAA`), UNKNOWN);
    now += 3_000;
    await assert.rejects(watched.verify(token), UNKNOWN);
  });

  const refused: [string, () => Promise<string>][] = [
    ['is no token', async () => 'not a token'],
    ['is empty', async () => ''],
    ['has ended', () => sign(session({ exp: inSeconds(-1) }))],
    ['never ends', () => sign({ sub: TENANT, aud: 'aix-session' })],
    ['names no tenant', () => sign({ aud: 'aix-session', exp: inSeconds(HOUR) })],
    ['was issued for something else', () => sign(session({ aud: 'another product' }))],
    ['is the state of a consent', () => sessions.issueConsent(TENANT, CONSENT)],
    ['is not valid yet', () => sign(session({ nbf: inSeconds(HOUR) }))],
    ['uses another algorithm', () => sign(session(), 'HS512')],
    ['comes from another installation', () => createSessions(randomBytes(32)).issue(TENANT)],
  ];
  for (const [fault, make] of refused)
    it(`refuses a session that ${fault}`, async () => {
      await assert.rejects(sessions.verify(await make()), UNKNOWN);
    });

  it('refuses a session for another tenant than it was signed for', async () => {
    const [header, , signature] = (await sessions.issue(TENANT)).split('.');
    const payload = Buffer.from(JSON.stringify(session({ sub: 'another tenant' }))).toString('base64url');
    await assert.rejects(sessions.verify([header, payload, signature].join('.')), UNKNOWN);
  });

  it('refuses a token without a signature', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    await assert.rejects(sessions.verify(`${part({ alg: 'none' })}.${part(session())}.`), UNKNOWN);
  });

  it('takes back the state of a consent that the tenant began', async () => {
    const state = await sessions.issueConsent(TENANT, CONSENT);
    const { codeVerifier } = await sessions.verifyConsent(state, TENANT, 'hubspot');
    assert.equal(codeVerifier, CONSENT.codeVerifier);
    await assert.rejects(sessions.verifyConsent(state, TENANT, 'salesforce'), NOT_BEGUN);
  });

  it('shows nobody what a state holds', async () => {
    const state = await sessions.issueConsent(TENANT, CONSENT);
    for (const part of state.split('.'))
      assert.ok(!Buffer.from(part, 'base64url').toString().includes(CONSENT.codeVerifier));
  });

  it('refuses the state of a consent that another tenant began', async () => {
    const state = await sessions.issueConsent('another tenant', CONSENT);
    await assert.rejects(sessions.verifyConsent(state, TENANT, 'hubspot'), NOT_BEGUN);
  });

  it('refuses a state that is too old, altered, or a session', async () => {
    const old = await sign({ sub: TENANT, aud: 'aix-consent', exp: inSeconds(-1) });
    const altered = `${await sessions.issueConsent(TENANT, CONSENT)}x`;
    for (const state of [old, altered, await sessions.issue(TENANT)])
      await assert.rejects(sessions.verifyConsent(state, TENANT, 'hubspot'), NOT_BEGUN);
  });

  it('shows nothing of a refused token in the message', async () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.secret.secret';
    await assert.rejects(sessions.verify(token), error => !(error as Error).message.includes('secret'));
  });
});
