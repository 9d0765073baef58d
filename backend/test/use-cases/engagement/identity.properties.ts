import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { foldEvents } from '@aix/shared-scoring';
import fc from 'fast-check';
import { emailDigest, emailSubject, visitorSubject } from '../../../src/security/digests.ts';
import { engagementOfLeads } from '../../../src/store/engagement.ts';
import { currentSignals } from '../../../src/store/signals.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { mergeLeads, unmergeLeads } from '../../../src/use-cases/merge-leads.ts';
import { type Bank, closeBanks, openBank } from '../../support/bank.ts';
import { DATABASE_KIND, openTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const PEOPLE = ['ada', 'bob', 'eve'];
const VISITORS = ['v0', 'v1', 'v2'];
const SIGNALS = ['page_view', 'pricing_view', 'unsubscribe', 'nobody_knows_it'];
const emailOf = (person: string) => `${person}@acme.example`;
const subjectOf = (name: string) =>
  name.startsWith('v') ? visitorSubject(name) : emailSubject(emailDigest(emailOf(name)));

type Step =
  | { do: 'event'; id: number; of: string; signal: string; minute: number }
  | { do: 'identify'; visitor: string; as: string; signed: boolean; minute: number }
  | { do: 'import'; person: string }
  | { do: 'merge'; person: string; into: string }
  | { do: 'unmerge'; person: string };

const minute = fc.integer({ min: 1, max: 40_000 });
const person = fc.constantFrom(...PEOPLE);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      id: fc.integer({ min: 0, max: 30 }),
      of: fc.constantFrom(...PEOPLE, ...VISITORS),
      signal: fc.constantFrom(...SIGNALS),
      minute,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('identify' as const),
      visitor: fc.constantFrom(...VISITORS),
      as: person,
      signed: fc.boolean(),
      minute,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('import' as const), person }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('merge' as const), person, into: person }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('unmerge' as const), person }) },
);

/** What is known in the end, by rules so plain that they need no store. */
interface Truth {
  events: Map<number, Extract<Step, { do: 'event' }>>;
  /** The identification of each visitor that counts. */
  visitors: Map<string, Extract<Step, { do: 'identify' }>>;
  /** Who stands for whom. */
  merges: Map<string, string>;
}

describe(`identity on ${DATABASE_KIND}`, function () {
  this.timeout(120_000);
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(async () => {
    await database.drop();
    await closeBanks();
  });

  it('leaves each lead the engagement of a fold of its final events, in whatever order things came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async steps => {
        const bank = await openBank(database);
        const truth: Truth = { events: new Map(), visitors: new Map(), merges: new Map() };
        const leads = new Map<string, string>();
        for (const each of steps) await take(bank, truth, leads, each);
        for (const each of PEOPLE) await take(bank, truth, leads, { do: 'import', person: each });
        await assertFolded(bank, truth, leads);
      }),
      { numRuns: 25 },
    );
  });
});

async function take(bank: Bank, truth: Truth, leads: Map<string, string>, step: Step): Promise<void> {
  const { context, tenantId } = bank;
  const ingest = (part: object) =>
    ingestEvents(context, tenantId, [{ tenantId, events: [], identifications: [], asides: [], ...part }]);
  const timeOf = ({ minute }: { minute: number }) => new Date(context.now().getTime() - minute * 60_000);
  switch (step.do) {
    case 'event': {
      const { id, of, signal } = step;
      if (!truth.events.has(id)) truth.events.set(id, step);
      const eventId = `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
      await ingest({ events: [{ eventId, subject: subjectOf(of), signal, at: timeOf(step) }] });
      break;
    }
    case 'identify': {
      const { visitor, as, signed } = step;
      const before = truth.visitors.get(visitor);
      if (before === undefined || isStronger(step, before)) truth.visitors.set(visitor, step);
      const identification = {
        subject: subjectOf(visitor),
        emailSubject: subjectOf(as),
        signed,
        at: timeOf(step),
      };
      await ingest({ identifications: [identification] });
      break;
    }
    case 'import': {
      const { salesforce } = bank.crms;
      salesforce.put(step.person, { email: emailOf(step.person), name: randomUUID() });
      await importLeads(context, tenantId, await bank.connection('salesforce'));
      const [row] = await bank.inTenant(tenant =>
        tenant.query<{ own_lead_id: string }>(
          'select own_lead_id from crm_records where tenant_id = $1 and object_id = $2',
          [tenantId, step.person],
        ),
      );
      leads.set(step.person, row!.own_lead_id);
      break;
    }
    case 'merge': {
      const [leadId, intoLeadId] = [leads.get(step.person), leads.get(step.into)];
      const isAllowed =
        step.person !== step.into && !truth.merges.has(step.person) && !truth.merges.has(step.into);
      if (leadId === undefined || intoLeadId === undefined) break;
      const merge = mergeLeads(context, tenantId, { leadId, intoLeadId, reason: 'a test says so' });
      if (!isAllowed) await assert.rejects(merge, { code: 'ERR_INPUT_INVALID' });
      else {
        await merge;
        truth.merges.set(step.person, step.into);
      }
      break;
    }
    case 'unmerge': {
      const leadId = leads.get(step.person);
      if (leadId === undefined) break;
      const unmerge = unmergeLeads(context, tenantId, leadId);
      if (truth.merges.delete(step.person)) await unmerge;
      else await assert.rejects(unmerge, { code: 'ERR_LEAD_NOT_FOUND' });
    }
  }
}

type Identify = Extract<Step, { do: 'identify' }>;

/** A signed one, then the newest, then the greater address. */
function isStronger(a: Identify, b: Identify): boolean {
  if (a.signed !== b.signed) return a.signed;
  if (a.minute !== b.minute) return a.minute < b.minute;
  return subjectOf(a.as) > subjectOf(b.as);
}

async function assertFolded(bank: Bank, truth: Truth, leads: Map<string, string>): Promise<void> {
  const now = bank.context.now().getTime();
  const standingOf = (person: string): string =>
    truth.merges.has(person) ? standingOf(truth.merges.get(person)!) : person;
  const personOf = (name: string) => (name.startsWith('v') ? truth.visitors.get(name)?.as : name);
  const { signals } = await bank.inTenant(currentSignals);
  const stored = await bank.inTenant(tenant => engagementOfLeads(tenant, [...leads.values()]));
  for (const person of PEOPLE) {
    const own = [...truth.events.values()].filter(({ of }) => {
      const named = personOf(of);
      return named !== undefined && standingOf(named) === person;
    });
    const isSigned = ({ of }: { of: string }) => truth.visitors.get(of)?.signed ?? true;
    const fold = (events: typeof own) =>
      foldEvents(
        events.map(({ signal, minute }) => ({ signal, atMs: now - minute * 60_000 })),
        signals,
        now,
      );
    const engagement = stored.get(leads.get(person)!);
    if (own.length === 0) assert.equal(engagement, undefined, person);
    else {
      assert.deepEqual(engagement?.state, fold(own), person);
      assert.deepEqual(engagement?.signedState, fold(own.filter(isSigned)), person);
      assert.equal(engagement?.hasUnsigned, !own.every(isSigned), person);
      assert.equal(
        engagement?.lastEventAt.getTime(),
        now - Math.min(...own.map(each => each.minute)) * 60_000,
      );
    }
  }
}
