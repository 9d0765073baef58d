import assert from 'node:assert/strict';
import type { CrmLead, CrmName } from '../../src/connectors/crm-connector.ts';
import { saveCrmRecords } from '../../src/store/crm-records.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { assignLeads } from '../../src/use-cases/assign-leads.ts';
import { type Bank, openBank } from '../support/bank.ts';
import { makeCrmLead, makeFacts } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const NOW = new Date('2026-11-22T10:00:00Z');

describe(`assignLeads on ${DATABASE_KIND}`, function () {
  this.timeout(30_000);
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  /** Assigns a page of records, given as id and e-mail, and keeps it. @returns the lead of each */
  async function assign(
    crm: CrmName,
    ...page: [objectId: string, email: string | null][]
  ): Promise<string[]> {
    const { connectionId } = await bank.connection(crm);
    const records: CrmLead[] = page.map(([objectId, email]) => makeCrmLead({ objectId, email }));
    return bank.inTenant(async tenant => {
      const { records: assigned } = await assignLeads(tenant, connectionId, records);
      await saveCrmRecords(tenant, connectionId, assigned);
      const leads = [...new Set(assigned.map(({ leadId }) => leadId))];
      await saveLeads(
        tenant,
        leads.map(leadId => ({ leadId, ...makeFacts() })),
        NOW,
      );
      return assigned.map(({ leadId }) => leadId);
    });
  }
  const one = async (crm: CrmName, objectId: string, email: string | null) =>
    (await assign(crm, [objectId, email]))[0]!;

  it('gives people with different addresses leads of their own', async () => {
    const leads = await assign('salesforce', ['1', 'ada@acme.example'], ['2', 'bob@acme.example']);
    assert.equal(new Set(leads).size, 2);
  });

  it('joins the same address in two CRMs to one lead, however it is spelled', async () => {
    const lead = await one('salesforce', '1', 'ada@acme.example');
    assert.equal(await one('hubspot', '51', '  Ada@ACME.example '), lead);
  });

  it('keeps a known record with its lead, whatever became of its address', async () => {
    const lead = await one('salesforce', '1', 'ada@acme.example');
    await one('salesforce', '2', 'bob@acme.example');
    for (const email of ['bob@acme.example', null, 'new@acme.example'])
      assert.equal(await one('salesforce', '1', email), lead);
  });

  it('ties an address that a known record has got since to its lead', async () => {
    const lead = await one('salesforce', '1', null);
    await one('salesforce', '1', 'ada@acme.example');
    assert.equal(await one('hubspot', '51', 'ada@acme.example'), lead);
  });

  it('does not take an address from the lead that has it', async () => {
    const ada = await one('salesforce', '1', 'ada@acme.example');
    await one('salesforce', '2', 'bob@acme.example');
    await one('salesforce', '2', 'ada@acme.example');
    assert.equal(await one('hubspot', '51', 'ada@acme.example'), ada);
  });

  for (const [how, assignBoth] of [
    ['on one page', () => assign('salesforce', ['1', 'we@acme.example'], ['2', 'we@acme.example'])],
    [
      'on two pages',
      async () => [
        await one('salesforce', '1', 'we@acme.example'),
        await one('salesforce', '2', 'we@acme.example'),
      ],
    ],
  ] as const)
    it(`takes two records of one CRM that share an address, ${how}, for two people`, async () => {
      const [first, second] = await assignBoth();
      assert.notEqual(first, second);
      assert.equal(await one('hubspot', '51', 'we@acme.example'), first);
    });

  it('joins at most one record of each CRM to a lead, also within a page', async () => {
    const lead = await one('salesforce', '1', 'we@acme.example');
    const leads = await assign('hubspot', ['51', 'we@acme.example'], ['52', 'we@acme.example']);
    assert.equal(leads[0], lead);
    assert.notEqual(leads[1], lead);
  });

  const nobody: [string, string | null][] = [
    ['no address', null],
    ['an empty one', '  '],
    ['a role address', 'Info@acme.example'],
    ['another role address', 'no-reply@acme.example'],
    ['an address longer than any real one', `${'x'.repeat(70_000)}@acme.example`],
    ['an address that no database can hold', 'ada\u0000\ud800@acme.example'],
  ];
  for (const [what, email] of nobody)
    it(`recognises nobody by ${what}`, async () => {
      const lead = await one('salesforce', '1', email);
      assert.notEqual(await one('hubspot', '51', email), lead);
      assert.equal(await one('salesforce', '1', email), lead, 'and still knows the record');
    });

  it('knows nothing of another tenant’s addresses', async () => {
    const lead = await one('salesforce', '1', 'ada@acme.example');
    bank = await openBank(bank.context.database);
    assert.notEqual(await one('hubspot', '51', 'ada@acme.example'), lead);
  });
});
