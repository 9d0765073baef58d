import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readWebhook } from '../../../src/http/hubspot/read-webhook.ts';
import { receiveToldChanges } from '../../../src/use-cases/portals/receive-told-changes.ts';
import { settleToldChanges } from '../../../src/use-cases/portals/settle-told-changes.ts';
import type { Bank } from '../../support/bank.ts';
import { closeBanks, openBank } from '../../support/bank.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const IDS = ['1', '2', '3', '4', '5'];
const person = (id: string) => ({ objectType: 'contact', email: `${id}@acme.example`, company: 'Acme' });

/** What people do in the portal. */
type Act =
  | { do: 'edit'; id: string; company: string }
  | { do: 'delete'; id: string }
  | { do: 'restore'; id: string }
  | { do: 'merge'; id: string; into: string }
  | { do: 'forget'; id: string };
const id = fc.constantFrom(...IDS);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      id,
      company: fc.constantFrom('Umbrella', 'Initech'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), id, into: id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), id }) },
);
/** In which order, how often and how far together the telling arrives. */
const telling = fc.record({
  order: fc.array(fc.nat(1_000), { minLength: 30, maxLength: 30 }),
  batch: fc.integer({ min: 1, max: 4 }),
});

describe(`what HubSpot tells, by law, on ${DATABASE_KIND}`, function () {
  this.timeout(180_000);
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(async () => {
    await database.drop();
    await closeBanks();
  });

  it('comes to the same end in whatever order, however often and however late it is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 10 }),
        telling,
        async (acts, { order, batch }) => {
          const [calm, wild] = [await openPortal(database), await openPortal(database)];
          const told = acts.flatMap((each, at) => tell(calm, each, at));
          await receive(calm, told);
          await settle(calm);
          const wildly = acts.flatMap((each, at) => tell(wild, each, at));
          const shuffled = shuffle([...wildly, ...wildly.slice(0, order[0]! % 5)], order);
          for (let start = 0; start < shuffled.length; start += batch) {
            await receive(wild, shuffled.slice(start, start + batch));
            await settle(wild);
          }
          assert.deepEqual(await portraitOf(wild), await portraitOf(calm));
          await requireTruth(wild);
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** What is known is what stands in the portal. */
async function requireTruth(portal: Portal): Promise<void> {
  const known = new Map((await recordsOf(portal)).map(record => [record.object_id, record]));
  for (const [objectId, state] of portal.states) {
    const record = known.get(objectId);
    if (state === 'forgotten') assert.equal(record, undefined, objectId);
    else if (state !== 'live') assert.notEqual(record?.gone, false, objectId);
    else assert.equal(record?.gone, false, objectId);
    if (state === 'live') assert.equal(record?.read, portal.bank.crms.hubspot.read(objectId)?.company);
  }
}

interface Portal {
  bank: Bank;
  /** What stands in the portal, to tell which acts are possible. */
  states: Map<string, 'live' | 'deleted' | 'merged' | 'forgotten'>;
}

async function openPortal(database: TestDatabase): Promise<Portal> {
  const bank = await openBank(database);
  for (const each of IDS) bank.crms.hubspot.put(each, person(each));
  const portal: Portal = { bank, states: new Map(IDS.map(each => [each, 'live'])) };
  const events = IDS.map(objectId => eventOf(portal, 'contact.creation', 0, { objectId }));
  await receive(portal, events);
  await settle(portal);
  return portal;
}

/** Does what can be done, and answers what HubSpot tells of it. */
function tell(portal: Portal, act: Act, at: number): object[] {
  const { bank, states } = portal;
  const crm = bank.crms.hubspot;
  const state = states.get(act.id);
  const event = (type: string, detail: object) => eventOf(portal, type, at + 1, detail);
  const objectId = act.id;
  if (act.do === 'restore') {
    if (state !== 'deleted') return [];
    states.set(act.id, 'live');
    crm.put(act.id, { company: 'Restored' });
    return [event('contact.restore', { objectId })];
  }
  if (act.do === 'forget') {
    if (state === 'forgotten' || state === 'merged') return [];
    if (state === 'live') crm.remove(act.id);
    states.set(act.id, 'forgotten');
    return [event('contact.deletion', { objectId }), event('contact.privacyDeletion', { objectId })];
  }
  if (state !== 'live') return [];
  if (act.do === 'edit') {
    crm.put(act.id, { company: act.company });
    return [event('contact.propertyChange', { objectId, propertyName: 'company' })];
  }
  if (act.do === 'delete') {
    states.set(act.id, 'deleted');
    crm.remove(act.id);
    return [event('contact.deletion', { objectId })];
  }
  if (act.id === act.into || states.get(act.into) !== 'live') return [];
  states.set(act.id, 'merged');
  crm.remove(act.id, act.into);
  const merge = { objectId: act.into, primaryObjectId: act.into, mergedObjectIds: [act.id] };
  return [event('contact.merge', merge)];
}

function eventOf({ bank }: Portal, subscriptionType: string, at: number, detail: object): object {
  const occurredAt = 1_790_000_000_000 + at;
  return {
    portalId: Number(bank.portalId),
    subscriptionType,
    subscriptionId: 1,
    occurredAt,
    attemptNumber: at % 3,
    ...detail,
  };
}

async function receive({ bank }: Portal, events: readonly object[]): Promise<void> {
  await receiveToldChanges(bank.context, readWebhook(events).portals);
}

async function settle({ bank }: Portal): Promise<void> {
  await settleToldChanges(bank.context, bank.tenantId, await bank.connection('hubspot'));
}

function shuffle<T>(items: readonly T[], order: readonly number[]): T[] {
  return items
    .map((item, at) => ({ item, place: (order[at % order.length]! * 31 + at * 17) % 101 }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

interface KnownRecord {
  object_id: string;
  lead_id: string;
  gone: boolean;
  /** Of the record as read, and of its lead. */
  read: string;
  company: string;
  left: boolean;
}

function recordsOf({ bank }: Portal): Promise<KnownRecord[]> {
  return bank.inTenant(tenant =>
    tenant.query<KnownRecord>(
      `select c.object_id, c.lead_id, c.gone_at is not null as gone, c.facts->>'company' as read, l.company,
         l.left_at is not null as left
       from crm_records c join leads l on l.tenant_id = $1 and l.lead_id = c.lead_id
       where c.tenant_id = $1 order by c.object_id`,
      [tenant.tenantId],
    ),
  );
}

/** Which records show which people, what is known of them, and who has left; without what is random. */
async function portraitOf(portal: Portal): Promise<unknown> {
  const records = await recordsOf(portal);
  const firstOf = new Map<string, string>();
  for (const { lead_id, object_id } of records) if (!firstOf.has(lead_id)) firstOf.set(lead_id, object_id);
  const [counts] = await portal.bank.inTenant(tenant =>
    tenant.query(
      `select (select count(*)::int from leads where tenant_id = $1) as leads,
         (select count(*)::int from identities where tenant_id = $1) as identities,
         (select count(*)::int from erased_identities where tenant_id = $1) as erased,
         (select count(*)::int from told_changes where tenant_id = $1 and settled_at is null) as waiting`,
      [tenant.tenantId],
    ),
  );
  const people = records.map(({ lead_id, read, ...record }) => ({ ...record, person: firstOf.get(lead_id) }));
  return { people, counts };
}
