import assert from 'node:assert/strict';
import { emailDigest, emailSubject } from '../../src/security/digests.ts';
import { countRecords } from '../../src/store/crm-records.ts';
import { takeDirtyLeads } from '../../src/store/dirty-leads.ts';
import { eventsOfLeads } from '../../src/store/events.ts';
import { findLeadOfRecord, findLeads, pageOfLeadsByAge } from '../../src/store/leads.ts';
import { countWaitingWrites, enqueueWrites, listQueuedWrites } from '../../src/store/outbox.ts';
import { ingestEvents } from '../../src/use-cases/engagement/ingest-events.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { writeBackScores } from '../../src/use-cases/write-back-scores.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`records that are gone from their CRM, on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const crm = () => bank.crms.salesforce;
  const read = async () => importLeads(bank.context, bank.tenantId, await bank.connection('salesforce'));
  const leadOf = async (objectId: string, of: 'salesforce' | 'hubspot' = 'salesforce') => {
    const { connectionId } = await bank.connection(of);
    return bank.inTenant(tenant => findLeadOfRecord(tenant, connectionId, 'Lead', objectId));
  };
  const enqueue = async (objectId: string) => {
    const { connectionId } = await bank.connection('salesforce');
    const write = { connectionId, objectType: 'Lead', objectId, values: { score: 50 } };
    await bank.inTenant(tenant => enqueueWrites(tenant, [write]));
  };
  const waiting = async () => {
    const { connectionId } = await bank.connection('salesforce');
    return bank.inTenant(tenant => countWaitingWrites(tenant, connectionId));
  };
  const closedReasons = async () =>
    (
      await bank.inTenant(tenant =>
        tenant.query<{ object_id: string; closed_reason: string }>(
          'select object_id, closed_reason from crm_records where tenant_id = $1 and closed_reason is not null order by 1',
          [tenant.tenantId],
        ),
      )
    ).map(row => [row.object_id, row.closed_reason]);

  it('lets a lead leave with its only record, and with what waited for it', async () => {
    crm().put('1', { email: 'ada@lead.example' });
    crm().put('2', { email: 'bea@lead.example' });
    await read();
    await enqueue('1');
    const { leadId } = (await leadOf('1'))!;
    crm().remove('1');
    await read();
    assert.equal(await leadOf('1'), undefined);
    assert.deepEqual(await bank.inTenant(tenant => findLeads(tenant, [leadId])), []);
    assert.equal((await bank.inTenant(tenant => pageOfLeadsByAge(tenant, undefined, 10))).length, 1);
    assert.equal(await waiting(), 0);
    assert.deepEqual(await closedReasons(), [['1', 'deleted']]);
    const [counts] = (await bank.inTenant(countRecords)).filter(({ records }) => records > 0);
    assert.equal(counts?.records, 1);
  });

  it('takes a lead back whose record comes back, and scores it again', async () => {
    crm().put('1', { email: 'ada@lead.example' });
    await read();
    const { leadId } = (await leadOf('1'))!;
    crm().remove('1');
    await read();
    await bank.inTenant(tenant => takeDirtyLeads(tenant, 10));
    crm().put('1');
    await read();
    assert.equal((await leadOf('1'))?.leadId, leadId);
    assert.deepEqual(await closedReasons(), []);
    const dirty = await bank.inTenant(tenant => takeDirtyLeads(tenant, 10));
    assert.deepEqual(
      dirty.map(each => each.leadId),
      [leadId],
    );
  });

  it('keeps a lead that another CRM still shows, with what that one knows', async () => {
    crm().put('1', { email: 'ada@lead.example', company: 'From Salesforce', fields: { age: 30, job: null } });
    bank.crms.hubspot.put('51', {
      email: 'ada@lead.example',
      company: null,
      fields: { age: null, job: 'clerk' },
    });
    await read();
    await importLeads(bank.context, bank.tenantId, await bank.connection('hubspot'));
    crm().remove('1');
    await read();
    const lead = await leadOf('51', 'hubspot');
    assert.deepEqual([lead?.company, lead?.fields], [null, { age: null, job: 'clerk' }]);
  });

  it('joins a lead to the one into whose record the CRM merged its own, with all that it did', async () => {
    crm().put('1', { email: 'ada@lead.example' });
    crm().put('2', { email: 'ada@home.example' });
    await read();
    const subject = emailSubject(emailDigest('ada@lead.example'));
    const event = { eventId: crypto.randomUUID(), subject, signal: 'pricing_view', at: bank.context.now() };
    const batch = { tenantId: bank.tenantId, events: [event], identifications: [], asides: [] };
    await ingestEvents(bank.context, bank.tenantId, [batch]);
    await enqueue('1');
    crm().remove('1', '2');
    await read();
    const master = (await leadOf('2'))!;
    assert.equal((await bank.inTenant(tenant => eventsOfLeads(tenant, [master.leadId]))).length, 1);
    assert.equal((await bank.inTenant(tenant => pageOfLeadsByAge(tenant, undefined, 10))).length, 1);
    assert.equal(await leadOf('1'), undefined);
    assert.deepEqual([await waiting(), await closedReasons()], [0, [['1', 'merged']]]);
    // The same merge told once more changes nothing.
    crm().remove('1', '2');
    await read();
    assert.equal((await leadOf('2'))?.leadId, master.leadId);
  });

  it('drops what waits for a record that was converted, saying why', async () => {
    crm().put('1', { email: 'ada@lead.example' });
    await read();
    await enqueue('1');
    crm().put('1', { outcome: { kind: 'converted', at: bank.context.now() }, closedReason: 'converted' });
    await read();
    assert.deepEqual([await waiting(), await closedReasons()], [0, [['1', 'converted']]]);
    assert.equal((await leadOf('1'))?.outcome.kind, 'converted');
  });

  it('drops a write that the CRM refuses because the record takes none any more, saying why', async () => {
    crm().put('1', { email: 'ada@lead.example' });
    await read();
    await enqueue('1');
    crm().answer = ({ objectId }) => ({
      objectId,
      status: 'rejected',
      reason: 'ENTITY_IS_DELETED',
      closed: true,
    });
    await writeBackScores(bank.context, bank.tenantId, await bank.connection('salesforce'));
    assert.deepEqual(await bank.inTenant(tenant => listQueuedWrites(tenant, 10)), []);
    assert.deepEqual(await closedReasons(), [['1', 'ENTITY_IS_DELETED']]);
  });
});
