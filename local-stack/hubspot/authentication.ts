import type { RequestHandler, Response } from 'express';
import type { OauthGrants } from './oauth/oauth-grants.ts';
import type { UserSessions } from './pages/user-sessions.ts';
import { missingScopes, notAuthenticated, tokenExpired } from './platform-error.ts';
import type { User } from './portal/account.ts';
import type { Actor } from './portal/crm-record.ts';
import type { Portal } from './portal/portal.ts';

/**
 * Lets holders of a live access token pass, and users who are logged in, whose pages call the API with their cookie;
 * what they may do is left in `response.locals`. Users may all: what HubSpot's own permissions keep from them is left out.
 */
export function requireToken(grants: OauthGrants, sessions: UserSessions, now: () => number): RequestHandler {
  return (request, response, next) => {
    const user = request.get('authorization') === undefined ? sessions.userOf(request) : undefined;
    if (user !== undefined) {
      response.locals.user = user;
      next();
      return;
    }
    const [scheme, token = ''] = (request.get('authorization') ?? '').split(' ');
    const held = scheme === 'Bearer' ? grants.accessToken(token) : undefined;
    if (held === undefined) throw notAuthenticated();
    if (held.expiresAt <= now()) throw tokenExpired(held.expiresAt, now());
    response.locals.clientId = held.clientId;
    response.locals.scopes = held.scopes;
    next();
  };
}

/** Lets only tokens pass that were granted at least one of these scopes. */
export function requireScope(...oneOf: string[]): RequestHandler {
  return requireAllScopes(oneOf);
}

/** Lets only tokens pass that were granted at least one scope of each list. */
export function requireAllScopes(...lists: (readonly string[])[]): RequestHandler {
  return (_request, response, next) => {
    if (userOf(response) !== undefined) return next();
    const granted = grantedScopes(response);
    for (const oneOf of lists) if (!oneOf.some(scope => granted.includes(scope))) throw missingScopes(oneOf);
    next();
  };
}

/** What the calling token was granted. */
export function grantedScopes(response: Response): readonly string[] {
  return userOf(response) === undefined
    ? (response.locals.scopes as readonly string[])
    : ['sales-email-read'];
}

/** The user whose page calls, unless it is an app that does. */
export function userOf(response: Response): User | undefined {
  return response.locals.user as User | undefined;
}

/** Who calls, as a history and a webhook name it: `INTEGRATION` and the app's id, or `CRM_UI` (webhooks reference). */
export function actorOf({ account }: Portal, response: Response): Actor {
  const user = userOf(response);
  if (user !== undefined) return actorOfUser(user);
  const app = account.apps.find(({ clientId }) => clientId === response.locals.clientId);
  return { source: 'INTEGRATION', sourceId: String(app?.appId ?? '') };
}

/** A user at work in the portal's own pages. */
export function actorOfUser({ userId }: User): Actor {
  return { source: 'CRM_UI', sourceId: `userId:${userId}`, userId };
}
