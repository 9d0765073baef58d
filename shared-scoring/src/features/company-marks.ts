import { emailDomainKind } from './email-domain.ts';

/** By what people are known to be of one company; null where it tells nothing. */
export interface CompanyMarks {
  /** A domain that one organisation alone gives addresses of, in lower case. */
  readonly domain: string | null;
  /** The name as it is written in the CRM. */
  readonly name: string | null;
}

/**
 * What people enter where a form wants a company and they have none to name. Compiled by hand, November 2026; `[not provided]` is
 * what Salesforce itself enters.
 */
const NO_NAMES = new Set(
  `n/a|na|n.a.|none|no company|unknown|not provided|[not provided]|not applicable|test|private|private person|personal|self|self employed|
self-employed|freelance|freelancer|individual|independent|student|company|home|privat|privatperson|keine|keine angabe|k.a.|k. a.|unbekannt|
selbständig|selbstständig|freiberuflich|freiberufler|firma|entfällt`
    .split('|')
    .map(name => name.trim()),
);

/**
 * By what a person's company is known. Addresses of free and disposable providers tell of none, nor do names that are none. Whether
 * a domain that is on no list is shared by many companies only the tenant's other leads can tell.
 */
export function companyMarks({
  email,
  company,
}: {
  email: string | null;
  company: string | null;
}): CompanyMarks {
  const isBusiness = email !== null && emailDomainKind(email) === 'business';
  const name = company?.trim() ?? '';
  const isName = /[\p{L}\p{N}]/u.test(name) && !NO_NAMES.has(name.toLowerCase());
  return {
    domain: isBusiness ? email.trim().toLowerCase().split('@')[1]! : null,
    name: isName ? name : null,
  };
}
