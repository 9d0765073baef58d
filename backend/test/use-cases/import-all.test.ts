import assert from 'node:assert/strict';
import type { CrmActivity } from '../../src/connectors/crm-record.ts';
import { pastCoverage } from '../../src/store/crm-past.ts';
import { engagementOfLeads } from '../../src/store/engagement.ts';
import { eventsOfLeads } from '../../src/store/events.ts';
import { findLeadOfRecord } from '../../src/store/leads.ts';
import { eraseEngagement } from '../../src/use-cases/engagement/erase-engagement.ts';
import { importActivities } from '../../src/use-cases/import-activities.ts';
import { importAll } from '../../src/use-cases/import-all.ts';
import { mergeLeads, unmergeLeads } from '../../src/use-cases/merge-leads.ts';
import type { Bank } from '../support/bank.ts';
import { DATABASE_KIND } from '../support/test-database.ts';
import { withBank } from '../support/with-bank.ts';

describe(`importAll on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  withBank(opened => {
    bank = opened;
  });

  const crm = () => bank.crms.salesforce;
  const read = async () => importAll(bank.context, bank.tenantId, await bank.connection('salesforce'));
  const leadIdOf = async (objectId: string) => {
    const { connectionId } = await bank.connection('salesforce');
    const lead = await bank.inTenant(tenant => findLeadOfRecord(tenant, connectionId, 'Lead', objectId));
    return lead?.leadId ?? assert.fail(`${objectId} is not known`);
  };
  const act = (id: string, objectId: string, rest: Partial<CrmActivity> = {}): CrmActivity => ({
    activityId: `Task/${id}`,
    objectType: 'Lead',
    objectId,
    signal: 'call_answered',
    at: new Date(bank.context.now().getTime() - 3_600_000),
    ...rest,
  });
  const signalsOf = async (objectId: string) => {
    const leadId = await leadIdOf(objectId);
    const events = await bank.inTenant(tenant => eventsOfLeads(tenant, [leadId]));
    return events.map(({ signal }) => signal).sort();
  };

  it('makes engagement of what people did, once however often it is read', async () => {
    crm().put('1', { email: null });
    crm().put('2', { email: 'info@firm.example' });
    crm().activities = [act('1', '1'), act('2', '1', { signal: 'meeting' }), act('3', '2')];
    assert.deepEqual(await read(), { records: 2, changes: 0, activities: 3 });
    await read();
    assert.deepEqual(await signalsOf('1'), ['call_answered', 'meeting']);
    assert.deepEqual(await signalsOf('2'), ['call_answered']);
    const leadId = await leadIdOf('1');
    const state = (await bank.inTenant(tenant => engagementOfLeads(tenant, [leadId]))).get(leadId);
    assert.deepEqual(Object.keys(state?.state.counters ?? {}).sort(), ['call_answered', 'meeting']);
  });

  it('keeps acts of a lead that is not read yet until it is', async () => {
    crm().activities = [act('1', '1')];
    await read();
    crm().put('1', { email: null });
    crm().activities = [];
    await read();
    assert.deepEqual(await signalsOf('1'), ['call_answered']);
  });

  it('gives what hangs on a contact to the lead that goes on as it, and leaves other contacts out', async () => {
    crm().put('1', { continuesAs: { objectType: 'Contact', objectId: 'c1' } });
    crm().activities = [act('1', 'c1', { objectType: 'Contact' }), act('2', 'c9', { objectType: 'Contact' })];
    assert.equal((await read()).activities, 1);
    assert.deepEqual(await signalsOf('1'), ['call_answered']);
  });

  it('moves acts with merged leads, and back', async () => {
    crm().put('1', { email: 'ada@lead.example' });
    crm().put('2', { email: 'bea@lead.example' });
    crm().activities = [act('1', '1'), act('2', '2', { signal: 'meeting' })];
    await read();
    const [leadId, intoLeadId] = [await leadIdOf('1'), await leadIdOf('2')];
    await mergeLeads(bank.context, bank.tenantId, { leadId, intoLeadId, reason: 'the same person' });
    assert.deepEqual(await signalsOf('2'), ['call_answered', 'meeting']);
    await unmergeLeads(bank.context, bank.tenantId, leadId);
    assert.deepEqual([await signalsOf('1'), await signalsOf('2')], [['call_answered'], ['meeting']]);
  });

  it('takes no acts of an erased person', async () => {
    crm().put('1');
    crm().activities = [act('1', '1')];
    await read();
    await eraseEngagement(bank.context, bank.tenantId, await leadIdOf('1'));
    await importActivities(bank.context, bank.tenantId, await bank.connection('salesforce'));
    assert.deepEqual(await signalsOf('1'), []);
  });

  it('dates nothing later than now', async () => {
    crm().put('1');
    crm().activities = [act('1', '1', { at: new Date(bank.context.now().getTime() + 86_400_000) })];
    await read();
    const leadId = await leadIdOf('1');
    const [event] = await bank.inTenant(tenant => eventsOfLeads(tenant, [leadId]));
    assert.equal(event?.atMs, bank.context.now().getTime());
  });

  it('notes what could not be read, and of which fields there is a history', async () => {
    crm().put('1');
    const { connectionId } = await bank.connection('salesforce');
    await bank.inTenant(tenant =>
      tenant.query(
        `update connections set mappings = '[{"field":"age"},{"field":"job"}]' where connection_id = $1 and tenant_id = $2`,
        [connectionId, tenant.tenantId],
      ),
    );
    crm().unread = ['Calls are not read'];
    crm().tracked = ['age'];
    const at = new Date('2026-10-05T10:00:00Z');
    crm().changes = [{ changeId: 'h1', objectType: 'Lead', objectId: '1', field: 'age', at, before: 40 }];
    await read();
    await read();
    const coverage = (await bank.inTenant(pastCoverage)).find(each => each.connectionId === connectionId);
    assert.deepEqual(coverage, {
      connectionId,
      unread: ['Calls are not read'],
      histories: [
        { field: 'age', isTracked: true, firstChangeAt: at },
        { field: 'job', isTracked: false, firstChangeAt: null },
      ],
    });
  });
});
