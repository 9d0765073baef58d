import assert from 'node:assert/strict';
import { BANK_FIELDS } from '../../demo/bank-fields.ts';
import { chooseRows } from '../../demo/leads/bank-rows.ts';
import { DIRTY_LEADS } from '../../demo/leads/dirt.ts';
import { createPersonMaker } from '../../demo/leads/made-up-person.ts';
import {
  type ContactRecord,
  createTemporaryDemo,
  type LeadRecord,
  NOW,
  readDataRows,
  SEED,
  type TemporaryDemo,
} from './demo-fixture.ts';

const DAY_MS = 86_400_000;
const LEAD_COUNT = 2000;
const HORIZON_START = Math.floor(NOW.getTime() / 1000) * 1000 - 30 * DAY_MS;

const OUTCOME_BY_STATUS = new Map([
  ['Open - Not Contacted', 'open'],
  ['lead OPEN', 'open'],
  ['Closed - Converted', 'converted'],
  ['customer null', 'converted'],
  ['Closed - Not Converted', 'not converted'],
  ['lead UNQUALIFIED', 'not converted'],
]);

/** One lead as its records together tell it. */
interface LeadSeen {
  email: string;
  createdAt: number;
  modifiedAt: number;
  outcome: string | undefined;
  convertedDay: string | null;
  facts: string;
}

describe('the demo tenant’s leads', () => {
  let demo: TemporaryDemo;
  let inSalesforce: Map<string, LeadSeen>;
  let inHubspot: Map<string, LeadSeen>;
  /** Row numbers by e-mail address. */
  let rowOf: Map<string, number>;

  before(async () => {
    demo = await createTemporaryDemo({ leadCount: LEAD_COUNT });
    inSalesforce = byEmail(demo.leads.map(seeLead));
    inHubspot = byEmail(demo.contacts.map(seeContact));
    const personOf = createPersonMaker(SEED);
    rowOf = new Map(chooseRows(LEAD_COUNT).rows.map(row => [personOf(row).email, row]));
  });
  after(() => demo.remove());

  it('are 45 % in Salesforce only, 45 % in HubSpot only and 10 % in both', () => {
    assert.equal(demo.leads.length, 1100);
    assert.equal(demo.contacts.length, 1100);
    const twins = [...inSalesforce.keys()].filter(email => inHubspot.has(email));
    assert.equal(twins.length, 200);
  });

  it('say the same in both CRMs', () => {
    for (const [email, lead] of inSalesforce) {
      const contact = inHubspot.get(email);
      if (contact !== undefined) assert.deepEqual(lead, contact);
    }
  });

  it('have twins whose address is written exactly alike, and twins where only the case differs', () => {
    const twins = demo.leads
      .map(({ Email }) => String(Email))
      .filter(email => inHubspot.has(email.toLowerCase()));
    const exact = twins.filter(email => email === email.toLowerCase()).length;
    assert.ok(exact > 60 && exact < 140, `${exact} of ${twins.length}`);
  });

  it('have an e-mail address of their own, in a domain that cannot exist', () => {
    const emails = new Set([...inSalesforce.keys(), ...inHubspot.keys()]);
    assert.equal(emails.size, LEAD_COUNT - withoutEmail(demo));
    for (const email of emails) assert.match(email, /^[a-z]+\.[a-z]+\d+@[a-z0-9-]{1,30}\.example$/);
  });

  it('are found again by row and seed, while no address tells how late its row comes', () => {
    for (const email of [...inSalesforce.keys(), ...inHubspot.keys()]) assert.ok(rowOf.has(email), email);
    const numbers = [...rowOf.keys()].map(email => Number(/\d+(?=@)/.exec(email)));
    assert.ok(Math.abs(correlation(numbers, [...rowOf.values()])) < 0.08);
  });

  it('are created in the file’s order up to now, the newest fifth within the last 30 days', () => {
    for (const seen of [[...inSalesforce.values()], [...inHubspot.values()]]) {
      const rows = seen.map(({ email }) => rowOf.get(email)!);
      assert.deepEqual(
        rows,
        rows.toSorted((a, b) => a - b),
      );
      const times = seen.map(({ createdAt }) => createdAt);
      assert.ok(times.every((time, index) => index === 0 || time > times[index - 1]!));
      for (const { createdAt, outcome } of seen) assert.equal(outcome === 'open', createdAt >= HORIZON_START);
    }
    const all = [...inSalesforce.values(), ...inHubspot.values()].map(({ createdAt }) => createdAt);
    assert.equal(Math.max(...all), HORIZON_START + 30 * DAY_MS);
    assert.ok(Math.min(...all) - (HORIZON_START - 120 * DAY_MS) < DAY_MS);
  });

  it('carry the file’s outcome where they are older, and none where they are newer', () => {
    const file = readDataRows('leads.csv.gz');
    const outcomes = { yes: 'converted', no: 'not converted', '': 'open' };
    for (const { email, outcome } of [...inSalesforce.values(), ...inHubspot.values()]) {
      assert.equal(outcome, outcomes[file[rowOf.get(email)!]!.y as keyof typeof outcomes]);
    }
  });

  it('are closed within 29 days of their creation and before now, half of them within about six', () => {
    const delays = [...inSalesforce.values(), ...inHubspot.values()]
      .filter(({ outcome }) => outcome !== 'open')
      .map(({ createdAt, modifiedAt }) => {
        assert.ok(modifiedAt <= NOW.getTime());
        return (modifiedAt - createdAt) / DAY_MS;
      })
      .sort((a, b) => a - b);
    assert.ok(delays[0]! > 0 && delays.at(-1)! < 29);
    assert.ok(Math.abs(delays[delays.length / 2 - 1]! - 6) < 0.6, `median ${delays[delays.length / 2 - 1]}`);
  });

  it('hold the bank’s own columns, duration and unknown included', () => {
    const file = readDataRows('leads.csv.gz');
    const clean = [...inSalesforce.values(), ...inHubspot.values()].filter(
      ({ email, facts }) => facts === factsOf(file[rowOf.get(email)!]!),
    );
    assert.equal(clean.length, demo.leads.length + demo.contacts.length - DIRTY_LEADS);
    assert.ok(clean.some(({ facts }) => facts.includes('unknown')));
  });

  it('are dirty in forty cases: no contact details, empty fields, long texts, odd numbers, retired options', () => {
    const values = demo.contacts.map(({ properties }) => properties);
    const counts = [
      withoutEmail(demo),
      demo.leads.filter(({ Age__c }) => Age__c === null).length +
        values.filter(({ age }) => age === '').length,
      demo.leads.filter(({ Company }) => String(Company).length === 255).length +
        values.filter(({ company }) => company?.length === 4000).length,
      demo.leads.filter(({ Age__c }) => Age__c === 999).length +
        values.filter(({ age }) => age?.endsWith(' years')).length,
      demo.leads.filter(({ Education__c }) => String(Education__c).endsWith('(old list)')).length +
        values.filter(({ education }) => education?.endsWith('(old list)')).length,
    ];
    assert.deepEqual(counts, [8, 8, 8, 8, 8]);
  });
});

