import { emailDigest, emailSubject, visitorSubject } from '../../security/digests.ts';
import { readIdentityToken } from '../../security/identity-tokens.ts';
import type { WriteAccess } from '../../use-cases/engagement/write-keys.ts';
import { personalEmail } from '../../use-cases/personal-email.ts';

/** In which ways an item can name its lead. */
interface Names {
  visitorId?: string | undefined;
  email?: string | undefined;
  emailSha256?: string | undefined;
}

/** A visitor's id, or the digest of an address. */
export interface Named {
  kind: 'visitor' | 'email';
  value: string;
  /** Of the address, where it is known. */
  domain?: string | undefined;
}

/** Whom it names, as events keep it. */
export const subjectOf = ({ kind, value }: Named): string =>
  kind === 'visitor' ? visitorSubject(value) : emailSubject(value);

/** Whom an item names; undefined when nobody, a sentence when that cannot be used. */
export function namedBy({ visitorId, email, emailSha256 }: Names): Named | string | undefined {
  const given = [visitorId, email, emailSha256].filter(each => each !== undefined);
  if (given.length > 1) return 'it names the lead more than once: give visitorId, email or emailSha256';
  if (visitorId !== undefined) return { kind: 'visitor', value: visitorId };
  if (emailSha256 !== undefined) return { kind: 'email', value: emailSha256 };
  if (email === undefined) return undefined;
  const own = personalEmail(email);
  if (own === undefined) return 'email is nobody’s own address: it is empty, or a role’s such as info@';
  return { kind: 'email', value: emailDigest(own), domain: own.split('@').at(-1) };
}

/** Whom a token names, if it is good at `now`; else a sentence that says why not. */
export async function namedByToken(
  token: string,
  { secretKeyHashes }: WriteAccess,
  now: Date,
): Promise<Named | string> {
  const person = await readIdentityToken(token, secretKeyHashes, now);
  return typeof person === 'string'
    ? person
    : { kind: 'email', value: person.emailDigest, domain: person.domain };
}
