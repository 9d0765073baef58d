import { hkdfSync } from 'node:crypto';
import { AccessError } from '@aix/shared-scoring';
import { EncryptJWT, jwtDecrypt, jwtVerify, SignJWT } from 'jose';

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
  /** The `state` of an OAuth consent: whoever brings it back continues the consent that this tenant began. Nobody can read it. */
  issueConsent(tenantId: string, consent: Consent): Promise<string>;
  /** @throws AccessError ERR_FORBIDDEN when the consent was not begun by this tenant, for this CRM, in the last minutes */
  verifyConsent(state: string, tenantId: string, crm: string): Promise<Consent>;
}

/** What must be remembered while an admin consents in the CRM. */
export interface Consent {
  crm: string;
  /** PKCE: proves to the CRM that who redeems the code is who began. */
  codeVerifier: string;
  /** Where the admin logs in, if it was said. */
  loginHost?: string | undefined;
  namespace: string;
}

const SESSION_LIFETIME = '8h';
const CONSENT_LIFETIME = '10m';
const SESSION = 'aix-session';
const CONSENT = 'aix-consent';
const ADMIN: SessionPerson = { person: 'admin', role: 'admin' };

/** Sessions are signed (HS256), consents encrypted (A256GCM), under keys derived from the installation's encryption key. */
export function createSessions(encryptionKey: Buffer): Sessions {
  const key = new Uint8Array(hkdfSync('sha256', encryptionKey, '', 'aix sessions', 32));
  const consentKey = new Uint8Array(hkdfSync('sha256', encryptionKey, '', 'aix consents', 32));
  const required = { requiredClaims: ['sub', 'exp'] };

  return {
    issue: (tenantId, who = ADMIN) =>
      new SignJWT({ ...who })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(tenantId)
        .setAudience(SESSION)
        .setIssuedAt()
        .setExpirationTime(SESSION_LIFETIME)
        .sign(key),
    async verify(token) {
      const checks = { ...required, algorithms: ['HS256'], audience: SESSION };
      const claims = await jwtVerify(token, key, checks).then(
        ({ payload }) => payload,
        () => undefined,
      );
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
    issueConsent: (tenantId, consent) =>
      new EncryptJWT({ ...consent })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setSubject(tenantId)
        .setAudience(CONSENT)
        .setIssuedAt()
        .setExpirationTime(CONSENT_LIFETIME)
        .encrypt(consentKey),
    async verifyConsent(state, tenantId, crm) {
      const checks = { ...required, keyManagementAlgorithms: ['dir'], audience: CONSENT };
      const begun = await jwtDecrypt<Consent>(state, consentKey, checks).then(
        ({ payload }) => payload,
        () => undefined,
      );
      if (begun?.sub === tenantId && begun.crm === crm) return begun;
      throw new AccessError(
        'ERR_FORBIDDEN',
        'This consent was not begun here in the last 10 minutes: begin again',
      );
    },
  };
}
