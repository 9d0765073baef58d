import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { orgCertificate } from '../../../../local-stack/salesforce/index.ts';
import { saveConnection } from '../../../src/store/connections.ts';
import { saveTenant } from '../../../src/store/tenants.ts';
import { issueLinkCode } from '../../../src/use-cases/linking/issue-link-code.ts';
import { makeTenant } from '../../support/make.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { type ServedOrg, serveOrg } from './org-fixture.ts';

interface Code {
  code: string;
  expiresAt: string;
}

describe(`linking over the API, on ${DATABASE_KIND}`, () => {
  let served: ServedOrg;
  let org: string;
  const portalTenant = randomUUID();
  const portal = randomUUID();

  beforeEach(async () => {
    served = await serveOrg();
    org = await served.connect();
    const { certificate } = await orgCertificate(served.org.directory);
    served.enter({ Connection_Id__c: org, Signing_Certificate__c: certificate });
    await served.post(`/v1/connections/${org}/check`);
    const { database, envelope, now } = served.service.context;
    await saveTenant(database, makeTenant(portalTenant));
    await database.withTenant(portalTenant, sql =>
      saveConnection(sql, envelope, {
        ...{ connectionId: portal, crm: 'hubspot', externalId: '42', name: 'Portal', mappings: [] },
        ...{ settings: { namespace: '' }, tokens: { accessToken: 'token', expiresAt: 0 } },
        ...{ connectedAs: 'Ann', at: now() },
      }),
    );
  });
  afterEach(() => served.close());

  const showCode = async () =>
    served.post<Code>(
      `/v1/connections/${portal}/link-codes`,
      {},
      await served.service.sessionToken(portalTenant),
    );
  /** As the org's setup assistant asks. */
  const redeem = async (
    code: string,
    { confirm = true, claims = { aix_role: 'admin' } as JWTPayload } = {},
  ) => {
    const answer = await served.call(`/v1/connections/${org}/link`, {
      method: 'POST',
      body: JSON.stringify({ code, confirm }),
      token: await served.sign(claims),
      headers: { 'idempotency-key': randomUUID() },
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('shows a code that is easy to read out, and holds ten minutes', async () => {
    const { code, expiresAt } = await showCode();
    assert.match(code, /^[ACDEFGHJKMNPQRTWXY34679]{4}(-[ACDEFGHJKMNPQRTWXY34679]{4}){2}$/);
    const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
    assert.ok(minutes > 9 && minutes <= 10, `${minutes}`);
    const [kept] = await served.service.context.database.query<{ text: string }>(
      'select l::text as text from link_codes l',
    );
    assert.ok(!kept!.text.includes(code) && !kept!.text.includes(code.replaceAll('-', '')));
  });

  it('joins the org, whose signed calls and repeated wishes go on', async () => {
    const { code } = await showCode();
    assert.deepEqual((await redeem(code, { confirm: false })).body.linked, false);
    assert.deepEqual((await redeem(code.toLowerCase().replaceAll('-', ' '))).body.linked, true);
    assert.deepEqual((await redeem(code)).body.linked, true, 'asking again');
    const token = await served.sign({ aix_role: 'admin' });
    const status = await served.call(`/v1/connections/${org}/status`, { token });
    const { linked, signingKeys } = (await status.json()) as Record<string, { name: string }[]>;
    assert.deepEqual(
      linked!.map(({ name }) => name),
      ['Portal'],
    );
    assert.equal(signingKeys!.length, 1);
    const log = (await (await served.call('/v1/setup-log', { token })).json()) as { action: string }[];
    assert.deepEqual(
      log.map(({ action }) => action),
      ['linked', 'link_code_shown', 'key_registered', 'connected'],
    );
  });

  it('parts them again', async () => {
    const { code } = await showCode();
    await redeem(code);
    const init = {
      method: 'POST',
      body: '{"confirm":true}',
      token: await served.sign({ aix_role: 'admin' }),
    };
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await served.call(`/v1/connections/${org}/unlink`, { ...init, headers });
    assert.equal(((await answer.json()) as { unlinked: boolean }).unlinked, true);
    const token = await served.sign({ aix_role: 'admin' });
    const status = await served.call(`/v1/connections/${org}/status`, { token });
    assert.deepEqual(((await status.json()) as { linked: unknown[] }).linked, []);
  });

  it('is for admins only', async () => {
    const { code } = await showCode();
    assert.equal((await redeem(code, { claims: { aix_role: 'rep' } })).status, 403);
  });

  it('takes no code that was replaced, used or is too old', async () => {
    const first = await showCode();
    const second = await showCode();
    assert.equal((await redeem(first.code)).status, 400);
    const { context } = served.service;
    const anHourAgo = { ...context, now: () => new Date(Date.now() - 3_600_000) };
    const old = await issueLinkCode(anHourAgo, portalTenant, { connectionId: portal, person: 'Ann' });
    assert.equal((await redeem(old.code)).status, 400);
    assert.equal((await redeem(second.code)).status, 400, 'the old one took its place');
  });

  it('takes no code of the org’s own', async () => {
    const { code } = await served.post<Code>(`/v1/connections/${org}/link-codes`);
    const { status, body } = await redeem(code);
    assert.equal(status, 409);
    assert.match(String(body.detail), /linked with this one already/);
  });

  it('lets nobody guess, even who then has the right code', async () => {
    const { code } = await showCode();
    const wrong = await Promise.all(Array.from({ length: 12 }, () => redeem('AAAA-AAAA-AAAA')));
    const statuses = wrong.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(10).fill(400), 429, 429]);
    assert.equal((await redeem(code)).status, 429);
    const log = (await (await served.call('/v1/setup-log')).json()) as { action: string }[];
    assert.equal(log.filter(({ action }) => action === 'link_refused').length, 10);
  });
});
