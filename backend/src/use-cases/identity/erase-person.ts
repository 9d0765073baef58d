import { NotFoundError } from '@aix/shared-scoring';
import { recordSubject } from '../../security/digests.ts';
import { findRecordLeads, type RecordKey, recordKeyText } from '../../store/crm-records.ts';
import type { TenantSql } from '../../store/database.ts';
import { lockEngagement } from '../../store/engagement.ts';
import { eraseLeads, leadsOfPerson } from '../../store/erase-leads.ts';
import { rememberErased } from '../../store/erased-identities.ts';
import { lockIdentities } from '../../store/identities.ts';
import { findLeads } from '../../store/leads.ts';
import type { Context } from '../context.ts';

/**
 * Forgets a person for good, in every CRM that shows it: what was read, done, scored and said. Whatever comes of that person
 * later is refused. The chain of its receipts still holds, without what they said.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND
 */
export async function erasePerson(
  context: Context,
  tenantId: string,
  leadId: string,
): Promise<{ records: number }> {
  return context.database.withTenant(tenantId, async tenant => {
    await lockForErasure(tenant);
    if ((await findLeads(tenant, [leadId])).length === 0)
      throw new NotFoundError('ERR_LEAD_NOT_FOUND', `There is no lead ${leadId}`);
    const records = await eraseLeads(tenant, await leadsOfPerson(tenant, leadId), context.now());
    return { records: records.length };
  });
}

/** The same for whomever these records show, within a transaction; records that were never read are refused from now on, too. */
export async function eraseShownPeople(
  tenant: TenantSql,
  connectionId: string,
  records: readonly RecordKey[],
  at: Date,
): Promise<void> {
  await lockForErasure(tenant);
  await rememberErased(
    tenant,
    records.map(record => recordSubject(connectionId, record)),
  );
  for (const record of records) {
    // Looked up anew each time: two of them may have shown one person.
    const leadId = (await findRecordLeads(tenant, connectionId, [record])).get(recordKeyText(record));
    if (leadId !== undefined) await eraseLeads(tenant, await leadsOfPerson(tenant, leadId), at);
  }
}

async function lockForErasure(tenant: TenantSql): Promise<void> {
  await lockIdentities(tenant);
  await lockEngagement(tenant, 'alone');
}
