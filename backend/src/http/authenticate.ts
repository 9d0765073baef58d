import { AccessError } from '@aix/shared-scoring';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isOrgToken, type TokenRefusal } from '../security/org-tokens.ts';
import type { SessionPerson, Sessions } from '../security/sessions.ts';
import { authenticateOrg } from '../use-cases/access/authenticate-org.ts';
import type { Context } from '../use-cases/context.ts';
import type { Doorkeeper } from './guess-limit.ts';

export const SESSION_COOKIE = 'aix_session';

/** Who asks. Routes find it in `response.locals.session`. */
export interface Caller extends SessionPerson {
  tenantId: string;
  /** The connection whose org vouches for the caller, who may ask of no other; absent in sessions of ours. */
  connectionId?: string;
}

export interface Authentication {
  context: Context;
  sessions: Sessions;
  /** This service's own address, for which orgs sign their calls. */
  publicUrl: string;
  limitGuesses: (doorkeeper: Doorkeeper) => RequestHandler;
  countRefusal(reason: TokenRefusal): void;
  log: Logger;
}

/**
 * The one place that decides who calls: a person with a session of ours (cookie or bearer), or an org that signed its call.
 * Refused orgs do not count as guessing: no signature can be guessed, and all customers of a CRM may share its address.
 */
export function requireCaller(parts: Authentication): RequestHandler {
  const requireOwnSession = parts.limitGuesses(requireSession(parts.sessions));
  return async (request, response, next) => {
    const token = bearerOf(request);
    if (token === undefined || !isOrgToken(token)) return requireOwnSession(request, response, next);
    response.locals.session = await callerFromOrg(parts, token);
    next();
  };
}

async function callerFromOrg(parts: Authentication, token: string): Promise<Caller> {
  const caller = await authenticateOrg(parts.context, token, parts.publicUrl);
  if (!('refused' in caller)) {
    const { tenantId, connectionId, userId, role } = caller;
    return { tenantId, connectionId, person: userId, role };
  }
  parts.countRefusal(caller.refused);
  parts.log.warn({ reason: caller.refused }, 'a call signed by an org was refused');
  throw new AccessError(
    'ERR_UNAUTHENTICATED',
    'The call is not signed by a connected org: connect it, and register its certificate in the setup assistant',
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
    response.locals.session = (await sessions.verify(token)) satisfies Caller;
  };
}

/** A cookie's value; undefined when the browser sent none. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map(pair => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
}
