import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { emailDigest, emailSubject, visitorSubject } from '../../../src/security/digests.ts';
import { engagementOfLeads } from '../../../src/store/engagement.ts';
import { claimEmails } from '../../../src/store/identities.ts';
import { saveLeads } from '../../../src/store/leads.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { noteActiveCompanies } from '../../../src/use-cases/engagement/note-active-companies.ts';
import type { Bank } from '../../support/bank.ts';
import { makeFacts } from '../../support/make.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const DAY_MS = 86_400_000;
/** The banks' present is a Sunday, 22 November 2026, 10:00 UTC. */
const MONDAY = new Date('2026-11-16T00:00:00Z');

describe(`noteActiveCompanies on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  const ids = new Map<string, string>();
  withBank(async opened => {
    bank = opened;
    ids.clear();
  });

  const add = async (...names: string[]) => {
    for (const name of names) {
      const leadId = randomUUID();
      ids.set(name, leadId);
      const email = `${name}@acme.example`;
      await bank.inTenant(async sql => {
        await saveLeads(sql, [{ leadId, ...makeFacts({ name, email, company: null }) }], bank.context.now());
        await claimEmails(sql, [{ email, leadId }]);
      });
    }
  };
  const subjectOf = (name: string) => emailSubject(emailDigest(`${name}@acme.example`));
  const act = async (name: string, at: Date, { signal = 'page_view', subject = subjectOf(name) } = {}) => {
    const event = { eventId: randomUUID(), subject, signal, at };
    const batch = { tenantId: bank.tenantId, events: [event], identifications: [], asides: [] };
    await ingestEvents(bank.context, bank.tenantId, [batch]);
  };
  const note = () => noteActiveCompanies(bank.context, bank.tenantId);
  /** When each of these people’s newest event of the signal happened. */
  const noted = async () => {
    const known = await bank.inTenant(sql => engagementOfLeads(sql, [...ids.values()]));
    return [...ids].flatMap(([name, leadId]) => {
      const at = known.get(leadId)?.state.counters.company_active?.newestMs;
      return at === undefined ? [] : [`${name} ${new Date(at).toISOString().slice(8, 10)}`];
    });
  };
  const day = (number: number) => new Date(MONDAY.getTime() + (number - 1) * DAY_MS);

  it('notes it of each of three people, from when the third acted', async () => {
    await add('ada', 'bo', 'chi', 'dee');
    await act('ada', day(1));
    await act('bo', day(2));
    assert.equal(await note(), 0);
    await act('chi', day(4));
    assert.equal(await note(), 3);
    assert.deepEqual(await noted(), ['ada 19', 'bo 19', 'chi 19']);
  });

  it('notes it once a week, and of who comes later when they come', async () => {
    await add('ada', 'bo', 'chi', 'dee');
    for (const name of ['ada', 'bo', 'chi']) await act(name, day(1));
    await note();
    await act('dee', day(5));
    await note();
    await note();
    assert.deepEqual(await noted(), ['ada 16', 'bo 16', 'chi 16', 'dee 20']);
    const [{ count }] = (await bank.inTenant(sql =>
      sql.query<{ count: number }>(
        "select count(*)::int from events where tenant_id = $1 and signal = 'company_active'",
        [bank.tenantId],
      ),
    )) as [{ count: number }];
    assert.equal(count, 4);
  });

  it('counts no week together with another, nor what mail programs do', async () => {
    await add('ada', 'bo', 'chi');
    await act('ada', day(0));
    await act('bo', day(1));
    await act('chi', day(1));
    await act('ada', day(1), { signal: 'email_open' });
    assert.equal(await note(), 0);
  });

  it('looks at the week before for another day', async () => {
    await add('ada', 'bo', 'chi');
    for (const name of ids.keys()) await act(name, day(7));
    bank.passSeconds(20 * 3_600);
    assert.equal(bank.context.now().getUTCDay(), 1);
    assert.equal(await note(), 3);
  });

  it('believes no page that only says who somebody is', async () => {
    await add('ada', 'bo', 'chi');
    await act('ada', day(1));
    await act('bo', day(1));
    const subject = visitorSubject('v1');
    const identification = { subject, emailSubject: subjectOf('chi'), signed: false, at: day(1) };
    const batch = { tenantId: bank.tenantId, events: [], identifications: [identification], asides: [] };
    await ingestEvents(bank.context, bank.tenantId, [batch]);
    await act('chi', day(1), { subject });
    assert.equal(await note(), 0);
  });
});
