import { type RemovedReadings, removeReadings } from '../../store/access/remove-connection.ts';
import { factsOfLeads } from '../../store/crm-records.ts';
import type { TenantSql } from '../../store/database.ts';
import { markDirty } from '../../store/dirty-leads.ts';
import { lockEngagement } from '../../store/engagement.ts';
import { lockIdentities } from '../../store/identities.ts';
import { saveLeads } from '../../store/leads.ts';
import { mergeRecords } from '../merge-records.ts';

/**
 * Removes what was read in a connection, within one transaction. Leads that another connection shows stay, with what that one
 * says of them.
 */
export async function dropReadings(sql: TenantSql, connectionId: string, at: Date): Promise<RemovedReadings> {
  await lockIdentities(sql);
  await lockEngagement(sql, 'alone');
  const { removed, staying } = await removeReadings(sql, connectionId);
  const facts = await factsOfLeads(sql, staying);
  const leads = [...facts].map(([leadId, ofLead]) => ({ leadId, ...mergeRecords(ofLead) }));
  await saveLeads(sql, leads, at);
  await markDirty(sql, staying, at);
  return removed;
}
