import { randomUUID } from 'node:crypto';
import type { CrmLead } from '../connectors/crm-connector.ts';
import { findRecordLeads, leadsWithRecordIn, recordKeyText } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { claimEmails, findLeadsByEmail } from '../store/identities.ts';

/** Mailboxes that several people read: an address like these says nothing of who a person is. */
const ROLE_MAILBOXES = new Set(
  `admin billing careers contact enquiries feedback hello help hr info jobs mail marketing no-reply noreply office
  orders postmaster press sales service support team webmaster`.split(/\s+/),
);

/** Records with the lead that each shows. */
export interface Assignment<R> {
  records: (R & { leadId: string })[];
  /** Leads that records show which were not known before. */
  shownAnew: string[];
}

/**
 * Which lead each record of one connection shows. A known record keeps its lead, and ties an address that it has got since
 * to that lead, unless the address is another's. A new record joins the lead that has
 * the same e-mail address in another connection; it begins a lead of its own when the address is a role address, or when
 * that lead already has a record in this connection, since then two people share the address.
 */
export async function assignLeads<R extends CrmLead>(
  tenant: TenantSql,
  connectionId: string,
  records: readonly R[],
): Promise<Assignment<R>> {
  const known = await findRecordLeads(tenant, connectionId, records);
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
    const leadId = known.get(key) ?? (twin !== undefined && !taken.has(twin) ? twin : randomUUID());
    taken.add(leadId);
    if (email !== undefined && twin === undefined) {
      leadsByEmail.set(email, leadId);
      claims.push({ email, leadId });
    }
    return { ...record, leadId };
  });
  await claimEmails(tenant, claims);
  const isNew = (record: R) => !known.has(recordKeyText(record));
  return { records: assigned, shownAnew: assigned.filter(isNew).map(({ leadId }) => leadId) };
}

/** Longest address that mail can be sent to (RFC 5321). */
const LONGEST_EMAIL = 254;

/** The address in the one spelling by which people are recognised; undefined when it names nobody. */
function personalEmail(email: string | null): string | undefined {
  const normalised = email?.trim().toLowerCase();
  if (!normalised || normalised.length > LONGEST_EMAIL || !isStorable(normalised)) return undefined;
  const [mailbox = ''] = normalised.split('@');
  return ROLE_MAILBOXES.has(mailbox) ? undefined : normalised;
}

/** PostgreSQL texts hold neither NUL nor half of a surrogate pair, and neither does an address. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
