/** Mailboxes that several people read: an address like these says nothing of who a person is. */
const ROLE_MAILBOXES = new Set(
  `admin billing careers contact enquiries feedback hello help hr info jobs mail marketing no-reply noreply office
  orders postmaster press sales service support team webmaster`.split(/\s+/),
);

/** Longest address that mail can be sent to (RFC 5321). */
const LONGEST_EMAIL = 254;

/**
 * The address in the one spelling by which people are recognised; undefined when it names nobody: it is empty, longer than
 * any real one, or a role's.
 */
export function personalEmail(email: string | null): string | undefined {
  const normalised = email?.trim().toLowerCase();
  if (!normalised || normalised.length > LONGEST_EMAIL || !isStorable(normalised)) return undefined;
  const [mailbox = ''] = normalised.split('@');
  return ROLE_MAILBOXES.has(mailbox) ? undefined : normalised;
}

/** PostgreSQL texts hold neither NUL nor half of a surrogate pair, and neither does an address. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
