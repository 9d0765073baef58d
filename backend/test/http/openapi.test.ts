import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DATABASE_KIND } from '../support/test-database.ts';
import { assertProblem } from './assert-problem.ts';
import { makeEvent } from './collect-fixture.ts';
import { type ServedTenants, serveTenants } from './service-fixture.ts';

type Paths = { paths: Record<string, Record<string, { security?: object[] }>> };
/** What stands for `{name}` in an address, and what answers named so far. */
type Names = Record<string, string>;

/** An operation that changes something. Without a wrong body it is refused for ids that there are not, or to a rep. */
interface Deed {
  operation: string;
  body?: (names: Names) => object;
  wrong?: object;
}

const RECORD = '/v1/connections/{connectionId}/records/{objectType}/{objectId}';
const band = () => ({ band: 'Low', reason: 'No budget', endsAt: new Date(Date.now() + 3_600_000) });
const deeds: Deed[] = [
  { operation: `post ${RECORD}/next-step/later`, body: ({ stepId }) => ({ stepId, delay: 'day' }) },
  { operation: `post ${RECORD}/score` },
  { operation: `post ${RECORD}/override`, body: band, wrong: { ...band(), endsAt: 'Friday' } },
  { operation: `post ${RECORD}/override/end` },
  { operation: `post ${RECORD}/feedback`, body: () => ({ isRight: true }), wrong: { isRight: false } },
  { operation: 'post /v1/leads/{leadId}/overrides', body: band },
  { operation: 'post /v1/overrides/{overrideId}/end' },
  { operation: 'post /v1/receipts/{receiptId}/feedback', body: () => ({ isRight: true }) },
  { operation: 'post /v1/feedback/{feedbackId}/undo' },
  { operation: 'post /v1/outbox/retry', body: () => ({}), wrong: { connectionId: 1 } },
  { operation: 'post /v1/deliveries/retry', body: () => ({}), wrong: { deliveryId: 1 } },
  { operation: 'post /v1/signals/learn' },
  {
    operation: 'put /v1/traffic',
    body: () => ({ domains: ['acme.com'], networks: [] }),
    wrong: { domains: [] },
  },
  {
    operation: 'put /v1/working-hours',
    body: () => ({ timeZone: 'UTC', days: [1], fromMinute: 540, untilMinute: 1020 }),
    wrong: { timeZone: 'Mars/Base' },
  },
  {
    operation: 'put /v1/connections/{connectionId}/mappings',
    body: () => ({ mappings: [] }),
  },
  { operation: 'put /v1/connections/{connectionId}/changes', body: () => ({ follow: false }) },
  {
    operation: 'post /v1/write-keys',
    body: () => ({ kind: 'secret', name: 'server' }),
    wrong: { kind: 'other' },
  },
  { operation: 'post /v1/collect', body: () => ({ events: [makeEvent()] }), wrong: { events: [] } },
  {
    operation: 'post /v1/mail-links',
    body: () => ({ links: [{ email: 'ada@acme.example', message: 'offer' }] }),
    wrong: { links: [] },
  },
  { operation: 'post /v1/write-keys/{keyId}/revoke' },
  {
    operation: 'post /v1/alert-channels',
    body: () => ({ kind: 'webhook', name: 'a', crossings: ['hot-up'], url: 'https://hooks.acme.example/a' }),
    wrong: { kind: 'pigeon' },
  },
  { operation: 'post /v1/alert-channels/{channelId}/pause' },
  { operation: 'post /v1/alert-channels/{channelId}/enable' },
  {
    operation: 'post /v1/leads/{otherId}/merge',
    body: ({ leadId }) => ({ intoLeadId: leadId, reason: 'One person' }),
  },
  { operation: 'post /v1/leads/{otherId}/unmerge' },
  { operation: 'post /v1/leads/{otherId}/erase-engagement' },
  { operation: 'post /v1/leads/{otherId}/erase' },
];
/** What asks a CRM or sends to people: not asked for here. */
const ELSEWHERE =
  /\/alert-channels\/\{channelId\}\/|hubspot|\/connections\/salesforce|\/(link|unlink|link-codes|check|backfill|disconnect|channel-page|take)$/;