function seeLead(lead: LeadRecord): LeadSeen {
  assert.equal(lead.SystemModstamp, lead.LastModifiedDate);
  assert.equal(lead.IsConverted, lead.Status === 'Closed - Converted');
  return {
    email: String(lead.Email ?? '').toLowerCase(),
    createdAt: Date.parse(String(lead.CreatedDate)),
    modifiedAt: Date.parse(String(lead.LastModifiedDate)),
    outcome: OUTCOME_BY_STATUS.get(String(lead.Status)),
    convertedDay: lead.ConvertedDate as string | null,
    facts: BANK_FIELDS.map(({ salesforce }) => lead[salesforce]).join('|'),
  };
}

function seeContact({ createdAt, updatedAt, properties }: ContactRecord): LeadSeen {
  assert.equal(properties.createdate, createdAt);
  assert.equal(properties.lastmodifieddate, updatedAt);
  return {
    email: properties.email ?? '',
    createdAt: Date.parse(createdAt),
    modifiedAt: Date.parse(updatedAt),
    outcome: OUTCOME_BY_STATUS.get(`${properties.lifecyclestage} ${properties.hs_lead_status}`),
    convertedDay: properties.hs_v2_date_entered_customer?.slice(0, 10) ?? null,
    facts: BANK_FIELDS.map(({ name }) => properties[name]).join('|'),
  };
}

function factsOf(row: Record<string, string>): string {
  return BANK_FIELDS.map(({ column }) => row[column]).join('|');
}

/** Leads by their address; the few without one are left out. */
function byEmail(leads: readonly LeadSeen[]): Map<string, LeadSeen> {
  return new Map(leads.filter(({ email }) => email !== '').map(lead => [lead.email, lead]));
}

function withoutEmail({ leads, contacts }: TemporaryDemo): number {
  return (
    leads.filter(({ Email, Company }) => Email === null && Company === null).length +
    contacts.filter(({ properties }) => properties.email === null && properties.company === null).length
  );
}

/** Pearson's correlation. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(xs);
  const meanY = mean(ys);
  const covariance = (as: readonly number[], meanA: number, bs: readonly number[], meanB: number) =>
    mean(as.map((a, index) => (a - meanA) * (bs[index]! - meanB)));
  return (
    covariance(xs, meanX, ys, meanY) /
    Math.sqrt(covariance(xs, meanX, xs, meanX) * covariance(ys, meanY, ys, meanY))
  );
}
