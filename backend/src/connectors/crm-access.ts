/*
 * How the port to the CRMs gets in: consent, tokens and the pace that a platform allows.
 */

/** A consent that begins. */
export interface ConsentRequest {
  /** Comes back with the admin's browser. */
  state: string;
  redirectUri: string;
  /** PKCE, S256; CRMs without it ignore it. */
  codeChallenge: string;
  /** Where the admin logs in, for CRMs with several such hosts. */
  loginHost?: string | undefined;
}

export type Grant =
  | {
      kind: 'authorization_code';
      code: string;
      redirectUri: string;
      codeVerifier: string;
      loginHost?: string | undefined;
    }
  | { kind: 'jwt_bearer'; username: string };

export interface CrmTokens {
  accessToken: string;
  /** Absent where the CRM gives none (JWT bearer): then a new grant takes its place. */
  refreshToken?: string;
  /** When the access token stops working, epoch milliseconds. */
  expiresAt: number;
  /** The org's own API address, where the CRM names one. */
  instanceUrl?: string;
  /** Who the tokens act as, for grants that are repeated instead of refreshed. */
  username?: string;
  /** The CRM's id of the user who consented, where it says. */
  grantedBy?: string;
  /** What was granted, in the CRM's words, where it says. */
  scopes?: string[];
}

export interface ConnectionSettings {
  /** Namespace of the installed package, '' while developing. Only Salesforce has one. */
  namespace: string;
}

/** How a connector reaches its tokens. The store behind it keeps them encrypted. */
export interface CrmSession {
  tokens(): Promise<CrmTokens>;
  /**
   * Replaces tokens that no longer work. However many callers and processes ask at once, `refresh` runs once:
   * the others get its result. `stale` is the access token that failed or is about to.
   */
  renew(stale: string, refresh: (current: CrmTokens) => Promise<CrmTokens>): Promise<CrmTokens>;
  /** The pace that all processes keep together; absent where this process alone calls the connection. */
  readonly sharedPace?: SharedPace;
}

/** Moments at which requests may be sent, given to all processes from one book, so that no limit is passed by them together. */
export interface SharedPace {
  /** Takes the next `count` moments; resolves to the milliseconds until the first, the others follow `lane.spacingMs` apart. */
  take(lane: PaceLane, count: number): Promise<number>;
  /** Lets nobody send for that long. */
  pause(lane: PaceLane, durationMs: number): Promise<void>;
}

/** One of a platform's limits. */
export interface PaceLane {
  /** Fixed for good: `requests`. */
  lane: string;
  /** Between two requests, milliseconds. */
  spacingMs: number;
  /** Requests that may go at once after a quiet time. */
  burst: number;
}
