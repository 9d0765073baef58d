import { createHash, randomBytes } from 'node:crypto';
import type { Session } from './access-tokens.ts';
import { OAuthError } from './oauth-error.ts';

const LIFETIME_MS = 15 * 60 * 1000;

interface IssuedCode extends Session {
  redirectUri: string;
  codeChallenge: string;
  expiresAt: number;
}

export interface AuthorizationCodes {
  issue(code: Omit<IssuedCode, 'expiresAt'>): string;
  /**
   * Takes a code once.
   * @throws OAuthError invalid_grant for a code that is unknown, used, expired, or not this client's
   */
  redeem(request: { code: string; clientId: string; redirectUri: string; codeVerifier: string }): Session;
}

/** Codes of the web-server flow, each proved by its PKCE verifier (S256), valid once and for fifteen minutes. */
export function createAuthorizationCodes(now: () => number): AuthorizationCodes {
  const issued = new Map<string, IssuedCode>();
  return {
    issue(code) {
      const key = `aPrx${randomBytes(32).toString('base64url')}`;
      issued.set(key, { ...code, expiresAt: now() + LIFETIME_MS });
      return key;
    },
    redeem({ code, clientId, redirectUri, codeVerifier }) {
      const found = issued.get(code);
      issued.delete(code);
      if (found === undefined || found.expiresAt <= now() || found.clientId !== clientId)
        throw new OAuthError('invalid_grant', 'expired authorization code');
      if (found.redirectUri !== redirectUri)
        throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
      if (createHash('sha256').update(codeVerifier).digest('base64url') !== found.codeChallenge)
        throw new OAuthError('invalid_grant', 'invalid code verifier');
      return { user: found.user, clientId };
    },
  };
}
