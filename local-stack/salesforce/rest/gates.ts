import type { RequestHandler, Response } from 'express';
import type { AccessTokens, Session } from '../auth/access-tokens.ts';
import { PlatformError } from '../platform-error.ts';
import type { DailyLimit } from './daily-limit.ts';

/** Lets only requests with a valid access token pass; others get 401 INVALID_SESSION_ID in the array form. */
export function requireSession(accessTokens: AccessTokens): RequestHandler {
  return (request, response, next) => {
    const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const session = token === undefined ? undefined : accessTokens.verify(token);
    if (session === undefined)
      throw new PlatformError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    response.locals.session = session;
    next();
  };
}

/** The session of a request that passed `requireSession`. */
export function sessionOf(response: Response): Session {
  return response.locals.session as Session;
}

/** Counts a REST request, tells the count in `Sforce-Limit-Info`, and refuses what is over the day's limit. */
export function countRequest(daily: DailyLimit): RequestHandler {
  return (_request, response, next) => {
    const taken = daily.take();
    response.set('Sforce-Limit-Info', `api-usage=${daily.used()}/${daily.limit}`);
    if (!taken) throw new PlatformError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    next();
  };
}

/** Oldest and newest API versions that are served. */
const VERSIONS = { oldest: 31, newest: 68 };

/** Refuses API versions that the platform does not have; keeps `/services/data/vXX.0` for links in answers. */
export const requireVersion: RequestHandler = (request, response, next) => {
  const version = /^v(\d+)\.0$/.exec(String(request.params.version))?.[1];
  if (version === undefined || Number(version) < VERSIONS.oldest || Number(version) > VERSIONS.newest)
    throw new PlatformError(404, 'NOT_FOUND', 'The requested resource does not exist');
  response.locals.apiPath = `/services/data/v${version}.0`;
  next();
};

/** `/services/data/vXX.0` of the request. */
export function apiPathOf(response: Response): string {
  return String(response.locals.apiPath);
}

/** The versions that `/services/data` lists. */
export function listVersions(): object[] {
  const numbers = Array.from(
    { length: VERSIONS.newest - VERSIONS.oldest + 1 },
    (_, index) => VERSIONS.oldest + index,
  );
  return numbers.map(number => ({
    label: `Version ${number}`,
    url: `/services/data/v${number}.0`,
    version: `${number}.0`,
  }));
}
