import type { GoneRecord } from '../connectors/crm-record.ts';
import type { Connection } from '../store/connections.ts';
import { factsOfLeads, findRecordLeads, recordKeyText } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { markDirty } from '../store/dirty-leads.ts';
import { markGone, settleDepartures } from '../store/gone-records.ts';
import { saveLeads } from '../store/leads.ts';
import { addressesOfRecords } from '../store/shared-addresses.ts';
import { settleAddresses } from './identity/settle-addresses.ts';
import { mergeLikeCrm } from './merge-leads.ts';
import { mergeRecords } from './merge-records.ts';

/**
 * What follows from records that a CRM deleted or merged away. Their leads go on with the records that remain; a merged
 * record's lead becomes that of the record into which it was merged; a lead without any other record leaves: it is neither
 * scored nor shown nor learned from, until its record comes back from the recycle bin. Within a transaction that holds
 * `lockIdentities`, after the page's records were saved.
 */
export async function settleGoneRecords(
  tenant: TenantSql,
  { connectionId, crm }: Pick<Connection, 'connectionId' | 'crm'>,
  gone: readonly GoneRecord[],
  now: Date,
): Promise<void> {
  if (gone.length === 0) return;
  const leadIds = new Set((await findRecordLeads(tenant, connectionId, gone)).values());
  await markGone(tenant, connectionId, gone, now);
  for (const { objectType, objectId, mergedInto } of gone) {
    if (mergedInto === undefined) continue;
    // Looked up anew each time, as merges before may have led on.
    const keys = [objectId, mergedInto].map(id => ({ objectType, objectId: id }));
    const leads = await findRecordLeads(tenant, connectionId, keys);
    const [leadId, intoLeadId] = keys.map(key => leads.get(recordKeyText(key)));
    if (leadId === undefined || intoLeadId === undefined) continue;
    await mergeLikeCrm(tenant, { leadIds: [leadId], intoLeadId, crm }, now);
    leadIds.add(intoLeadId);
  }
  const facts = await factsOfLeads(tenant, [...leadIds]);
  const remaining = [...facts].map(([leadId, ofLead]) => ({ leadId, ...mergeRecords(ofLead) }));
  await markDirty(tenant, await saveLeads(tenant, remaining, now), now);
  await settleDepartures(tenant, [...leadIds], now);
  await settleAddresses(tenant, await addressesOfRecords(tenant, connectionId, gone), now);
}
