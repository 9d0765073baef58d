import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { signalCounts } from '@aix/shared-scoring';
import { emailDigest } from '../../src/security/digests.ts';
import { writeKeyHash } from '../../src/security/write-keys.ts';
import { takeDirtyLeads } from '../../src/store/dirty-leads.ts';
import { listAside } from '../../src/store/events.ts';
import { currentSignals } from '../../src/store/signals.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { ADA, type CollectingTenant, makeEvent, ORIGIN, withCollecting } from './collect-fixture.ts';

const HOUR_MS = 3_600_000;

describe(`POST /v1/collect on ${DATABASE_KIND}`, () => {
  let world: CollectingTenant;
  withCollecting(added => {
    world = added;
  });

  /** How many pricing pages Ada has viewed, undecayed: events are of just now. */
  async function pricingViews(): Promise<number> {
    const engagement = await world.engagement();
    if (engagement === undefined) return 0;
    const { signals } = await world.inTenant(currentSignals);
    const counts = signalCounts(engagement.state, signals, engagement.lastEventAt.getTime());
    return Math.round(counts[signals.findIndex(({ name }) => name === 'pricing_view')]!);
  }
  const storedEvents = () =>
    world.inTenant(tenant =>
      tenant.query<{ lead_id: string | null; signal: string; at: Date; properties: object }>(
        'select lead_id, signal, at, properties from events where tenant_id = $1',
        [world.tenantId],
      ),
    );

  describe('good events', () => {
    it('are stored, folded into the lead’s engagement, and make it dirty', async () => {
      const { status, body } = await world.collect({ events: [makeEvent(), makeEvent()] });
      assert.deepEqual([status, body], [202, { accepted: 2, filtered: 0, rejected: [] }]);
      assert.equal((await storedEvents()).length, 2);
      assert.equal(await pricingViews(), 2);
      const dirty = await world.inTenant(tenant => takeDirtyLeads(tenant, 10));
      assert.deepEqual(
        dirty.map(({ leadId }) => leadId),
        [world.lead],
      );
    });

    it('count once, however often and in however many requests they come', async () => {
      const event = makeEvent({ id: 'the same' });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => world.collect({ events: [event, event] })),
      );
      assert.deepEqual(new Set(answers.map(({ body }) => body.accepted)), new Set([2]));
      assert.equal((await storedEvents()).length, 1);
      assert.equal(await pricingViews(), 1);
    });

    it('of many requests at once for one lead are all counted', async () => {
      const requests = Array.from({ length: 40 }, () =>
        world.collect({ events: Array.from({ length: 50 }, () => makeEvent()) }),
      );
      assert.ok((await Promise.all(requests)).every(({ body }) => body.accepted === 50));
      assert.equal(await pricingViews(), 2000);
      assert.equal((await world.inTenant(tenant => takeDirtyLeads(tenant, 10))).length, 1);
    });

    it('keep their properties, without what no database can hold', async () => {
      await world.collect({
        events: [makeEvent({ properties: { url: '/pricing\u0000\ud800', 'seconds\u0000': 5.5 } })],
      });
      assert.deepEqual((await storedEvents())[0]?.properties, { url: '/pricing\ufffd', seconds: 5.5 });
    });

    it('of a signal that nobody knows yet are stored and change no score', async () => {
      await world.collect({ events: [makeEvent({ signal: 'docs_view' })] });
      assert.equal((await storedEvents()).length, 1);
      assert.deepEqual((await world.engagement())?.state, { counters: {} });
    });

    it('may name the lead by the digest of its address', async () => {
      await world.collect({ events: [makeEvent({ email: undefined, emailSha256: emailDigest(ADA) })] });
      assert.equal(await pricingViews(), 1);
    });
  });

  describe('the time of an event', () => {
    const timeOf = async (sentAt: string | number | undefined, at: string | number) => {
      await world.collect({ ...(sentAt !== undefined && { sentAt }), events: [makeEvent({ at })] });
      return (await storedEvents())[0]!.at.getTime();
    };

    it('is corrected by as much as the sender’s clock is off', async () => {
      const skewed = Date.now() + 24 * HOUR_MS;
      const stored = await timeOf(skewed, skewed - HOUR_MS);
      assert.ok(Math.abs(stored - (Date.now() - HOUR_MS)) < 10_000);
    });

    it('stays when the sender does not say what its clock shows', async () => {
      assert.equal(await timeOf(undefined, '2026-01-05T10:00:00+02:00'), Date.UTC(2026, 0, 5, 8));
    });

    it('is at most now, since nothing happens after it arrived', async () => {
      const before = Date.now();
      const stored = await timeOf(undefined, before + 24 * HOUR_MS);
      assert.ok(stored >= before && stored <= Date.now());
    });
  });

  describe('bad events', () => {
    const wrong: [string, object, RegExp][] = [
      ['no id', { id: undefined }, /^id is missing$/],
      ['a name that is none', { signal: 'Pricing View!' }, /^signal must be lower-case/],
      ['a time without a zone', { at: '2026-11-22T10:00:00' }, /^at must be a time with a zone/],
      ['a time before there were events', { at: 5 }, /^at is no time since/],
      ['a time that is no number', { at: 1e300 }, /^at is no time since/],
      ['two leads', { visitorId: 'v1' }, /^it names the lead more than once/],
      ['a role’s address', { email: 'info@acme.example' }, /^email is nobody’s own address/],
      ['a digest that is none', { email: undefined, emailSha256: 'abc' }, /^emailSha256 must be 64/],
      ['nested properties', { properties: { a: { b: 1 } } }, /^properties\.a must be a number/],
      [
        'endless names',
        { properties: { ['x'.repeat(61)]: 1 } },
        /^properties\.x+ is longer than 60 characters$/,
      ],
      ['endless texts', { properties: { a: 'x'.repeat(501) } }, /^properties\.a must be/],
    ];
    for (const [what, overrides, reason] of wrong)
      it(`with ${what} are returned by index, and the others kept`, async () => {
        const { status, body } = await world.collect({
          events: [makeEvent(), makeEvent(overrides), makeEvent()],
        });
        assert.equal(status, 202);
        assert.equal(body.accepted, 2);
        assert.deepEqual(
          body.rejected.map(({ list, index, keptAside }) => [list, index, keptAside]),
          [['events', 1, false]],
        );
        assert.match(body.rejected[0]!.reason, reason);
        assert.equal((await storedEvents()).length, 2);
      });

    it('that are no objects are returned by index', async () => {
      const events = [null, 7, [], 'event'] as unknown as object[];
      const { body } = await world.collect({ events });
      assert.deepEqual(
        body.rejected.map(({ reason }) => reason),
        Array(4).fill('it must be an object'),
      );
    });

    for (const [what, overrides, reason] of [
      ['time', { at: undefined }, 'at is missing'],
      ['name', { signal: undefined }, 'signal is missing'],
      ['lead', { email: undefined }, 'it names no lead: give visitorId, email or emailSha256'],
      ['time (null)', { at: null }, 'at is missing'],
      ['name (an empty text)', { signal: '' }, 'signal is missing'],
      ['lead (an empty address)', { email: '' }, 'it names no lead: give visitorId, email or emailSha256'],
      [
        'time, with names that no database can hold',
        { at: undefined, properties: { 'x\u0000\ud800': 1 } },
        'at is missing',
      ],
    ] as const)
      it(`without a ${what} are kept aside with the reason, and no address`, async () => {
        const { body } = await world.collect({ events: [makeEvent({ id: 'odd', ...overrides })] });
        assert.deepEqual(body.rejected, [{ list: 'events', index: 0, reason, keptAside: true }]);
        const [aside] = await world.inTenant(tenant => listAside(tenant, 10));
        assert.equal(aside?.reason, reason);
        assert.ok(JSON.stringify(aside?.event).includes('"odd"'));
        assert.ok(!JSON.stringify(aside?.event).includes(ADA));
        assert.deepEqual(await storedEvents(), []);
      });
  });

  describe('identities', () => {
    const visit = (visitorId: string) => makeEvent({ email: undefined, visitorId });

    it('bring a visitor’s events to the lead, those from before too', async () => {
      await world.collect({ events: [visit('v1')] });
      assert.equal(await pricingViews(), 0);
      await world.collect({ identities: [{ visitorId: 'v1', email: ' Ada@ACME.example' }] });
      assert.equal(await pricingViews(), 1);
      await world.collect({ events: [visit('v1')] });
      assert.equal(await pricingViews(), 2);
      assert.equal((await world.engagement())?.hasUnsigned, false);
    });

    const signatureOf = (visitorId: string, key: string) =>
      createHmac('sha256', writeKeyHash(key))
        .update(`${visitorId}\n${emailDigest(ADA)}`)
        .digest('hex');
    const identifyInPage = (identity: object) =>
      world.send(
        world.publicKey,
        JSON.stringify({
          identities: [{ visitorId: 'v1', emailSha256: emailDigest(ADA), ...identity }],
          events: [visit('v1')],
        }),
        { origin: ORIGIN },
      );

    it('from a page are unsigned: what they bring is kept apart', async () => {
      await identifyInPage({});
      const engagement = await world.engagement();
      assert.equal(engagement?.hasUnsigned, true);
      assert.deepEqual(engagement?.signedState, { counters: {} });
      assert.equal(await pricingViews(), 1);
    });

    it('from a page are signed when the tenant’s server vouches for them', async () => {
      await identifyInPage({});
      await identifyInPage({ signature: signatureOf('v1', world.secretKey) });
      const engagement = await world.engagement();
      assert.equal(engagement?.hasUnsigned, false);
      assert.equal(await pricingViews(), 2);
    });

    it('with a wrong signature are refused', async () => {
      for (const signature of [signatureOf('v2', world.secretKey), signatureOf('v1', 'aix_sk_other')]) {
        const { body } = await identifyInPage({ signature });
        assert.deepEqual(
          body.rejected.map(({ list, index, reason }) => [list, index, reason]),
          [['identities', 0, 'signature is not one made with a secret key of this tenant']],
        );
      }
      assert.equal(await world.engagement(), undefined);
    });

    it('by a role’s address tie nobody', async () => {
      const { body } = await world.collect({
        identities: [{ visitorId: 'v1', email: 'sales@acme.example' }],
      });
      assert.match(body.rejected[0]!.reason, /nobody’s own address/);
    });

    it('of a signed visitor are not taken over by an unsigned one', async () => {
      await world.collect({ identities: [{ visitorId: 'v1', email: ADA }], events: [visit('v1')] });
      await identifyInPage({ emailSha256: emailDigest('eve@evil.example') });
      assert.equal(await pricingViews(), 2);
      assert.equal((await world.engagement())?.hasUnsigned, false);
    });
  });

  it('says so when the database cannot store just now, and takes the same batch later', async () => {
    const { database } = world.service.context;
    const events = [makeEvent({ id: randomUUID() })];
    await database.query('alter table events rename to events_gone');
    const answer = await world.collect({ events });
    assert.deepEqual([answer.status, answer.body.code], [503, 'ERR_BUSY']);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    await database.query('alter table events_gone rename to events');
    assert.equal((await world.collect({ events })).body.accepted, 1);
    assert.equal(await pricingViews(), 1);
  });
});
