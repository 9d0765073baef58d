import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { listConnections, noteAccessLost, saveConnection } from '../../../src/store/connections.ts';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';
import {
  ADMIN,
  type PortalRequest,
  PUBLIC_URL,
  REP,
  type ServedPortal,
  servePortal,
} from './portal-fixture.ts';

const RECORD = '/v1/connections/own/records/contact/7';
const CARD = `${RECORD}/card?locale=en&timeZone=Europe%2FBerlin`;
const MINUTE_MS = 60_000;

describe(`calls that HubSpot signs for a portal, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let portal: ServedPortal;
  let connectionId: string;
  let logged: string[];
  withBank(async opened => {
    bank = opened;
    bank.crms.hubspot.admins.add(ADMIN);
    bank.crms.hubspot.put('7', {
      objectType: 'contact',
      email: 'ada@acme.example',
      fields: { age: 55, job: 'clerk' },
    });
    const connection = await bank.connection('hubspot');
    connectionId = connection.connectionId;
    await importLeads(bank.context, bank.tenantId, connection);
    logged = [];
    portal = await servePortal(bank, { write: line => void logged.push(line) });
  });
  afterEach(() => portal.close());

  const score = async () => {
    await bank.addPast(600);
    await trainTenantModel(bank.context, bank.tenantId);
    await scoreLeads(bank.context, bank.tenantId);
  };
  const statusOf = async (path: string, request?: PortalRequest) => (await portal.call(path, request)).status;

  it('opens the card of the portal’s own record, whatever the proxy appends to the query', async () => {
    await score();
    const answer = await portal.call(CARD);
    const card = (await answer.json()) as { state: string };
    assert.deepEqual([answer.status, card.state], [200, 'scored']);
    assert.equal(await statusOf(CARD.replace('own', connectionId)), 200);
  });

  const forged: [what: string, reason: string, request: () => [path: string, request: PortalRequest]][] = [
    ['signed with another secret', 'signature', () => [CARD, { signed: { secret: 'another' } }]],
    [
      'six minutes old',
      'expired',
      () => [CARD, { signed: { at: bank.context.now().getTime() - 6 * MINUTE_MS } }],
    ],
    [
      'from the future',
      'expired',
      () => [CARD, { signed: { at: bank.context.now().getTime() + 6 * MINUTE_MS } }],
    ],
    ['whose address was changed', 'signature', () => [CARD, { unsigned: '&locale=de' }]],
    [
      'signed for another host',
      'signature',
      () => [CARD, { signed: { url: `https://evil.example${CARD}` } }],
    ],
    ['signed for another method', 'signature', () => [CARD, { signed: { method: 'POST' } }]],
    [
      'whose body was swapped',
      'signature',
      () => [
        `${RECORD}/feedback`,
        { method: 'POST', body: { isRight: true }, signed: { body: '{"isRight":false}' } },
      ],
    ],
    [
      'without a timestamp',
      'malformed',
      () => [CARD, { headers: { 'x-hubspot-request-timestamp': undefined } }],
    ],
    [
      'with a signature of version 2 in its place',
      'signature',
      () => [CARD, { headers: { 'x-hubspot-signature-v3': 'a'.repeat(64) } }],
    ],
    ['of a portal that is not connected', 'unknown_portal', () => [CARD, { portalId: '4711' }]],
    ['that names two portals', 'malformed', () => [`${CARD}&portalId=4711`, {}]],
    ['that names two users', 'malformed', () => [`${CARD}&userId=${ADMIN}`, {}]],
    ['that names no user', 'malformed', () => [CARD, { userId: '' }]],
    ['whose portal stands in the path', 'malformed', () => [`${RECORD}%3Fx/card`, {}]],
  ];
  for (const [what, reason, make] of forged)
    it(`refuses a call ${what} with 401, and counts it`, async () => {
      const before = (await portal.refusals()).get(reason) ?? 0;
      const answer = await portal.call(...make());
      assert.equal(answer.status, 401);
      assert.equal((await portal.refusals()).get(reason), before + 1);
    });

  it('refuses a portal whose grant has ended, until it connects again', async () => {
    await bank.inTenant(sql => noteAccessLost(sql, connectionId, bank.context.now()));
    assert.equal(await statusOf(CARD), 401);
    assert.equal((await portal.refusals()).get('ended_portal'), 1);
    const connection = await bank.connection('hubspot');
    const anew = { tokens: { accessToken: 'a', expiresAt: 0 }, connectedAs: null, at: bank.context.now() };
    await bank.inTenant(sql => saveConnection(sql, bank.context.envelope, { ...connection, ...anew }));
    assert.equal(await statusOf(CARD), 200);
  });

  it('says the same whatever is wrong, and logs neither signature nor address', async () => {
    const answers = [
      await portal.call(CARD, { signed: { secret: 'another' } }),
      await portal.call(CARD, { portalId: '4711' }),
      await portal.call(CARD, { signed: { at: 0 } }),
    ];
    const texts = await Promise.all(answers.map(answer => answer.text()));
    assert.equal(new Set(texts).size, 1);
    assert.match(logged.join(''), /"reason":"unknown_portal"/);
    assert.doesNotMatch(logged.join(''), /acme|4711|signature=|v1\/connections/);
  });

  it('never reads the host that a request names', async () => {
    assert.equal(await statusOf(CARD, { headers: { host: 'evil.example' } }), 200);
    assert.notEqual(portal.url, PUBLIC_URL);
  });

  it('shuts no address out after a hundred refusals: all portals share HubSpot’s', async () => {
    for (let at = 0; at < 101; at += 1)
      assert.equal(await statusOf(CARD, { signed: { secret: 'another' } }), 401);
    assert.equal(await statusOf(CARD), 200);
  });

  it('keeps a portal to its own connection, in the address, the query and the body', async () => {
    const org = (await bank.connection('salesforce')).connectionId;
    assert.equal(await statusOf(CARD.replace('own', org)), 403);
    assert.equal(await statusOf(`${CARD}&connectionId=${org}`), 403);
    for (const body of [
      { portalId: 4711 },
      { portalId: '4711' },
      { connectionId: org },
      { orgId: '00D' },
      { hubId: 1 },
    ])
      assert.equal(await statusOf('/v1/outbox/retry', { method: 'POST', body, userId: ADMIN }), 403);
    const own = { method: 'POST', body: { connectionId, portalId: Number(bank.portalId) }, userId: ADMIN };
    assert.equal(await statusOf('/v1/outbox/retry', own), 200);
  });

  it('shows nothing of a record of another portal', async () => {
    const other = await portal.call('/v1/connections/own/records/contact/8/card');
    assert.equal(((await other.json()) as { state: string }).state, 'never_scored');
    const now = await portal.call(
      `/v1/connections/own/records/contact/8/score?idempotencyKey=${randomUUID()}`,
      { method: 'POST' },
    );
    assert.equal(now.status, 404);
  });

  it('has no connection of its own for a session of ours', async () => {
    const headers = { 'x-hubspot-signature-v3': undefined };
    assert.equal(await statusOf(CARD, { headers }), 401);
  });

  it('answers a body that is no JSON with 400, and a signed body that is too large with 413', async () => {
    const feedback = `${RECORD}/feedback?idempotencyKey=${randomUUID()}`;
    assert.equal(await statusOf(feedback, { method: 'POST', body: '{"isRight":' }), 400);
    assert.equal(await statusOf(feedback, { method: 'POST', body: ' '.repeat(200_000) }), 413);
  });

  describe('that need an admin', () => {
    const STATUS = '/v1/connections/own/status';

    it('are open to a super admin of the portal, not to a rep, whatever the page says', async () => {
      assert.equal(await statusOf(STATUS, { userId: ADMIN }), 200);
      assert.equal(await statusOf(`${STATUS}?role=admin&aix_role=admin`, { userId: REP }), 403);
    });

    it('are open to who installed the app, whom nobody has to ask about', async () => {
      bank.crms.hubspot.grantedBy = REP;
      bank.crms.hubspot.expireToken();
      const connection = await bank.connection('hubspot');
      const tokens = { accessToken: 'a', expiresAt: 0, grantedBy: REP };
      const anew = { ...connection, tokens, connectedAs: null, at: bank.context.now() };
      await bank.inTenant(sql => saveConnection(sql, bank.context.envelope, anew));
      assert.equal(await statusOf(STATUS, { userId: REP }), 200);
      assert.equal(bank.crms.hubspot.adminQuestions, 0);
    });

    it('ask the portal once in five minutes, and then see that a right was taken away', async () => {
      await Promise.all([1, 2, 3].map(() => statusOf(STATUS, { userId: ADMIN })));
      bank.crms.hubspot.admins.clear();
      bank.passSeconds(4 * 60);
      assert.equal(await statusOf(STATUS, { userId: ADMIN }), 200);
      assert.equal(bank.crms.hubspot.adminQuestions, 1);
      bank.passSeconds(2 * 60);
      assert.equal(await statusOf(STATUS, { userId: ADMIN }), 403);
    });

    it('are closed while the portal does not answer, and open as soon as it does', async () => {
      const { adapter } = bank.crms.hubspot;
      const isDown = new Error('down');
      const broken = {
        ...adapter,
        open: () => ({
          ...adapter.open({ namespace: '' }, undefined as never),
          isAdmin: () => Promise.reject(isDown),
        }),
      };
      const context = { ...bank.context, adapters: new Map([['hubspot' as const, broken]]) };
      const other = await servePortal({ ...bank, context });
      assert.equal((await other.call(STATUS, { userId: ADMIN })).status, 500);
      await other.close();
      assert.equal(await statusOf(STATUS, { userId: ADMIN }), 200);
    });

    it('cannot connect or open anything but what is theirs', async () => {
      assert.equal(await statusOf('/v1/connections/salesforce/consent', { userId: ADMIN }), 403);
    });

    for (const [method, path, body] of [
      ['GET', 'readiness', undefined],
      ['POST', 'check', {}],
      ['POST', 'backfill', {}],
      ['POST', 'link-codes', {}],
      ['PUT', 'mappings', { mappings: [] }],
      ['POST', 'unlink', { confirm: false }],
      ['POST', 'disconnect', {}],
    ] as const)
      it(`let an admin ${method} ${path}, and refuse a rep`, async () => {
        const target = `/v1/connections/own/${path}?idempotencyKey=${randomUUID()}`;
        const request = { method, ...(body && { body }) };
        assert.equal(await statusOf(target, { ...request, userId: REP }), 403);
        assert.equal(await statusOf(target, { ...request, userId: ADMIN }), 200);
      });
  });

  describe('that disconnect', () => {
    const DISCONNECT = '/v1/connections/own/disconnect';
    const asAdmin = { method: 'POST', body: {}, userId: ADMIN };

    it('uninstall the app, give the grant back and forget the portal', async () => {
      const removed = (await (await portal.call(DISCONNECT, asAdmin)).json()) as Record<string, unknown>;
      assert.deepEqual(removed, {
        ...{ records: 1, leads: 1, waitingWrites: 0, keys: 0 },
        ...{ tokensRevoked: true, uninstalled: true },
      });
      assert.deepEqual([bank.crms.hubspot.uninstalls, bank.crms.hubspot.revocations], [1, 1]);
      assert.equal(await statusOf(CARD), 401);
      assert.equal(await statusOf(DISCONNECT, asAdmin), 401);
    });

    it('forget a portal that does not take the app back, and say so', async () => {
      assert.equal(await statusOf('/v1/connections/own/status', { userId: ADMIN }), 200);
      bank.crms.hubspot.revoke();
      bank.crms.hubspot.expireToken();
      const removed = (await (await portal.call(DISCONNECT, asAdmin)).json()) as { uninstalled: boolean };
      assert.equal(removed.uninstalled, false);
      assert.equal(await statusOf(CARD), 401);
    });

    it('are not needed for a portal that took its grant back a month ago, which is not called again', async () => {
      await bank.inTenant(sql => noteAccessLost(sql, connectionId, bank.context.now()));
      bank.passSeconds(31 * 86_400);
      await cleanUp(bank.context);
      assert.equal(bank.crms.hubspot.uninstalls, 0);
      assert.deepEqual(
        (await bank.inTenant(listConnections)).map(each => each.crm),
        ['salesforce'],
      );
    });
  });

  describe('that change something', () => {
    const key = 'idempotencyKey=2f9c1a7e-once';
    beforeEach(score);

    it('are done once however often they are sent, by the key in the signed query', async () => {
      const say = { method: 'POST', body: { isRight: true } };
      const [first, again] = [
        await portal.call(`${RECORD}/feedback?${key}`, say),
        await portal.call(`${RECORD}/feedback?${key}`, say),
      ];
      assert.deepEqual(await again.json(), await first.json());
      const other = await portal.call(`${RECORD}/feedback?${key}`, {
        ...say,
        body: { isRight: false, reason: 'bad_data' },
      });
      assert.equal(other.status, 422);
    });

    it('need that key', async () => {
      assert.equal(await statusOf(`${RECORD}/score`, { method: 'POST' }), 400);
      assert.equal(await statusOf(`${RECORD}/score?idempotencyKey=short`, { method: 'POST' }), 400);
    });

    it('name the user of the signed query, whoever the body names', async () => {
      const endsAt = new Date(bank.context.now().getTime() + MINUTE_MS).toISOString();
      const body = { band: 'Low', reason: 'Left the company', endsAt, person: 'somebody else' };
      const override = await portal.post<{ setBy: string }>(`${RECORD}/override`, body);
      assert.equal(override.setBy, REP);
      const ended = await portal.post<{ undoneBy: string }>(`${RECORD}/override/end`, {}, { userId: ADMIN });
      assert.equal(ended.undoneBy, ADMIN);
    });
  });
});
