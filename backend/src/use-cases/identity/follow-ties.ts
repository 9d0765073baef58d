import { factsOfLeads } from '../../store/crm-records.ts';
import type { TenantSql } from '../../store/database.ts';
import type { EventsInDoubt } from '../../store/events.ts';
import { settleDepartures } from '../../store/gone-records.ts';
import { markChanged, saveLeads } from '../../store/leads.ts';
import { settleEngagement } from '../engagement/fold-engagement.ts';
import { mergeRecords } from '../merge-records.ts';

/**
 * Facts, events, engagement and scores of leads whose ties changed, and of subjects that are tied now. Only under
 * `lockIdentities` and `lockEngagement` alone.
 */
export async function followTies(tenant: TenantSql, doubt: EventsInDoubt, now: Date): Promise<void> {
  const facts = await factsOfLeads(tenant, doubt.leadIds);
  const leads = [...facts].map(([leadId, ofLead]) => ({ leadId, ...mergeRecords(ofLead) }));
  await saveLeads(tenant, leads, now);
  await settleDepartures(tenant, doubt.leadIds, now);
  await settleEngagement(tenant, doubt, now);
  // A score that several had must reach the records that changed hands, too.
  await markChanged(tenant, doubt.leadIds, now);
}
