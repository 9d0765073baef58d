import { hkdfSync } from 'node:crypto';
import { AccessError } from '@aix/shared-scoring';
import { jwtVerify, SignJWT } from 'jose';

/** Signs and checks what people and CRMs bring back to us: sessions, and the state of a consent under way. */
export interface Sessions {
  /** A token that opens the API for one tenant. */
  issue(tenantId: string): Promise<string>;
  /** @throws AccessError ERR_UNAUTHENTICATED when the token is not ours, altered or too old */
  verify(token: string): Promise<{ tenantId: string }>;
  /** The `state` of an OAuth consent: whoever brings it back continues a consent that this tenant began. */
  issueConsent(tenantId: string): Promise<string>;
  /** @throws AccessError ERR_FORBIDDEN when the consent was not begun by this tenant in the last minutes */
  verifyConsent(state: string, tenantId: string): Promise<void>;
}

const SESSION_LIFETIME = '8h';
const CONSENT_LIFETIME = '10m';
const SESSION = 'aix-session';
const CONSENT = 'aix-consent';

/** Tokens are HS256 JWTs under a key derived from the installation's encryption key. */
export function createSessions(encryptionKey: Buffer): Sessions {
  const key = new Uint8Array(hkdfSync('sha256', encryptionKey, '', 'aix sessions', 32));
  const sign = (tenantId: string, audience: string, lifetime: string) =>
    new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(tenantId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(key);
  const subjectOf = async (token: string, audience: string) => {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience,
      requiredClaims: ['sub', 'exp'],
    });
    return payload.sub;
  };

  return {
    issue: tenantId => sign(tenantId, SESSION, SESSION_LIFETIME),
    async verify(token) {
      const tenantId = await subjectOf(token, SESSION).catch(() => undefined);
      if (tenantId === undefined)
        throw new AccessError(
          'ERR_UNAUTHENTICATED',
          'The session is not valid or has ended: open the printed address again',
        );
      return { tenantId };
    },
    issueConsent: tenantId => sign(tenantId, CONSENT, CONSENT_LIFETIME),
    async verifyConsent(state, tenantId) {
      const begunBy = await subjectOf(state, CONSENT).catch(() => undefined);
      if (begunBy !== tenantId)
        throw new AccessError(
          'ERR_FORBIDDEN',
          'This consent was not begun here in the last 10 minutes: begin again',
        );
    },
  };
}
