import { randomBytes } from 'node:crypto';
import type { Org, OrgUser } from '../org.ts';

/** Whom an access token acts for, and through which app. */
export interface Session {
  user: OrgUser;
  clientId: string;
}

interface IssuedToken extends Session {
  expiresAt: number;
}

export interface AccessTokens {
  issue(session: Session): string;
  /** undefined for a token that is unknown, expired or revoked. */
  verify(token: string): Session | undefined;
  revoke(token: string): void;
  /** Ends every session of an app. */
  revokeApp(clientId: string): void;
}

/**
 * Access tokens of one org, in memory: a restart ends every session, as a platform's release may. A token begins with the
 * org's 15-character id, which clients rely on.
 */
export function createAccessTokens(
  org: Org,
  { lifetimeMs, now }: { lifetimeMs: number; now: () => number },
): AccessTokens {
  const issued = new Map<string, IssuedToken>();
  return {
    issue(session) {
      const token = `${org.settings.organizationId.slice(0, 15)}!${randomBytes(48).toString('base64url')}`;
      issued.set(token, { ...session, expiresAt: now() + lifetimeMs });
      return token;
    },
    verify(token) {
      const found = issued.get(token);
      if (found === undefined) return undefined;
      if (found.expiresAt > now()) return found;
      issued.delete(token);
      return undefined;
    },
    revoke: token => void issued.delete(token),
    revokeApp(clientId) {
      for (const [token, session] of issued) if (session.clientId === clientId) issued.delete(token);
    },
  };
}
