import assert from 'node:assert/strict';
import type { CrmName } from '../../../src/connectors/crm-connector.ts';
import { digestUuid, emailDigest, emailSubject, visitorSubject } from '../../../src/security/digests.ts';
import { findRecordLeads } from '../../../src/store/crm-records.ts';
import { eventsOfLeads } from '../../../src/store/events.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { mergeLeads, unmergeLeads } from '../../../src/use-cases/merge-leads.ts';
import type { Bank } from '../../support/bank.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const EMAIL = 'we@acme.example';

describe(`settleAddresses on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(async opened => {
    bank = opened;
    await put('hubspot', '51');
    await ingest({ events: [event('by address', emailSubject(emailDigest(EMAIL)))] });
    const browser = visitorSubject('their browser');
    const at = bank.context.now();
    const emailOf = emailSubject(emailDigest(EMAIL));
    await ingest({ identifications: [{ subject: browser, emailSubject: emailOf, signed: true, at }] });
    await ingest({ events: [event('by browser', browser)] });
  });

  const event = (name: string, subject: string) => ({
    ...{ eventId: digestUuid(name), subject, signal: 'page_view', at: bank.context.now() },
  });
  const ingest = ({ ...part }: object) => {
    const { context, tenantId } = bank;
    const batch = { tenantId, events: [], identifications: [], asides: [], ...part };
    return ingestEvents(context, tenantId, [batch]);
  };
  async function put(crm: CrmName, objectId: string, email = EMAIL): Promise<void> {
    bank.crms[crm].put(objectId, { email });
    await importLeads(bank.context, bank.tenantId, await bank.connection(crm));
  }
  const leadOf = async (crm: CrmName, objectId: string): Promise<string> => {
    const { connectionId } = await bank.connection(crm);
    const keys = [{ objectType: 'Lead', objectId }];
    const [lead] = (await bank.inTenant(tenant => findRecordLeads(tenant, connectionId, keys))).values();
    return lead!;
  };
  const leads = async () => [
    await leadOf('hubspot', '51'),
    await leadOf('salesforce', '1'),
    await leadOf('salesforce', '2'),
  ];
  const eventsOf = async (leadIds: readonly string[]) =>
    (await bank.inTenant(tenant => eventsOfLeads(tenant, leadIds))).length;

  it('takes the events of an address from everybody once two people of a CRM share it', async () => {
    await put('salesforce', '1');
    assert.equal(await eventsOf([await leadOf('salesforce', '1')]), 2);
    await put('salesforce', '2');
    assert.equal(new Set(await leads()).size, 3);
    assert.equal(await eventsOf(await leads()), 0);
  });

  it('gives them to the one who has the address alone again, in both CRMs', async () => {
    await put('salesforce', '1');
    await put('salesforce', '2');
    await put('salesforce', '2', 'own@acme.example');
    const [portal, first, second] = await leads();
    assert.equal(portal, first);
    assert.notEqual(first, second);
    assert.equal(await eventsOf([first!]), 2);
  });

  it('gives them back when the other record is deleted', async () => {
    await put('salesforce', '1');
    await put('salesforce', '2');
    bank.crms.salesforce.remove('2');
    await importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
    const [portal, first] = await leads();
    assert.equal(portal, first);
    assert.equal(await eventsOf([first!]), 2);
  });

  it('follows a merge of those who share it, and its undoing', async () => {
    await put('salesforce', '1');
    await put('salesforce', '2');
    const [, first, second] = await leads();
    const { context, tenantId } = bank;
    for (const _ of ['once', 'and again']) {
      await mergeLeads(context, tenantId, { leadId: second!, intoLeadId: first!, reason: 'a test says so' });
      assert.equal(new Set(await leads()).size, 1);
      assert.equal(await eventsOf([first!]), 2);
      await unmergeLeads(context, tenantId, second!);
      assert.equal(new Set(await leads()).size, 3);
      assert.equal(await eventsOf(await leads()), 0);
    }
  });

  it('keeps two apart of whom a person has said that they are not one', async () => {
    await put('salesforce', '1');
    await put('salesforce', '2');
    const portal = await leadOf('hubspot', '51');
    await put('salesforce', '2', 'own@acme.example');
    const [joined] = await leads();
    const merged = portal === joined ? await firstMerged() : portal;
    await unmergeLeads(bank.context, bank.tenantId, merged);
    await put('salesforce', '1');
    await put('hubspot', '51');
    assert.equal(new Set(await leads()).size, 3);
  });
  const firstMerged = async () => {
    const [row] = await bank.inTenant(tenant =>
      tenant.query<{ lead_id: string }>('select lead_id from lead_merges where tenant_id = $1', [
        bank.tenantId,
      ]),
    );
    return row!.lead_id;
  };
});
