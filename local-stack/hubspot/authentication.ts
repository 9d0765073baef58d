import type { RequestHandler, Response } from 'express';
import type { OauthGrants } from './oauth/oauth-grants.ts';
import { missingScopes, notAuthenticated, tokenExpired } from './platform-error.ts';

/** Lets only holders of a live access token pass; what they may do is left in `response.locals`. */
export function requireToken(grants: OauthGrants, now: () => number): RequestHandler {
  return (request, response, next) => {
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
  return (_request, response, next) => {
    const granted = grantedScopes(response);
    if (!oneOf.some(scope => granted.includes(scope))) throw missingScopes(oneOf);
    next();
  };
}

function grantedScopes(response: Response): readonly string[] {
  return response.locals.scopes as readonly string[];
}
