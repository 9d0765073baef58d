import { randomUUID } from 'node:crypto';
import type { CrmLead } from '../connectors/crm-record.ts';
import { emailDigest, emailSubject } from '../security/digests.ts';
import { leadsWithRecordIn, recordKeyText } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { lockEngagement } from '../store/engagement.ts';
import { claimEmails, findLeadsByEmail } from '../store/identities.ts';
import { personalEmail } from './personal-email.ts';

/** What a record is kept with. */
export interface Assigned {
  leadId: string;
  /** The address that it bears, as a subject; undefined without one of its own. */
  subject: string | undefined;
  /** The same address, where by it the record joined a lead that others had begun. */
  joinedBy: string | undefined;
}

/** Records with the lead that each shows. */
export interface Assignment<R> {
  records: (R & Assigned)[];
  /** Leads that records show which were not known before. */
  shownAnew: string[];
  /** Subjects of the addresses that were tied to a lead now. */
  claimed: string[];
}

/**
 * Which lead each record of one connection shows; `known` are the leads of those that were read before, by `recordKeyText`. A known
 * record keeps its lead, and ties an address that it has got since
 * to that lead, unless the address is another's. A new record joins the lead that has
 * the same e-mail address in another connection; it begins a lead of its own when the address is a role address, or when
 * that lead already has a record in this connection, since then two people share the address. Once the records are kept,
 * `settleAddresses` does what follows from that.
 */
export async function assignLeads<R extends CrmLead>(
  tenant: TenantSql,
  connectionId: string,
  records: readonly R[],
  known: ReadonlyMap<string, { leadId: string }>,
): Promise<Assignment<R>> {
  const emails = new Map<string, string>();
  for (const record of records) {
    const email = personalEmail(record.email);
    if (email !== undefined) emails.set(recordKeyText(record), email);
  }
  const leadsByEmail = await findLeadsByEmail(tenant, [...new Set(emails.values())]);
  const taken = await leadsWithRecordIn(tenant, connectionId, [...new Set(leadsByEmail.values())]);

  const claims: { email: string; leadId: string }[] = [];
  const assigned = records.map(record => {
    const key = recordKeyText(record);
    const email = emails.get(key);
    const twin = email === undefined ? undefined : leadsByEmail.get(email);
    const isJoining = !known.has(key) && twin !== undefined && !taken.has(twin);
    const leadId = known.get(key)?.leadId ?? (isJoining ? twin : randomUUID());
    const subject = email === undefined ? undefined : emailSubject(emailDigest(email));
    taken.add(leadId);
    if (email !== undefined && twin === undefined) {
      leadsByEmail.set(email, leadId);
      claims.push({ email, leadId });
    }
    return { ...record, leadId, subject, joinedBy: isJoining ? subject : undefined };
  });
  // Events of these addresses may be waiting, and none must come in between.
  if (claims.length > 0) await lockEngagement(tenant, 'alone');
  const claimed = await claimEmails(tenant, claims);
  const isNew = (record: R) => !known.has(recordKeyText(record));
  return { records: assigned, shownAnew: assigned.filter(isNew).map(({ leadId }) => leadId), claimed };
}
