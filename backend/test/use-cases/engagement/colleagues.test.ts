import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { emailDigest, emailSubject } from '../../../src/security/digests.ts';
import { claimEmails } from '../../../src/store/identities.ts';
import { saveLeads } from '../../../src/store/leads.ts';
import { findColleagues } from '../../../src/use-cases/engagement/find-colleagues.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import type { Bank } from '../../support/bank.ts';
import { makeFacts } from '../../support/make.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const DAY_MS = 86_400_000;

describe(`findColleagues on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  const ids = new Map<string, string>();
  withBank(async opened => {
    bank = opened;
    ids.clear();
  });

  const add = async (name: string, company: string | null, email = addressOf(name)) => {
    const leadId = randomUUID();
    ids.set(name, leadId);
    await bank.inTenant(async sql => {
      await saveLeads(sql, [{ leadId, ...makeFacts({ name, email, company }) }], bank.context.now());
      await claimEmails(sql, [{ email, leadId }]);
    });
  };
  /** Of a provider of free addresses, whom nobody calls a company. */
  const addressOf = (name: string) => `${name}@gmail.com`;
  const act = (name: string, daysAgo: number, email = addressOf(name)) => {
    const at = new Date(bank.context.now().getTime() - daysAgo * DAY_MS);
    const subject = emailSubject(emailDigest(email));
    const event = { eventId: randomUUID(), subject, signal: 'page_view', at };
    const batch = { tenantId: bank.tenantId, events: [event], identifications: [], asides: [] };
    return ingestEvents(bank.context, bank.tenantId, [batch]);
  };
  const active = async (name: string) => {
    const since = new Date(bank.context.now().getTime() - 7 * DAY_MS);
    const asked = { leadId: ids.get(name)!, since, limit: 10 };
    const found = await findColleagues(bank.context, bank.tenantId, asked);
    return found.map(each => [each.name, each.acts]);
  };

  it('tells who of the company was active of late, however it is written, and nobody else', async () => {
    for (const [name, company] of [
      ['ada', 'Acme'],
      ['bo', ' ACME '],
      ['chi', 'Acme'],
      ['dee', 'Other'],
    ] as const)
      await add(name, company);
    for (const [name, daysAgo] of [
      ['ada', 2],
      ['bo', 1],
      ['bo', 3],
      ['chi', 8],
      ['dee', 0],
    ] as const)
      await act(name, daysAgo);
    assert.deepEqual(await active('ada'), [
      ['bo', 2],
      ['ada', 1],
    ]);
    assert.deepEqual(await active('chi'), await active('ada'));
  });

  it('takes people without a company for nobody’s colleagues, whatever a form made them enter', async () => {
    for (const [name, company] of [
      ['ada', null],
      ['bo', ''],
      ['chi', ''],
      ['dee', '[not provided]'],
      ['eve', 'N/A'],
      ['fay', 'n/a'],
      ['gus', '---'],
    ] as const) {
      await add(name, company);
      await act(name, 1);
    }
    for (const name of ids.keys()) assert.deepEqual(await active(name), []);
  });

  it('knows people of a company by the domain of their addresses, too', async () => {
    for (const name of ['ada', 'bo']) {
      const email = `${name}@Acme.example`;
      await add(name, null, email);
      await act(name, 1, email);
    }
    assert.deepEqual(
      (await active('ada')).map(([name]) => name),
      (await active('bo')).map(([name]) => name),
    );
    assert.equal((await active('ada')).length, 2);
  });

  it('takes no domain for a company that people of many companies have', async () => {
    for (const name of ['ada', 'bo', 'chi', 'dee', 'eve']) {
      const email = `${name}@regional-provider.example`;
      await add(name, `${name} Ltd`, email);
      await act(name, 1, email);
    }
    assert.deepEqual(await active('ada'), [['ada', 1]]);
  });

  it('takes no domain for a company that ten companies’ people have, however many of each', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `person${at}`);
    for (const [at, name] of names.entries())
      await add(name, `Company ${at % 10}`, `${name}@regional-provider.example`);
    for (const name of ['person0', 'person1', 'person10'])
      await act(name, 1, `${name}@regional-provider.example`);
    const active0 = (await active('person0')).map(([name]) => name);
    assert.deepEqual(active0.sort(), ['person0', 'person10']);
  });
});
