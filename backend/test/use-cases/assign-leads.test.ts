import assert from 'node:assert/strict';
import type { CrmName } from '../../src/connectors/crm-connector.ts';
import type { CrmLead } from '../../src/connectors/crm-record.ts';
import { findRecordLeads, recordKeyText, saveCrmRecords } from '../../src/store/crm-records.ts';
import { findEarlierReadings } from '../../src/store/earlier-readings.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { addressesOfRecords } from '../../src/store/shared-addresses.ts';
import { assignLeads } from '../../src/use-cases/assign-leads.ts';
import { settleAddresses } from '../../src/use-cases/identity/settle-addresses.ts';
import { type Bank, openBank } from '../support/bank.ts';
import { makeCrmLead, makeFacts } from '../support/make.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

const NOW = new Date('2026-11-22T10:00:00Z');

describe(`assignLeads on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  /** Assigns a page of records, given as id and e-mail, keeps it and settles what follows. @returns the lead of each by now */
  async function assign(
    crm: CrmName,
    ...page: [objectId: string, email: string | null][]
  ): Promise<string[]> {
    const { connectionId } = await bank.connection(crm);
    const records: CrmLead[] = page.map(([objectId, email]) => makeCrmLead({ objectId, email }));
    return bank.inTenant(async tenant => {
      const before = await addressesOfRecords(tenant, connectionId, records);
      const known = await findEarlierReadings(tenant, connectionId, records);
      const { records: assigned } = await assignLeads(tenant, connectionId, records, known);
      await saveCrmRecords(tenant, connectionId, assigned);
      const leads = [...new Set(assigned.map(({ leadId }) => leadId))];
      await saveLeads(
        tenant,
        leads.map(leadId => ({ leadId, ...makeFacts() })),
        NOW,
      );
      const addresses = assigned.flatMap(({ subject }) => subject ?? []);
      await settleAddresses(tenant, [...before, ...addresses], NOW);
      const settled = await findRecordLeads(tenant, connectionId, records);
      return records.map(record => settled.get(recordKeyText(record))!);
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

  it('joins a known record that gets the address of a lead in the other CRM', async () => {
    const lead = await one('salesforce', '1', 'ada@acme.example');
    await one('hubspot', '51', null);
    assert.equal(await one('hubspot', '51', 'ada@acme.example'), lead);
  });

  it('does not take an address from a lead whose record lost it, for another record of that CRM', async () => {
    const ada = await one('salesforce', '1', 'ada@acme.example');
    await one('salesforce', '1', 'byron@acme.example');
    assert.notEqual(await one('salesforce', '2', 'ada@acme.example'), ada);
  });

  const both = [
    ['1', 'we@acme.example'],
    ['2', 'we@acme.example'],
  ] as [string, string][];
  for (const [how, assignBoth] of [
    ['on one page', () => assign('salesforce', ...both)],
    [
      'on two pages',
      async () => [await one('salesforce', ...both[0]!), await one('salesforce', ...both[1]!)],
    ],
  ] as const)
    it(`takes two records of one CRM that share an address, ${how}, for two people, and a third elsewhere for neither`, async () => {
      const sharers = await assignBoth();
      assert.equal(new Set([...sharers, await one('hubspot', '51', 'we@acme.example')]).size, 3);
    });

  it('parts two CRMs again when a second person of one of them shares the address', async () => {
    const lead = await one('salesforce', '1', 'we@acme.example');
    assert.equal(await one('hubspot', '51', 'we@acme.example'), lead);
    await one('hubspot', '52', 'we@acme.example');
    const known = [
      await one('hubspot', '51', 'we@acme.example'),
      await one('hubspot', '52', 'we@acme.example'),
    ];
    assert.equal(new Set([await one('salesforce', '1', 'we@acme.example'), ...known]).size, 3);
  });

  it('joins them when nobody shares it any more', async () => {
    await assign('salesforce', ...both);
    const portal = await one('hubspot', '51', 'we@acme.example');
    await one('salesforce', '2', 'own@acme.example');
    const lead = await one('salesforce', '1', 'we@acme.example');
    assert.equal(await one('hubspot', '51', 'we@acme.example'), lead);
    assert.ok([portal, lead].includes(lead));
    await one('salesforce', '2', 'we@acme.example');
    assert.notEqual(
      await one('hubspot', '51', 'we@acme.example'),
      await one('salesforce', '1', 'we@acme.example'),
    );
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
