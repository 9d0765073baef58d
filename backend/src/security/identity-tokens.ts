import { errors, type JWTPayload, jwtVerify } from 'jose';

/** Whom a tenant's server vouches for. */
export interface VouchedPerson {
  emailDigest: string;
  /** The domain of the address, where the server says it. */
  domain: string | undefined;
}

/** How long a token may be good for: what a page keeps must be of no use to whoever finds it later. */
const LONGEST_SECONDS = 86_400;
/** Two servers' clocks differ. */
const TOLERANCE_SECONDS = 60;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Reads the token that a tenant's server gives its own page: a JSON Web Token, HS256 under the hexadecimal SHA-256 of one of the tenant's
 * secret keys, with `sub` (SHA-256 of the address), `exp` at most a day ahead and, if wanted, `domain`.
 * @returns the person, or the sentence that says why not
 */
export async function readIdentityToken(
  token: string,
  secretKeyHashes: readonly string[],
  now: Date,
): Promise<VouchedPerson | string> {
  for (const hash of secretKeyHashes) {
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(hash), {
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: now,
      });
      return personOf(payload, now);
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JWTExpired) return 'token has expired: make a new one for each page';
      if (error instanceof errors.JOSEError) return WRONG_FORM;
      throw error;
    }
  }
  return 'token is not signed with a secret key of this tenant';
}

const WRONG_FORM =
  'token must be a JSON Web Token, HS256, with sub (SHA-256 of the address, 64 lower-case hexadecimal digits) and exp';

function personOf({ sub = '', exp = 0, domain }: JWTPayload, now: Date): VouchedPerson | string {
  if (!DIGEST.test(sub)) return WRONG_FORM;
  if (exp > now.getTime() / 1000 + LONGEST_SECONDS + TOLERANCE_SECONDS)
    return 'token is good for more than a day: give it an earlier exp';
  return { emailDigest: sub, domain: typeof domain === 'string' ? domain.toLowerCase() : undefined };
}
