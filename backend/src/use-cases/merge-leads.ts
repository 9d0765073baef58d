import { InputError, NotFoundError } from '@aix/shared-scoring';
import type { TenantSql } from '../store/database.ts';
import { lockEngagement } from '../store/engagement.ts';
import { lockIdentities } from '../store/identities.ts';
import { findMerge, mergeTies, unmergeTies } from '../store/lead-merges.ts';
import { findLeads } from '../store/leads.ts';
import { addressesOfLeads } from '../store/shared-addresses.ts';
import type { Context } from './context.ts';
import { followTies } from './identity/follow-ties.ts';
import { settleAddresses } from './identity/settle-addresses.ts';

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
 * Does after a CRM what it did: merges the leads of records that were merged into another record into that record's lead, unless
 * somebody has undone just that. Within a transaction that holds `lockIdentities`.
 */
export async function mergeLikeCrm(
  tenant: TenantSql,
  { leadIds, intoLeadId, crm }: { leadIds: readonly string[]; intoLeadId: string; crm: string },
  now: Date,
): Promise<void> {
  const reason = `Their records were merged in ${crm}`;
  for (const leadId of new Set(leadIds)) {
    const known = await findMerge(tenant, leadId);
    if (leadId === intoLeadId || (known?.isUndone && known.intoLeadId === intoLeadId)) continue;
    await lockEngagement(tenant, 'alone');
    await mergeTies(tenant, { leadId, intoLeadId, reason, mergedAt: now });
    await settleLeads(tenant, [leadId, intoLeadId], now);
  }
}

/**
 * Undoes a merge: both leads are as if it had never been, with what came meanwhile for the person each of them is.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when the lead is not merged
 */
export async function unmergeLeads(context: Context, tenantId: string, leadId: string): Promise<void> {
  await changeTies(context, tenantId, async tenant => {
    const merge = await findMerge(tenant, leadId);
    if (merge === undefined || merge.isUndone)
      throw new NotFoundError('ERR_LEAD_NOT_FOUND', `Lead ${leadId} is not merged into another one`);
    const standing = await standingOf(tenant, merge.intoLeadId);
    await unmergeTies(tenant, leadId, context.now());
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
    await settleLeads(tenant, await change(tenant), now);
  });
  context.announce('dirty_leads');
}

/** What follows from that leads are one, or are not any more: for their addresses, facts, events, engagement and scores. */
async function settleLeads(tenant: TenantSql, leadIds: readonly string[], now: Date): Promise<void> {
  await followTies(tenant, { leadIds, subjects: [] }, now);
  await settleAddresses(tenant, await addressesOfLeads(tenant, leadIds), now);
}

/** The lead that this one stands for by now. */
async function standingOf(tenant: TenantSql, leadId: string): Promise<string> {
  const merge = await findMerge(tenant, leadId);
  return merge === undefined || merge.isUndone ? leadId : standingOf(tenant, merge.intoLeadId);
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
