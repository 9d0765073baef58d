import { InputError, NotFoundError } from '@aix/shared-scoring';
import { factsOfLeads } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { lockEngagement } from '../store/engagement.ts';
import { lockIdentities } from '../store/identities.ts';
import { findMerge, mergeTies, unmergeTies } from '../store/lead-merges.ts';
import { findLeads, markChanged, saveLeads } from '../store/leads.ts';
import type { Context } from './context.ts';
import { settleEngagement } from './engagement/fold-engagement.ts';
import { mergeRecords } from './merge-records.ts';

/**
 * Says that a lead is the same person as another one. Its records, identities, events and engagement become the other's; the
 * lead itself is kept, without any, so that the merge can be undone.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND
 * @throws InputError ERR_INPUT_INVALID when both are the same, or one of them is merged already
 */
export async function mergeLeads(
  context: Context,
  tenantId: string,
  merge: { leadId: string; intoLeadId: string; reason: string },
): Promise<void> {
  const { leadId, intoLeadId } = merge;
  if (leadId === intoLeadId) throw refuse('A lead cannot be merged into itself');
  await changeTies(context, tenantId, async tenant => {
    for (const id of [leadId, intoLeadId]) await requireOwnStanding(tenant, id);
    await mergeTies(tenant, { ...merge, mergedAt: context.now() });
    return [leadId, intoLeadId];
  });
}

/**
 * Undoes a merge: both leads are as if it had never been, with what came meanwhile for the person each of them is.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when the lead is not merged
 */
export async function unmergeLeads(context: Context, tenantId: string, leadId: string): Promise<void> {
  await changeTies(context, tenantId, async tenant => {
    const merge = await findMerge(tenant, leadId);
    if (merge === undefined)
      throw new NotFoundError('ERR_LEAD_NOT_FOUND', `Lead ${leadId} is not merged into another one`);
    const standing = await standingOf(tenant, merge.intoLeadId);
    await unmergeTies(tenant, leadId);
    return [leadId, standing];
  });
}

/** Changes what is tied to two leads; then facts, events, engagement and scores follow. */
async function changeTies(
  context: Context,
  tenantId: string,
  change: (tenant: TenantSql) => Promise<string[]>,
): Promise<void> {
  const now = context.now();
  await context.database.withTenant(tenantId, async tenant => {
    await lockIdentities(tenant);
    await lockEngagement(tenant, 'alone');
    const leadIds = await change(tenant);
    const facts = await factsOfLeads(tenant, leadIds);
    const leads = [...facts].map(([leadId, ofLead]) => ({ leadId, ...mergeRecords(ofLead) }));
    await saveLeads(tenant, leads, now);
    await settleEngagement(tenant, { leadIds, subjects: [] }, now);
    // A score that both had must reach the records that changed hands, too.
    await markChanged(tenant, leadIds, now);
  });
  context.announce('dirty_leads');
}

/** The lead that this one stands for by now. */
async function standingOf(tenant: TenantSql, leadId: string): Promise<string> {
  const merge = await findMerge(tenant, leadId);
  return merge === undefined ? leadId : standingOf(tenant, merge.intoLeadId);
}

async function requireOwnStanding(tenant: TenantSql, leadId: string): Promise<void> {
  if ((await findLeads(tenant, [leadId])).length > 0) return;
  const merge = await findMerge(tenant, leadId);
  if (merge === undefined) throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no lead ${leadId}`);
  throw refuse(`Lead ${leadId} is merged into ${merge.intoLeadId} already; undo that first`);
}

function refuse(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', message);
}
