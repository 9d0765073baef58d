import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { claimEmails } from '../../src/store/identities.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { makeFacts } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { ADA, type CollectingTenant, makeEvent, ORIGIN, withCollecting } from './collect-fixture.ts';
import { describedFetch } from './described-fetch.ts';

const DAY_MS = 86_400_000;

/** What the answers of these tests hold, each some of it. */
interface Answer {
  code: string;
  detail: string;
  events: { text: string }[];
  next: string;
  trend: object | null;
  lastActivityAt: string;
  isAssumption: boolean;
  hasUnsigned: boolean;
  version: number;
  learned: boolean;
  signals: { name: string }[];
  key: string;
  keyId: string;
}

describe(`the API of engagement on ${DATABASE_KIND}`, () => {
  let world: CollectingTenant;
  let token: string;
  withCollecting(async added => {
    world = added;
    token = await world.service.sessionToken(world.tenantId);
  });

  async function call<T = Answer>(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<{ status: number; json: T }> {
    const response = await describedFetch(world.service.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as T };
  }
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

  describe('a timeline', () => {
    it('tells events in words, newest first, page by page', async () => {
      await world.collect({
        events: [
          makeEvent({ at: daysAgo(3), properties: { url: '/pricing', seconds: 40 } }),
          makeEvent({ at: daysAgo(1), signal: 'docs_view' }),
          makeEvent({ at: daysAgo(2), signal: 'email_click' }),
        ],
      });
      const texts: string[] = [];
      let next = '';
      do {
        const { json } = await call(
          'GET',
          `/v1/leads/${world.lead}/events?limit=1${next && `&before=${next}`}`,
        );
        texts.push(...json.events.map(({ text }) => text));
        next = json.next;
      } while (next);
      assert.deepEqual(texts, ['Docs view', 'E-mail link clicked', 'Pricing page viewed: /pricing']);
    });

    it('takes no place but one that it gave', async () => {
      assert.equal((await call('GET', `/v1/leads/${world.lead}/events?before=5`)).status, 400);
    });

    it('is of a lead that there is', async () => {
      for (const part of ['events', 'engagement'])
        assert.equal((await call('GET', `/v1/leads/${randomUUID()}/${part}`)).status, 404);
    });
  });

  it('says of engagement when it was last, and that its weights are an assumption', async () => {
    await world.collect({ events: [makeEvent({ at: daysAgo(1) })] });
    const { json } = await call('GET', `/v1/leads/${world.lead}/engagement`);
    assert.equal(json.isAssumption, true);
    assert.equal(json.hasUnsigned, false);
    assert.ok(Math.abs(Date.parse(json.lastActivityAt) - (Date.now() - DAY_MS)) < 10_000);
    assert.equal(json.trend, null, 'before the first model there is no scale');
  });

  it('says what signals count and that they are assumed', async () => {
    const { json } = await call('GET', '/v1/signals');
    assert.deepEqual([json.version, json.learned], [0, false]);
    assert.ok(json.signals.some(({ name }) => name === 'pricing_view'));
  });

  it('says how many outcomes are missing before signals can be learned', async () => {
    const { json } = await call('POST', '/v1/signals/learn');
    assert.deepEqual(json, {
      status: 'too_little',
      reason: 'Only 0 leads converted since events are collected; it takes 30',
    });
  });

  it('shows events kept aside', async () => {
    await world.collect({ events: [makeEvent({ id: 'odd', signal: undefined })] });
    const { json } = await call<{ reason: string }[]>('GET', '/v1/events-aside');
    assert.deepEqual(
      json.map(({ reason }) => reason),
      ['signal is missing'],
    );
  });

  describe('write keys', () => {
    it('are shown once, work, and end when revoked', async () => {
      const { json } = await call('POST', '/v1/write-keys', { kind: 'secret', name: 'new' });
      const body = JSON.stringify({ events: [makeEvent()] });
      assert.equal((await world.send(json.key, body)).status, 202);
      const listed = await call('GET', '/v1/write-keys');
      assert.ok(!JSON.stringify(listed.json).includes(json.key));
      assert.equal((await call('POST', `/v1/write-keys/${json.keyId}/revoke`)).status, 200);
      const { json: after } = await call<{ keyId: string; revokedAt: string | null }[]>(
        'GET',
        '/v1/write-keys',
      );
      assert.ok(after.find(({ keyId }) => keyId === json.keyId)?.revokedAt);
    });

    for (const [what, body] of [
      ['a public key without origins', { kind: 'public', name: 'a' }],
      ['a secret key with origins', { kind: 'secret', name: 'a', allowedOrigins: [ORIGIN] }],
      ['an origin with a path', { kind: 'public', name: 'a', allowedOrigins: [`${ORIGIN}/`] }],
      ['a kind that there is not', { kind: 'other', name: 'a' }],
    ] as const)
      it(`refuse ${what}`, async () => {
        assert.equal((await call('POST', '/v1/write-keys', body)).status, 400);
      });

    it('that there are not cannot be revoked', async () => {
      const { status, json } = await call('POST', `/v1/write-keys/${randomUUID()}/revoke`);
      assert.deepEqual([status, json.code], [404, 'ERR_KEY_NOT_FOUND']);
    });
  });

  describe('merging', () => {
    let other: string;
    beforeEach(async () => {
      other = randomUUID();
      await world.inTenant(async tenant => {
        await saveLeads(tenant, [{ leadId: other, ...makeFacts() }], new Date());
        await claimEmails(tenant, [{ email: 'byron@acme.example', leadId: other }]);
      });
      await world.collect({ events: [makeEvent(), makeEvent({ email: 'byron@acme.example' })] });
    });
    const countEvents = async (lead: string) => {
      const { status, json } = await call('GET', `/v1/leads/${lead}/events`);
      return status === 200 ? json.events.length : status;
    };

    it('moves a lead’s events to the other, and back when it is undone', async () => {
      const merge = { intoLeadId: world.lead, reason: 'Duplicate found by D. Ruiz' };
      assert.equal((await call('POST', `/v1/leads/${other}/merge`, merge)).status, 200);
      assert.deepEqual([await countEvents(world.lead), await countEvents(other)], [2, 404]);
      await world.collect({ events: [makeEvent({ email: 'byron@acme.example' })] });
      assert.equal(await countEvents(world.lead), 3);
      assert.equal((await call('POST', `/v1/leads/${other}/unmerge`)).status, 200);
      assert.deepEqual([await countEvents(world.lead), await countEvents(other)], [1, 2]);
    });

    it('refuses a lead into itself, an unknown one, and one that is merged already', async () => {
      const into = (intoLeadId: string) => ({ intoLeadId, reason: 'a test' });
      assert.equal((await call('POST', `/v1/leads/${other}/merge`, into(other))).status, 400);
      assert.equal((await call('POST', `/v1/leads/${other}/merge`, into(randomUUID()))).status, 404);
      assert.equal((await call('POST', `/v1/leads/${other}/unmerge`)).status, 404);
      await call('POST', `/v1/leads/${other}/merge`, into(world.lead));
      const { status, json } = await call('POST', `/v1/leads/${world.lead}/merge`, into(other));
      assert.equal(status, 400);
      assert.match(json.detail, /is merged into .* already; undo that first/);
    });
  });

  describe('a person whose engagement was erased', () => {
    const visit = makeEvent({ email: undefined, visitorId: 'v1' });
    beforeEach(async () => {
      await world.collect({ identities: [{ visitorId: 'v1', email: ADA }], events: [makeEvent(), visit] });
      assert.equal((await call('POST', `/v1/leads/${world.lead}/erase-engagement`)).status, 200);
    });

    it('leaves nothing behind', async () => {
      assert.equal(await world.engagement(), undefined);
      for (const table of ['events', 'visitors', 'identities', 'engagement']) {
        const rows = await world.service.context.database.query(
          `select * from ${table} where tenant_id = $1`,
          [world.tenantId],
        );
        assert.deepEqual(rows, [], table);
      }
    });

    it('is refused from then on, under whatever name', async () => {
      const { body } = await world.collect({
        events: [
          makeEvent({ email: 'eve@acme.example' }),
          makeEvent(),
          makeEvent({ email: undefined, visitorId: 'v1' }),
          makeEvent({ at: undefined }),
        ],
        identities: [{ visitorId: 'v2', email: ADA }],
      });
      assert.equal(body.accepted, 1);
      const reason = 'the person has been erased';
      const refused = [
        { list: 'events', index: 1, reason, keptAside: false },
        { list: 'events', index: 2, reason, keptAside: false },
        { list: 'events', index: 3, reason, keptAside: false },
        { list: 'identities', index: 0, reason, keptAside: false },
      ];
      assert.deepEqual(body.rejected, refused);
      assert.equal((await call<object[]>('GET', '/v1/events-aside')).json.length, 0);
      const rows = await world.service.context.database.query('select * from events where tenant_id = $1', [
        world.tenantId,
      ]);
      assert.equal(rows.length, 1);
    });
  });
});
