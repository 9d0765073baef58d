import { AccessError } from '@aix/shared-scoring';
import type { Request } from 'express';
import type { Sessions } from '../security/sessions.ts';
import type { Doorkeeper } from './guess-limit.ts';

export const SESSION_COOKIE = 'aix_session';

/** Lets only requests with a valid session on, and puts it into `response.locals.session`. */
export function requireSession(sessions: Sessions): Doorkeeper {
  return async (request, response) => {
    const token = bearerOf(request) ?? cookieOf(request, SESSION_COOKIE);
    if (token === undefined) {
      const message =
        'This needs a session: open the address that npm start printed, or send Authorization: Bearer …';
      throw new AccessError('ERR_UNAUTHENTICATED', message);
    }
    response.locals.session = await sessions.verify(token);
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
