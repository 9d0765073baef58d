import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { foldEvents } from '@aix/shared-scoring';
import fc from 'fast-check';
import type { CrmName } from '../../../src/connectors/crm-connector.ts';
import { digestUuid, emailDigest, emailSubject, visitorSubject } from '../../../src/security/digests.ts';
import { engagementOfLeads } from '../../../src/store/engagement.ts';
import { currentSignals } from '../../../src/store/signals.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { type Bank, closeBanks, openBank } from '../../support/bank.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const ADDRESSES = ['ada@acme.example', 'bob@acme.example', 'we@acme.example'];
const CRMS = ['salesforce', 'hubspot'] as const;
const IDS = ['0', '1', '2'];
/** A browser of whoever has the address. */
const visitorOf = (address: string) => `browser of ${address}`;

interface World {
  /** The address of each record, by CRM and id; null for none. */
  addresses: Record<CrmName, (string | null)[]>;
  steps: Step[];
}
type Step =
  | { do: 'put'; crm: CrmName; id: number; withAddress: boolean }
  | { do: 'read'; crm: CrmName }
  | { do: 'event'; id: number; address: string; byVisitor: boolean; minute: number }
  | { do: 'identify'; address: string };

const address = fc.constantFrom(...ADDRESSES);
const addresses = fc.array(fc.option(address), { minLength: IDS.length, maxLength: IDS.length });
const crm = fc.constantFrom(...CRMS);
const minute = fc.integer({ min: 1, max: 40_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      crm,
      id: fc.nat(IDS.length - 1),
      withAddress: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), crm }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      id: fc.nat(20),
      address,
      byVisitor: fc.boolean(),
      minute,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('identify' as const), address }) },
);
const world: fc.Arbitrary<World> = fc.record({
  addresses: fc.record({ salesforce: addresses, hubspot: addresses }),
  steps: fc.array(step, { minLength: 10, maxLength: 30 }),
});

describe(`shared addresses on ${DATABASE_KIND}`, function () {
  this.timeout(120_000);
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(async () => {
    await database.drop();
    await closeBanks();
  });

  it('tie nobody, and others tie records of both CRMs, as if all had been known from the start', async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ addresses, steps }) => {
        const bank = await openBank(database);
        const events = new Map<number, Extract<Step, { do: 'event' }>>();
        for (const each of [...steps, ...finalSteps()]) {
          if (each.do === 'event' && !events.has(each.id)) events.set(each.id, each);
          await take(bank, addresses, each);
        }
        const leads = await leadsOfRecords(bank);
        assert.deepEqual(groupsOf(leads), expectedGroups(addresses));
        await assertEngagement(bank, addresses, leads, [...events.values()]);
      }),
      { numRuns: 40 },
    );
  });
});

/** In the end everybody has their address, all browsers are known, and both CRMs are read. */
function finalSteps(): Step[] {
  const puts = CRMS.flatMap(crm => IDS.map((_, id) => ({ do: 'put' as const, crm, id, withAddress: true })));
  const identifications = ADDRESSES.map(each => ({ do: 'identify' as const, address: each }));
  return [...puts, ...CRMS.map(each => ({ do: 'read' as const, crm: each })), ...identifications];
}

async function take(
  { crms, context, tenantId, connection }: Bank,
  addresses: World['addresses'],
  step: Step,
): Promise<void> {
  const ingest = (part: object) =>
    ingestEvents(context, tenantId, [{ tenantId, events: [], identifications: [], asides: [], ...part }]);
  const at = new Date(context.now().getTime() - 60_000 * (step.do === 'event' ? step.minute : 50_000));
  switch (step.do) {
    case 'put': {
      // An address that was known once stays: what becomes of it when it goes is another story.
      const email = addresses[step.crm][step.id] ?? null;
      if (step.withAddress) crms[step.crm].put(IDS[step.id]!, { email, name: randomUUID() });
      else if (crms[step.crm].read(IDS[step.id]!) === undefined)
        crms[step.crm].put(IDS[step.id]!, { email: null });
      break;
    }
    case 'read':
      await importLeads(context, tenantId, await connection(step.crm));
      break;
    case 'event': {
      const subject = step.byVisitor ? visitorSubject(visitorOf(step.address)) : subjectOf(step.address);
      await ingest({
        events: [{ eventId: digestUuid(`event ${step.id}`), subject, signal: 'page_view', at }],
      });
      break;
    }
    case 'identify': {
      const subject = visitorSubject(visitorOf(step.address));
      const identification = { subject, emailSubject: subjectOf(step.address), signed: true, at };
      await ingest({ identifications: [identification] });
    }
  }
}

const subjectOf = (each: string) => emailSubject(emailDigest(each));

/** The lead that each record shows, by `salesforce 0`. */
async function leadsOfRecords(bank: Bank): Promise<Map<string, string>> {
  const rows = await bank.inTenant(tenant =>
    tenant.query<{ name: string; lead_id: string }>(
      `select c.crm || ' ' || r.object_id as name, r.lead_id from crm_records r
       join connections c on c.tenant_id = $1 and c.connection_id = r.connection_id where r.tenant_id = $1 order by 1`,
      [bank.tenantId],
    ),
  );
  return new Map(rows.map(row => [row.name, row.lead_id]));
}

/** Which records show the same lead. */
function groupsOf(leads: ReadonlyMap<string, string>): string[] {
  const groups = Map.groupBy([...leads], ([, leadId]) => leadId);
  return [...groups.values()].map(group => group.map(([name]) => name).join(' and ')).sort();
}

const isShared = (addresses: World['addresses'], each: string) =>
  CRMS.some(crm => addresses[crm].filter(of => of === each).length > 1);

/** The rule itself: an address that no CRM has twice joins the records that bear it. */
function expectedGroups(addresses: World['addresses']): string[] {
  const records = CRMS.flatMap(crm =>
    IDS.map((id, at) => ({ name: `${crm} ${id}`, address: addresses[crm][at] ?? null })),
  );
  const groups = Map.groupBy(records, ({ name, address: of }) =>
    of === null || isShared(addresses, of) ? name : of,
  );
  return [...groups.values()]
    .map(group =>
      group
        .map(({ name }) => name)
        .sort()
        .join(' and '),
    )
    .sort();
}

/** Each lead has the events of its address and its browser, and a shared address has none. */
async function assertEngagement(
  bank: Bank,
  addresses: World['addresses'],
  leads: ReadonlyMap<string, string>,
  events: readonly Extract<Step, { do: 'event' }>[],
): Promise<void> {
  const now = bank.context.now().getTime();
  const { signals } = await bank.inTenant(currentSignals);
  const stored = await bank.inTenant(tenant => engagementOfLeads(tenant, [...new Set(leads.values())]));
  for (const crm of CRMS)
    for (const [at, of] of addresses[crm].entries()) {
      const own = of === null || isShared(addresses, of) ? [] : events.filter(each => each.address === of);
      const state = stored.get(leads.get(`${crm} ${IDS[at]}`)!)?.state;
      const timed = own.map(each => ({ signal: 'page_view', atMs: now - each.minute * 60_000 }));
      assert.deepEqual(state, own.length === 0 ? undefined : foldEvents(timed, signals, now), `${crm} ${at}`);
    }
}