describe(`/openapi.json on ${DATABASE_KIND}, to which each answer here is held`, () => {
  let served: ServedTenants;
  let names: Names;
  let paths: Paths['paths'];
  before(async () => {
    served = await serveTenants();
    ({ paths } = await jsonOf<Paths>('/openapi.json'));
    const [lead, other] = await jsonOf<{ leadId: string }[]>('/v1/leads');
    const { connectionId } = served;
    names = { connectionId, objectType: 'Lead', objectId: 'scored', leadId: lead!.leadId };
    const { nextStep } = await jsonOf<{ nextStep: { stepId: string } }>(addressOf(`${RECORD}/card`));
    Object.assign(names, { otherId: other!.leadId, stepId: nextStep.stepId });
  });
  after(() => served.close());

  const jsonOf = async <T>(path: string): Promise<T> => {
    const response = await served.call(path);
    assert.equal(response.status, 200, path);
    return (await response.json()) as T;
  };
  const addressOf = (path: string, by: Names = names) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => by[name] ?? randomUUID());
  const say = (path: string, init: RequestInit, token: string) =>
    served.call(path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });

  it('holds what is done, and what is refused', async () => {
    const admin = await served.service.sessionToken(served.tenantId);
    const rep = await served.service.sessionToken(served.tenantId, { person: 'Ada', role: 'rep' });
    for (const { operation, body, wrong } of deeds) {
      const [method = '', path = ''] = operation.split(' ');
      const init = { method: method.toUpperCase(), body: JSON.stringify(body?.(names)) ?? null };
      const token = /collect|mail-links/.test(path) ? names.key! : admin;
      const done = await say(addressOf(path), init, token);
      assert.ok(done.ok, `${operation}: ${done.status}`);
      const answered = (await done.json()) as { channel?: object };
      for (const [name, value] of Object.entries({ ...answered, ...answered.channel }))
        if (typeof value === 'string') names[name] = value;
      const unknown = path.includes('{');
      const refused = wrong
        ? await say(addressOf(path), { ...init, body: JSON.stringify(wrong) }, token)
        : await say(addressOf(path, { objectType: 'Lead' }), init, unknown ? admin : rep);
      assert.equal(refused.status, wrong ? 400 : unknown ? 404 : 403, operation);
    }
  });

  it('holds what is in conflict with how things stand', async () => {
    const path = addressOf('/v1/alert-channels/{channelId}/confirmation');
    await assertProblem(await served.call(path, { method: 'POST' }), 409, 'ERR_CONFLICT');
  });

  it('holds no operation that changes something and is not asked for', () => {
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(method => `${method} ${path}`),
    );
    const asked = deeds.map(({ operation }) => operation.replace('{otherId}', '{leadId}'));
    const forgotten = described.filter(each => !each.startsWith('get ') && !asked.includes(each));
    assert.deepEqual(
      forgotten.filter(each => !ELSEWHERE.test(each)),
      [],
    );
  });

  it('holds every reading operation', async () => {
    const endsAt = new Date(Date.now() + 86_400_000);
    const body = JSON.stringify({ band: 'Low', reason: 'So that there are two receipts', endsAt });
    await served.call(addressOf('/v1/leads/{leadId}/overrides'), { method: 'POST', body });
    const receipts = addressOf('/v1/leads/{leadId}/receipts');
    const [second, first] = await jsonOf<{ receiptId: string }[]>(receipts);
    const reading = Object.keys(paths).filter(
      path => paths[path]!.get && !/\/v1\/[ro]\/|consent|callback/.test(path),
    );
    assert.ok(reading.length >= 25, `${reading.length} operations to check`);
    for (const path of reading) {
      const query = path.endsWith('band-changes')
        ? '?since=2026-01-01T00:00:00.000Z'
        : path.endsWith('/receipts/{receiptId}/changes')
          ? `?since=${first!.receiptId}`
          : '';
      const address = addressOf(path, { ...names, receiptId: second!.receiptId }) + query;
      assert.equal((await served.call(address)).status, 200, path);
    }
  });

  it('holds 401 for every operation that is not open to everybody', async () => {
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { security }] of Object.entries(operations)) {
        // Open to everybody, and says so.
        if (security?.length === 0) continue;
        const response = await served.call(addressOf(path, {}), {
          method: method.toUpperCase(),
          headers: {},
        });
        await assertProblem(response, 401, 'ERR_UNAUTHENTICATED');
      }
  });
});
