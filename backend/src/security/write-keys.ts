import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** `public`: stands in web pages, may only say what their visitors do. `secret`: stays on the tenant's servers. */
export type WriteKeyKind = 'public' | 'secret';

const PREFIXES: Readonly<Record<WriteKeyKind, string>> = { public: 'aix_pk_', secret: 'aix_sk_' };
const KEY_BYTES = 24;

/** A new write key: 192 random bits behind a prefix that says its kind. It is shown once; only `writeKeyHash` is kept. */
export function makeWriteKey(kind: WriteKeyKind): string {
  return PREFIXES[kind] + randomBytes(KEY_BYTES).toString('base64url');
}

/** Whether it reads like a key for web pages. */
export function isPublicKey(key: string): boolean {
  return key.startsWith(PREFIXES.public);
}

/** SHA-256 of a key, by which it is looked up: how long that takes tells nothing of the key. */
export function writeKeyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Whether the tenant's server vouches that a visitor is the person with this e-mail digest. The signature is the HMAC-SHA-256,
 * in hexadecimal digits, of `VISITOR ID\nE-MAIL DIGEST` under the hexadecimal SHA-256 of one of the tenant's secret keys.
 */
export function isIdentitySigned(
  { visitorId, emailDigest, signature }: { visitorId: string; emailDigest: string; signature: string },
  secretKeyHashes: readonly string[],
): boolean {
  const given = Buffer.from(signature, 'hex');
  return secretKeyHashes.some(hash => {
    const expected = createHmac('sha256', hash).update(`${visitorId}\n${emailDigest}`).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
