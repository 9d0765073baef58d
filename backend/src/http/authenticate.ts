import { AccessError } from '@aix/shared-scoring';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { isOrgToken, type TokenRefusal } from '../security/org-tokens.ts';
import type { Sessions } from '../security/sessions.ts';
import { authenticateOrg } from '../use-cases/access/authenticate-org.ts';
import type { Context } from '../use-cases/context.ts';
import { authenticatePortal, type PortalRefusal } from '../use-cases/portals/authenticate-portal.ts';
import { isPortalAdmin } from '../use-cases/portals/is-portal-admin.ts';
import type { Doorkeeper } from './guess-limit.ts';
import { isSignedByHubspot, parseRawBody, signedRequestOf } from './hubspot/signed-body.ts';

export const SESSION_COOKIE = 'aix_session';

/** Who asks. Routes find it in `response.locals.session`. */
export interface Caller {
  tenantId: string;
  /** As feedback and overrides name the person. */
  person: string;
  /** Whether the person may set up connections; asked only where that matters, for a CRM may have to be asked. */
  isAdmin(): Promise<boolean>;
  /** The connection whose org or portal vouches for the caller, who may ask of no other; absent in sessions of ours. */
  own?: OwnConnection;
}

/** The connection for which a caller speaks. */
export interface OwnConnection {
  connectionId: string;
  /** The portal's number; Salesforce's requests never name their org. */
  portalId?: string;
}

export interface Authentication {
  context: Context;
  sessions: Sessions;
  /** This service's own address, for which orgs sign their calls, and HubSpot its portals' calls. */
  publicUrl: string;
  /** Client secrets of the HubSpot app in force; none where HubSpot is not set up. */
  hubspotSecrets: readonly string[];
  limitGuesses: (doorkeeper: Doorkeeper) => RequestHandler;
  countRefusal(reason: TokenRefusal): void;
  countPortalRefusal(reason: PortalRefusal): void;
  log: Logger;
}

/**
 * The one place that decides who calls: a person with a session of ours (cookie or bearer), an org that signed its call, or
 * HubSpot, that signed one for a user of a portal. Refused orgs and portals do not count as guessing: no signature can be
 * guessed, and all customers of a CRM may share its address. A signed call's body must have been kept raw.
 */
export function requireCaller(parts: Authentication): RequestHandler {
  const requireOwnSession = parts.limitGuesses(requireSession(parts.sessions));
  return async (request, response, next) => {
    const token = bearerOf(request);
    if (isSignedByHubspot(request)) {
      response.locals.session = await callerFromPortal(parts, request);
      request.body = parseRawBody(request);
      return next();
    }
    if (token === undefined || !isOrgToken(token)) return requireOwnSession(request, response, next);
    response.locals.session = await callerFromOrg(parts, token);
    next();
  };
}

async function callerFromOrg(parts: Authentication, token: string): Promise<Caller> {
  const caller = await authenticateOrg(parts.context, token, parts.publicUrl);
  if (!('refused' in caller)) {
    const { tenantId, connectionId, userId, role } = caller;
    return { tenantId, person: userId, isAdmin: async () => role === 'admin', own: { connectionId } };
  }
  parts.countRefusal(caller.refused);
  parts.log.warn({ reason: caller.refused }, 'a call signed by an org was refused');
  throw new AccessError(
    'ERR_UNAUTHENTICATED',
    'The call is not signed by a connected org: connect it, and register its certificate in the setup assistant',
  );
}

async function callerFromPortal(parts: Authentication, request: Request): Promise<Caller> {
  const { context, publicUrl, hubspotSecrets } = parts;
  const caller = await authenticatePortal(context, signedRequestOf(request, publicUrl), hubspotSecrets);
  if (!('refused' in caller)) {
    const { tenantId, connectionId, portalId, userId } = caller;
    return {
      ...{ tenantId, person: userId, own: { connectionId, portalId } },
      isAdmin: () => isPortalAdmin(context, { tenantId, connectionId, userId }),
    };
  }
  parts.countPortalRefusal(caller.refused);
  parts.log.warn({ reason: caller.refused }, 'a call from a HubSpot portal was refused');
  throw new AccessError(
    'ERR_UNAUTHENTICATED',
    'The call is not one that HubSpot signed for a connected portal: an admin of the portal must connect it',
  );
}

/** Lets only requests with a valid session on, and puts it into `response.locals.session`. */
export function requireSession(sessions: Sessions): Doorkeeper {
  return async (request, response) => {
    const token = bearerOf(request) ?? cookieOf(request, SESSION_COOKIE);
    if (token === undefined) {
      const message =
        'This needs a session: open the address that npm start printed, or send Authorization: Bearer …';
      throw new AccessError('ERR_UNAUTHENTICATED', message);
    }
    const { tenantId, person, role } = await sessions.verify(token);
    const caller: Caller = { tenantId, person, isAdmin: async () => role === 'admin' };
    response.locals.session = caller;
  };
}

/** Has a browser keep a session, which no script reads and no other site's form sends. */
export function setSession(response: Response, token: string, publicUrl: string): void {
  const secure = publicUrl.startsWith('https:');
  response.cookie(SESSION_COOKIE, token, { httpOnly: true, sameSite: 'lax', secure });
}

/** A cookie's value; undefined when the browser sent none. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map(pair => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
}
