import { hkdfSync, randomUUID } from 'node:crypto';
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
  /** A text in an address that opens a session in a browser, for two minutes; whoever takes it sees to it that it opens one only. */
  issuePass(tenantId: string, who: SessionPerson): Promise<string>;
  /** @throws AccessError ERR_UNAUTHENTICATED when it is not ours, altered or too old */
  verifyPass(pass: string): Promise<{ tenantId: string; passId: string } & SessionPerson>;
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
/** How long an address with a pass opens a session, milliseconds. */
export const PASS_LIFETIME_MS = 120_000;
const SESSION = 'aix-session';
const PASS = 'aix-pass';
const CONSENT = 'aix-consent';
const ADMIN: SessionPerson = { person: 'admin', role: 'admin' };

/** How long a token that was checked is believed, at most until it ends: who opens one card opens the next one soon. */
const MEMORY_MS = 5_000;
const MOST_REMEMBERED = 1_000;

/**
 * Sessions are signed (HS256), consents encrypted (A256GCM), under keys derived from the installation's encryption key.
 * @param now epoch milliseconds
 */
export function createSessions(encryptionKey: Buffer, now: () => number = Date.now): Sessions {
  const key = new Uint8Array(hkdfSync('sha256', encryptionKey, '', 'aix sessions', 32));
  const consentKey = new Uint8Array(hkdfSync('sha256', encryptionKey, '', 'aix consents', 32));
  const required = { requiredClaims: ['sub', 'exp'] };
  const recent = new Map<string, { session: { tenantId: string } & SessionPerson; until: number }>();

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
      const known = recent.get(token);
      if (known !== undefined && known.until > now()) return known.session;
      recent.delete(token);
      const currentDate = new Date(now());
      const checks = { ...required, algorithms: ['HS256'], audience: SESSION, currentDate };
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
      const role: Role = claims.role === 'admin' ? 'admin' : 'rep';
      const person = typeof claims.person === 'string' ? claims.person : 'unknown';
      const session = Object.freeze({ tenantId: claims.sub, person, role });
      recent.set(token, { session, until: Math.min(now() + MEMORY_MS, claims.exp! * 1000) });
      if (recent.size > MOST_REMEMBERED) recent.delete(recent.keys().next().value!);
      return session;
    },
    issuePass: (tenantId, who) =>
      new SignJWT({ ...who })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(tenantId)
        .setAudience(PASS)
        .setJti(randomUUID())
        .setIssuedAt(new Date(now()))
        .setExpirationTime(new Date(now() + PASS_LIFETIME_MS))
        .sign(key),
    async verifyPass(pass) {
      const checks = { ...required, algorithms: ['HS256'], audience: PASS, currentDate: new Date(now()) };
      const claims = await jwtVerify(pass, key, checks).then(
        ({ payload }) => payload,
        () => undefined,
      );
      if (claims?.sub === undefined || claims.jti === undefined)
        throw new AccessError(
          'ERR_UNAUTHENTICATED',
          'This address has ended: ask for a new one in the settings of your CRM',
        );
      const role: Role = claims.role === 'admin' ? 'admin' : 'rep';
      return { tenantId: claims.sub, passId: claims.jti, person: String(claims.person), role };
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
