import { hkdfSync } from 'node:crypto';
import { AccessError } from '@aix/shared-scoring';
import { jwtVerify, SignJWT } from 'jose';

/** What a person may do: `rep` reads and speaks of scores; `admin` also sets up connections and repairs writes. */
export type Role = 'rep' | 'admin';

/** Who works in a session. */
export interface SessionPerson {
  /** As feedback and overrides name the person. */
  person: string;
  role: Role;
}

/** Signs and checks what people and CRMs bring back to us: sessions, and the state of a consent under way. */
export interface Sessions {
  /** A token that opens the API for one tenant; for its admin unless somebody else is named. */
  issue(tenantId: string, who?: SessionPerson): Promise<string>;
  /** @throws AccessError ERR_UNAUTHENTICATED when the token is not ours, altered or too old */
  verify(token: string): Promise<{ tenantId: string } & SessionPerson>;
  /** The `state` of an OAuth consent: whoever brings it back continues a consent that this tenant began. */
  issueConsent(tenantId: string): Promise<string>;
  /** @throws AccessError ERR_FORBIDDEN when the consent was not begun by this tenant in the last minutes */
  verifyConsent(state: string, tenantId: string): Promise<void>;
}

const SESSION_LIFETIME = '8h';
const CONSENT_LIFETIME = '10m';
const SESSION = 'aix-session';
const CONSENT = 'aix-consent';
const ADMIN: SessionPerson = { person: 'admin', role: 'admin' };

/** Tokens are HS256 JWTs under a key derived from the installation's encryption key. */
export function createSessions(encryptionKey: Buffer): Sessions {
  const key = new Uint8Array(hkdfSync('sha256', encryptionKey, '', 'aix sessions', 32));
  const sign = (tenantId: string, audience: string, lifetime: string, who?: SessionPerson) =>
    new SignJWT({ ...who })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(tenantId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(key);
  const claimsOf = async (token: string, audience: string) => {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience,
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  };

  return {
    issue: (tenantId, who = ADMIN) => sign(tenantId, SESSION, SESSION_LIFETIME, who),
    async verify(token) {
      const claims = await claimsOf(token, SESSION).catch(() => undefined);
      if (claims?.sub === undefined)
        throw new AccessError(
          'ERR_UNAUTHENTICATED',
          'The session is not valid or has ended: open the printed address again',
        );
      // What a token does not say is not granted.
      const role = claims.role === 'admin' ? 'admin' : 'rep';
      const person = typeof claims.person === 'string' ? claims.person : 'unknown';
      return { tenantId: claims.sub, person, role };
    },
    issueConsent: tenantId => sign(tenantId, CONSENT, CONSENT_LIFETIME),
    async verifyConsent(state, tenantId) {
      const begunBy = await claimsOf(state, CONSENT).catch(() => undefined);
      if (begunBy?.sub !== tenantId)
        throw new AccessError(
          'ERR_FORBIDDEN',
          'This consent was not begun here in the last 10 minutes: begin again',
        );
    },
  };
}
