import { randomUUID } from 'node:crypto';
import type { Portal } from '../portal/portal.ts';

/** What a consent gave: until it is revoked, its refresh token makes access tokens. */
export interface Grant {
  refreshToken: string;
  clientId: string;
  userId: number;
  scopes: string[];
}

export interface AccessToken {
  token: string;
  refreshToken: string;
  clientId: string;
  userId: number;
  scopes: string[];
  /** Epoch milliseconds. */
  expiresAt: number;
}

interface AuthorizationCode {
  clientId: string;
  redirectUri: string;
  userId: number;
  scopes: string[];
  expiresAt: number;
}

/** Codes, grants and tokens of one portal. Grants and tokens outlive the process, codes need not. */
export interface OauthGrants {
  issueCode(code: Omit<AuthorizationCode, 'expiresAt'>): string;
  /** A code's content, once: the next caller finds nothing. */
  takeCode(code: string): AuthorizationCode | undefined;
  createGrant(code: Pick<AuthorizationCode, 'clientId' | 'userId' | 'scopes'>): Grant;
  grant(refreshToken: string): Grant | undefined;
  issueAccessToken(grant: Grant): AccessToken;
  accessToken(token: string): AccessToken | undefined;
  /** Ends a grant; access tokens that it made stay good until their time. */
  revokeGrant(refreshToken: string): void;
  revokeAccessToken(token: string): void;
  /** Whether the portal has the app now. */
  isInstalled(clientId: string): boolean;
  /** Ends every grant and token of an app, as an uninstall does. */
  uninstall(clientId: string): void;
}

export interface GrantTimes {
  accessTokenSeconds: number;
  codeSeconds: number;
}

const GRANTS = 'oauth_grants';
const TOKENS = 'oauth_access_tokens';

/** Keeps OAuth's secrets in the portal's journal. */
export function createOauthGrants(
  { store }: Portal,
  { accessTokenSeconds, codeSeconds }: GrantTimes,
  now: () => number,
): OauthGrants {
  const codes = new Map<string, AuthorizationCode>();
  const grants = store.collection(GRANTS);
  const tokens = store.collection(TOKENS);
  const drop = (collection: string, id: string) => store.apply([{ collection, id, record: null }]);

  return {
    issueCode(code) {
      const id = `na1-${randomUUID()}`;
      codes.set(id, { ...code, expiresAt: now() + codeSeconds * 1000 });
      return id;
    },
    takeCode(code) {
      const found = codes.get(code);
      codes.delete(code);
      return found;
    },
    createGrant({ clientId, userId, scopes }) {
      const grant: Grant = { refreshToken: `na1-${randomUUID()}`, clientId, userId, scopes };
      store.apply([{ collection: GRANTS, id: grant.refreshToken, record: { ...grant } }]);
      return grant;
    },
    grant: refreshToken => grants.get(refreshToken) as Grant | undefined,
    issueAccessToken(grant) {
      const token = `C${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`;
      const issued: AccessToken = { token, ...grant, expiresAt: now() + accessTokenSeconds * 1000 };
      store.apply([{ collection: TOKENS, id: token, record: { ...issued } }]);
      return issued;
    },
    accessToken: token => tokens.get(token) as AccessToken | undefined,
    revokeGrant: refreshToken => drop(GRANTS, refreshToken),
    revokeAccessToken: token => drop(TOKENS, token),
    isInstalled: clientId => [...grants.values()].some(each => each.clientId === clientId),
    uninstall(clientId) {
      const belongs = (each: Record<string, unknown>) => each.clientId === clientId;
      store.apply([
        ...[...grants.values()]
          .filter(belongs)
          .map(each => ({ collection: GRANTS, id: String(each.refreshToken), record: null })),
        ...[...tokens.values()]
          .filter(belongs)
          .map(each => ({ collection: TOKENS, id: String(each.token), record: null })),
      ]);
    },
  };
}
