import { NotFoundError } from '@aix/shared-scoring';
import { markDirty } from '../../store/dirty-leads.ts';
import { lockEngagement } from '../../store/engagement.ts';
import { eraseEngagementOf } from '../../store/erased-identities.ts';
import { lockIdentities } from '../../store/identities.ts';
import { findLeads } from '../../store/leads.ts';
import type { Context } from '../context.ts';

/**
 * Forgets each act of a lead and by what it was recognised, for good; events of that person are refused from now on. The lead's CRM
 * records and scores are not touched, nor are receipts, which hold the counts that the scores were made of (`erasePerson` takes all).
 * @throws NotFoundError ERR_LEAD_NOT_FOUND
 */
export async function eraseEngagement(context: Context, tenantId: string, leadId: string): Promise<void> {
  await context.database.withTenant(tenantId, async tenant => {
    await lockIdentities(tenant);
    await lockEngagement(tenant, 'alone');
    if ((await findLeads(tenant, [leadId])).length === 0)
      throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no lead ${leadId}`);
    await eraseEngagementOf(tenant, [leadId]);
    await markDirty(tenant, [leadId], context.now());
  });
  context.announce('dirty_leads');
}
