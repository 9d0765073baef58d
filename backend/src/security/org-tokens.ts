import { createPublicKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Role } from './sessions.ts';

/** Who an org says is calling. */
export interface OrgCaller {
  /** 18 characters. */
  userId: string;
  role: Role;
}

/** Why a token does not open anything; a label of a metric, so there are few of them. Callers are not told. */
export type TokenRefusal =
  | 'malformed'
  | 'unknown_org'
  | 'no_key'
  | 'signature'
  | 'expired'
  | 'audience'
  | 'claims';

export interface TokenCheck {
  /** The org's 18-character id. */
  orgId: string;
  /** Certificates of that org's connection that are in force now, PEM. */
  certificates: readonly string[];
  /** This service's own public address. */
  audience: string;
  now: Date;
}

/** Longest time that a token may still be good for; the platform signs for less. */
const FURTHEST_EXPIRY_SECONDS = 300;
/** How far the org's clock and ours may differ. */
const CLOCK_TOLERANCE_SECONDS = 30;
const ROLES: readonly unknown[] = ['rep', 'admin'] satisfies Role[];

/** Whether a bearer token was meant to be signed by an org, by its own word: ours are HS256. Nothing is verified here. */
export function isOrgToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg !== 'HS256';
  } catch {
    return false;
  }
}

/** The org that a token claims to come from, 18 characters; undefined when it names none. Nothing is verified here. */
export function claimedOrgOf(token: string): string | undefined {
  try {
    const { iss = '' } = decodeJwt(token);
    return isIdOf('00D', iss) ? longId(iss) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Verifies what an org's External Credential signed: RS256 by a certificate of that very org, for us, for at most five minutes,
 * naming a user and a role. `jti` and `kid` decide nothing: what the platform puts there is not known.
 */
export async function verifyOrgToken(
  token: string,
  check: TokenCheck,
): Promise<OrgCaller | { refused: TokenRefusal }> {
  const { certificates } = check;
  if (certificates.length === 0) {
    // As much work as for an org that there is: how long an answer takes must not tell who is a customer.
    await verifyWith(decoyKey(), token, check);
    return { refused: 'no_key' };
  }
  let refused: TokenRefusal = 'signature';
  for (const certificate of certificates) {
    const verified = await verifyWith(new X509Certificate(certificate).publicKey, token, check);
    if (typeof verified !== 'string') return callerOf(verified, check.now);
    refused = verified;
    if (refused !== 'signature') break;
  }
  return { refused };
}

async function verifyWith(
  key: KeyObject,
  token: string,
  { orgId, audience, now }: TokenCheck,
): Promise<JWTPayload | TokenRefusal> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['RS256'],
      issuer: [orgId, orgId.slice(0, 15)],
      audience,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'aud' ? 'audience' : 'claims';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
}

function callerOf(claims: JWTPayload, now: Date): OrgCaller | { refused: TokenRefusal } {
  const { exp = 0, sub = '', aix_role: role } = claims;
  const furthest = now.getTime() / 1000 + FURTHEST_EXPIRY_SECONDS + CLOCK_TOLERANCE_SECONDS;
  if (exp > furthest || !isIdOf('005', sub) || !ROLES.includes(role)) return { refused: 'claims' };
  return { userId: longId(sub), role: role as Role };
}

/** A public key of nobody: a random modulus of the usual size. */
function decoyKey(): KeyObject {
  const modulus = randomBytes(256);
  modulus[0]! |= 0x80;
  modulus[255]! |= 1;
  return createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' }, format: 'jwk' });
}

function isIdOf(prefix: string, id: string): boolean {
  return id.startsWith(prefix) && /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id);
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * Salesforce's 18-character form of an id, which formulas shorten to 15: each further character tells, as five bits, which of
 * five characters are capitals.
 */
export function longId(id: string): string {
  const short = id.slice(0, 15);
  const suffix = [0, 5, 10].map(start => {
    const bits = [...short.slice(start, start + 5)].map(character => (/[A-Z]/.test(character) ? 1 : 0));
    return SUFFIX_ALPHABET[bits.reduceRight<number>((sum, bit) => sum * 2 + bit, 0)];
  });
  return short + suffix.join('');
}
