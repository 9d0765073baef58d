import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { orgCertificate, replaceOrgCertificate } from '../../../../local-stack/salesforce/index.ts';
import { findConnection } from '../../../src/use-cases/access/find-connection.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { REP, type ServedOrg, serveOrg } from './org-fixture.ts';

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const HOUR = 3_600;

describe(`calls that an org signs, on ${DATABASE_KIND}`, () => {
  let served: ServedOrg;
  let connectionId: string;
  let card: string;

  before(async () => {
    served = await serveOrg();
    connectionId = await served.connect();
    card = `/v1/connections/${connectionId}/records/Lead/00Q/card`;
  });
  after(() => served.close());
  const register = async () => {
    const { certificate } = await orgCertificate(served.org.directory);
    served.enter({ Connection_Id__c: connectionId, Signing_Certificate__c: certificate });
    await served.post(`/v1/connections/${connectionId}/check`);
  };
  beforeEach(register);

  const statusOf = async (token: string, path = card) => (await served.call(path, { token })).status;
  const refusals = async () => {
    const text = await (await fetch(`${served.service.url}/metrics`)).text();
    const counts = [...text.matchAll(/aix_org_calls_refused_total\{reason="(\w+)"\} (\d+)/g)];
    return new Map(counts.map(([, reason, count]) => [reason, Number(count)]));
  };

  it('opens what the connection shows to its reps, and names the user', async () => {
    assert.equal(await statusOf(await served.sign()), 200);
  });

  it('takes the 15-character ids that formulas give for the same org and person', async () => {
    const short = { iss: served.org.organizationId.slice(0, 15), sub: REP.slice(0, 15) };
    assert.equal(await statusOf(await served.sign(short)), 200);
  });

  it('tells admins from reps by the role that the org vouches for, not by what else is said', async () => {
    const status = `/v1/connections/${connectionId}/status`;
    assert.equal(await statusOf(await served.sign({ role: 'admin' }), status), 403);
    assert.equal(await statusOf(await served.sign({ aix_role: 'admin' }), status), 200);
  });

  const stranger = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const forged: [what: string, reason: string, make: () => Promise<string>][] = [
    ['signed by another key', 'signature', () => served.sign({}, stranger.privateKey)],
    ['of an org that is not connected', 'unknown_org', () => served.sign({ iss: '00D000000000999AAA' })],
    ['that names no org', 'malformed', () => served.sign({ iss: 'https://login.salesforce.com' })],
    ['that has expired', 'expired', () => served.sign({ exp: inSeconds(-31) })],
    ['that is good for over five minutes', 'claims', () => served.sign({ exp: inSeconds(HOUR) })],
    ['that never ends', 'claims', () => served.sign({ exp: undefined } as unknown as JWTPayload)],
    ['that is not valid yet', 'claims', () => served.sign({ nbf: inSeconds(HOUR) })],
    ['for somebody else', 'audience', () => served.sign({ aud: 'https://other.example' })],
    ['for nobody', 'audience', () => served.sign({ aud: undefined } as unknown as JWTPayload)],
    ['that names no user', 'claims', () => served.sign({ sub: 'admin' })],
    ['without a role', 'claims', () => served.sign({ aix_role: undefined })],
    ['with a role that there is not', 'claims', () => served.sign({ aix_role: 'owner' })],
    ['without a signature', 'malformed', async () => unsigned(served.org.organizationId)],
    ['signed with the certificate as a secret', 'unknown', () => signedByCertificate(served)],
  ];
  for (const [what, reason, make] of forged)
    it(`refuses a token ${what} with 401, and counts it`, async () => {
      const before = (await refusals()).get(reason) ?? 0;
      const token = await make();
      const response = await served.call(card, { token });
      assert.equal(response.status, 401);
      const answer = await response.text();
      assert.ok(!answer.includes(token.slice(0, 20)), 'the token is not repeated');
      if (reason !== 'unknown') assert.equal((await refusals()).get(reason), before + 1);
    });

  it('says the same to whoever is refused, whatever the reason', async () => {
    const tokens = [
      await served.sign({}, stranger.privateKey),
      await served.sign({ iss: '00D000000000999AAA' }),
    ];
    const answers = await Promise.all(tokens.map(async token => (await served.call(card, { token })).text()));
    assert.equal(answers[0], answers[1]);
  });

  it('does not shut out an address from which a hundred such calls came', async () => {
    const token = await served.sign({}, stranger.privateKey);
    for (let at = 0; at < 101; at += 1) assert.equal(await statusOf(token), 401);
    assert.equal(await statusOf(await served.sign()), 200);
  });

  it('keeps an org to its own connection, in the address, the query and the body', async () => {
    const other = randomUUID();
    const token = await served.sign({ aix_role: 'admin' });
    assert.equal(await statusOf(token, card.replace(connectionId, other)), 403);
    assert.equal(await statusOf(token, `/v1/leads?orgId=00D000000000999AAA`), 403);
    for (const body of [{ connectionId: other }, { organizationId: '00D000000000999AAA' }]) {
      const init = { method: 'POST', body: JSON.stringify(body), token };
      assert.equal((await served.call('/v1/outbox/retry', init)).status, 403);
    }
    const own = { method: 'POST', body: JSON.stringify({ connectionId }), token };
    assert.equal((await served.call('/v1/outbox/retry', own)).status, 200);
  });

  it('does not let an org connect others', async () => {
    const token = await served.sign({ aix_role: 'admin' });
    assert.equal(await statusOf(token, '/v1/connections/salesforce/consent'), 403);
    const body = JSON.stringify({ username: 'integration@other.example' });
    const response = await served.call('/v1/connections/salesforce', { method: 'POST', body, token });
    assert.equal(response.status, 403);
  });

  it('goes on to take sessions of ours', async () => {
    assert.equal((await served.call(card)).status, 200);
    assert.equal(await statusOf('nonsense'), 401);
  });

  describe('that change something', () => {
    let override: string;
    const said = () => ({
      band: 'Low',
      reason: 'Left the company',
      endsAt: new Date(Date.now() + HOUR * 1_000).toISOString(),
    });
    const send = async (body: object, key?: string, claims: JWTPayload = {}) =>
      served.call(override, {
        method: 'POST',
        body: JSON.stringify(body),
        token: await served.sign(claims),
        headers: key === undefined ? {} : { 'idempotency-key': key },
      });
    before(async () => {
      const { context } = served.service;
      await importLeads(
        context,
        served.tenantId,
        await findConnection(context, served.tenantId, connectionId),
      );
      const [row] = await context.database.query<{ object_id: string; lead_id: string }>(
        'select object_id, lead_id from crm_records limit 1',
      );
      override = `/v1/connections/${connectionId}/records/Lead/${row!.object_id}/override`;
    });

    it('need a key, so that a repeated call changes nothing more', async () => {
      const response = await send(said());
      assert.equal(response.status, 400);
      assert.match(await response.text(), /Idempotency-Key/);
    });

    it('name the user of the token, whatever the body says', async () => {
      const response = await send({ ...said(), person: 'somebody else' }, randomUUID());
      assert.equal(((await response.json()) as { setBy: string }).setBy, REP);
    });

    it('are done once for a key, and answer the same each time', async () => {
      const [body, key] = [said(), randomUUID()];
      const [first, second] = [await send(body, key), await send(body, key)];
      const answer = (await first.json()) as { leadId: string; overrideId: string };
      assert.deepEqual(await second.json(), answer);
      const list = await (await served.call(`/v1/leads/${answer.leadId}/overrides`)).json();
      const same = (list as { overrideId: string }[]).filter(each => each.overrideId === answer.overrideId);
      assert.equal(same.length, 1);
    });

    it('are refused when a key comes with another body, or from another person', async () => {
      const [body, key] = [said(), randomUUID()];
      assert.equal((await send(body, key)).status, 200);
      assert.equal((await send({ ...body, reason: 'Something else' }, key)).status, 422);
      assert.equal((await send(body, key, { sub: '005000000000999AAA' })).status, 422);
    });

    it('may be tried again with the same key after they failed', async () => {
      const [body, key] = [said(), randomUUID()];
      assert.equal((await send({ ...body, band: 'none' }, key)).status, 400);
      assert.equal((await send(body, key)).status, 200);
    });
  });

  describe('with another certificate', () => {
    it('are taken with both for a day once the org has replaced it, then with the new one only', async () => {
      const former = await served.sign();
      await replaceOrgCertificate(served.org.directory);
      assert.equal(await statusOf(await served.sign()), 401, 'not registered yet');
      await register();
      assert.equal(await statusOf(await served.sign()), 200);
      assert.equal(await statusOf(former), 200);
      const { database } = served.service.context;
      await database.query(
        `update connection_keys set ends_at = ends_at - interval '24 hours' where ends_at is not null`,
      );
      assert.equal(await statusOf(former), 401);
      assert.equal(await statusOf(await served.sign()), 200);
    });

    it('are never taken with one that has ended', async () => {
      const { database } = served.service.context;
      await database.query(`update connection_keys set valid_until = now() - interval '1 second'`);
      assert.equal(await statusOf(await served.sign()), 401);
      await database.query('delete from connection_keys');
    });
  });
});

function unsigned(orgId: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: orgId, sub: REP, exp: inSeconds(60), aix_role: 'admin' };
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}

/** The confusion of algorithms: what is public taken for the secret of an HMAC. */
async function signedByCertificate({ org, service }: ServedOrg): Promise<string> {
  const { certificate } = await orgCertificate(org.directory);
  return new SignJWT({ iss: org.organizationId, sub: REP, aud: service.url, aix_role: 'admin' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1m')
    .sign(new TextEncoder().encode(certificate));
}
