import assert from 'node:assert/strict';
import { noteAccessLost } from '../../../src/store/connections.ts';
import { listAside } from '../../../src/store/events.ts';
import { findLeadOfRecord } from '../../../src/store/leads.ts';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import {
  findToldConnections,
  settleToldChanges,
} from '../../../src/use-cases/portals/settle-told-changes.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';
import { type PortalRequest, type ServedPortal, servePortal } from './portal-fixture.ts';

const WEBHOOKS = '/v1/hubspot/webhooks';
const APP_ID = 9;

describe(`HubSpot’s webhooks on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let portal: ServedPortal;
  withBank(async opened => {
    bank = opened;
    portal = await servePortal(bank);
  });
  afterEach(() => portal.close());

  let clock = 1_790_000_000_000;
  const event = (subscriptionType: string, detail: object = {}) => {
    clock += 1;
    const common = { eventId: 1, subscriptionId: 12, portalId: Number(bank.portalId), appId: APP_ID };
    return {
      ...common,
      occurredAt: clock,
      subscriptionType,
      attemptNumber: 0,
      changeSource: 'CRM_UI',
      ...detail,
    };
  };
  const tell = async (events: unknown, request: PortalRequest = {}) => {
    const answer = await portal.notify(WEBHOOKS, events as object, request);
    return answer.status;
  };
  const waiting = async () =>
    (await findToldConnections(bank.context)).filter(({ tenantId }) => tenantId === bank.tenantId);
  const settle = async () => {
    for (const { tenantId, connection } of await waiting())
      await settleToldChanges(bank.context, tenantId, connection);
  };
  const fates = async () => {
    const text = await (await fetch(`${portal.url}/metrics`)).text();
    const counts = [...text.matchAll(/aix_hubspot_events_total\{fate="(\w+)"\} (\d+)/g)];
    return Object.fromEntries(
      counts.map(([, fate, count]) => [fate, Number(count)]).filter(([, count]) => count),
    );
  };
  const asides = async () => (await bank.inTenant(sql => listAside(sql, 200))).map(({ reason }) => reason);
  const leadOf = async (objectId: string) => {
    const { connectionId } = await bank.connection('hubspot');
    return bank.inTenant(sql => findLeadOfRecord(sql, connectionId, 'contact', objectId));
  };
  const put = (objectId: string, company = 'Acme') =>
    bank.crms.hubspot.put(objectId, { objectType: 'contact', email: `p${objectId}@acme.example`, company });

  it('bring a new and a changed contact to its lead', async () => {
    put('7');
    assert.equal(await tell([event('contact.creation', { objectId: 7 })]), 200);
    await settle();
    assert.equal((await leadOf('7'))?.company, 'Acme');
    put('7', 'Umbrella');
    await tell([
      event('object.propertyChange', {
        objectId: 7,
        objectTypeId: '0-1',
        propertyName: 'company',
        propertyValue: 'x',
      }),
    ]);
    await settle();
    assert.equal((await leadOf('7'))?.company, 'Umbrella');
    assert.deepEqual(await fates(), { stored: 2 });
  });

  it('take what merges, deletions and associations change', async () => {
    for (const id of ['1', '2', '3', '4']) put(id);
    await tell(['1', '2', '3', '4'].map(id => event('contact.creation', { objectId: Number(id) })));
    await settle();
    bank.crms.hubspot.remove('1', '2');
    bank.crms.hubspot.remove('3');
    put('4', 'Umbrella');
    await tell([
      event('contact.merge', { objectId: 2, primaryObjectId: 2, mergedObjectIds: [1] }),
      event('contact.deletion', { objectId: 3 }),
      event('contact.associationChange', {
        associationType: 'CONTACT_TO_COMPANY',
        fromObjectId: 4,
        toObjectId: 99,
      }),
      event('company.associationChange', {
        associationType: 'COMPANY_TO_DEAL',
        fromObjectId: 99,
        toObjectId: 98,
      }),
    ]);
    await settle();
    assert.equal(await leadOf('1'), undefined, 'it shows nothing any more');
    assert.equal(await leadOf('3'), undefined);
    assert.equal((await leadOf('4'))?.company, 'Umbrella');
    const { leadId } = (await leadOf('2'))!;
    const merged = await bank.inTenant(sql =>
      sql.query('select lead_id from lead_merges where tenant_id = $1 and into_lead_id = $2', [
        sql.tenantId,
        leadId,
      ]),
    );
    assert.equal(merged.length, 1);
    assert.deepEqual(await fates(), { stored: 8, not_followed: 1 });
  });

  it('keep each change once, however often it is told', async () => {
    const changes = [event('contact.creation', { objectId: 7 }), event('contact.deletion', { objectId: 7 })];
    await tell(changes);
    await tell([...changes].reverse().map(each => ({ ...each, eventId: 2, attemptNumber: 3 })));
    assert.deepEqual(await fates(), { stored: 2, repeated: 2 });
  });

  it('answer a batch of 100 with repeats, old events, junk, other portals and our own writes, and use what can be used', async () => {
    for (let id = 1; id <= 50; id += 1) put(String(id));
    const good = Array.from({ length: 50 }, (_, at) => event('contact.creation', { objectId: at + 1 }));
    const junk: unknown[] = [
      ...[null, 17, 'text', [], {}],
      event('contact.creation'),
      event('nonsense', { objectId: 3 }),
      event('contact.creation', { objectId: -3, propertyValue: 'secret@acme.example' }),
      event('contact.creation', { objectId: 3, occurredAt: 'yesterday' }),
      event('contact.creation', { objectId: 3, note: 'x'.repeat(9_000), subscriptionId: {} }),
    ];
    const others = [
      event('contact.creation', { objectId: 3, portalId: 4_711 }),
      event('company.creation', { objectId: 3 }),
      event('contact.propertyChange', { objectId: 3, propertyName: 'aix_score' }),
      event('contact.propertyChange', {
        objectId: 3,
        propertyName: 'jobtitle',
        changeSource: 'INTEGRATION',
        sourceId: String(APP_ID),
      }),
      event('contact.propertyChange', { objectId: 3, occurredAt: 1 }),
    ];
    const batch = [...junk, ...good, ...others, ...good.slice(0, 35)];
    assert.equal(batch.length, 100);
    assert.equal(await tell(batch), 200);
    const counted = {
      stored: 51,
      repeated: 35,
      aside: 5,
      unknown_portal: 1,
      own: 2,
      not_followed: 1,
      without_portal: 5,
    };
    assert.deepEqual(await fates(), counted);
    await settle();
    assert.equal((await leadOf('50'))?.company, 'Acme');
    for (const reason of [
      /^objectId: /,
      /^occurredAt: /,
      /^subscriptionId: /,
      /^subscriptionType: must be such as contact\.creation$/,
      /^The event names no record$/,
    ])
      assert.equal((await asides()).filter(each => reason.test(each)).length, 1, String(reason));
    const kept = JSON.stringify(await bank.inTenant(sql => listAside(sql, 200)));
    assert.doesNotMatch(kept, /secret@|x{100}/);
  });

  it('wait where the portal does not answer, and are settled once it does', async () => {
    put('7');
    await tell([event('contact.creation', { objectId: 7 })]);
    bank.crms.hubspot.onPage = () => {
      throw new Error('down');
    };
    await assert.rejects(settle(), /down/);
    assert.equal((await waiting()).length, 1);
    bank.crms.hubspot.onPage = () => undefined;
    await settle();
    assert.ok(await leadOf('7'));
    assert.deepEqual(await waiting(), []);
  });

  it('are refused when HubSpot did not sign them, and nothing is kept', async () => {
    const batch = [event('contact.creation', { objectId: 7 })];
    const older = {
      'x-hubspot-signature-v3': undefined,
      'x-hubspot-signature-version': 'v2',
      'x-hubspot-signature': 'a'.repeat(64),
    };
    for (const request of [
      { signed: { secret: 'another' } },
      { signed: { body: '[]' } },
      { signed: { at: 0 } },
      { signed: { url: 'https://api.aix.example/v1/hubspot/workflow-actions/score-record' } },
      { headers: older },
    ] satisfies PortalRequest[])
      assert.equal(await tell(batch, request), 401);
    assert.deepEqual(await fates(), {});
    assert.deepEqual([...(await portal.refusals()).keys()].sort(), ['expired', 'malformed', 'signature']);
  });

  it('are answered with 400 when the body is no list, and 413 when it is too large', async () => {
    assert.equal(await tell('{'), 400);
    assert.equal(await tell({ portalId: 1 }), 400);
    assert.equal(await tell(`[${' '.repeat(1_100_000)}]`), 413);
  });

  it('forget a person who asks for it, in any order, even after an uninstall', async () => {
    for (const id of ['7', '8']) put(id);
    await tell([event('contact.creation', { objectId: 7 }), event('contact.creation', { objectId: 8 })]);
    await settle();
    const { connectionId } = await bank.connection('hubspot');
    await bank.inTenant(sql => noteAccessLost(sql, connectionId, bank.context.now()));
    const forgotten = bank.crms.hubspot.read('7')!;
    bank.crms.hubspot.remove('7');
    await tell([
      event('contact.privacyDeletion', { objectId: 7 }),
      event('contact.deletion', { objectId: 8 }),
    ]);
    await settle();
    assert.equal(await leadOf('7'), undefined);
    assert.ok(await leadOf('8'), 'a portal that ended is read no more');
    bank.crms.hubspot.put('9', { ...forgotten, objectId: '9' });
    await tell([event('contact.creation', { objectId: 9 })]);
    await bank.inTenant(sql =>
      sql.query('update connections set ended_at = null where tenant_id = $1', [sql.tenantId]),
    );
    await settle();
    assert.equal(await leadOf('9'), undefined, 'the address is refused, whichever record bears it');
  });

  it('are remembered for a week, to tell repeats', async () => {
    const change = [event('contact.deletion', { objectId: 7 })];
    await tell(change);
    await settle();
    bank.passSeconds(6 * 86_400);
    await cleanUp(bank.context);
    await tell(change);
    bank.passSeconds(2 * 86_400);
    await cleanUp(bank.context);
    await tell(change);
    assert.deepEqual(await fates(), { stored: 2, repeated: 1 });
  });
});
