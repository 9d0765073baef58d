import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { User } from '../portal/account.ts';

/** Who is logged in. Sessions end with the process. */
export interface UserSessions {
  /** Logs a user in and returns the cookie's value. */
  open(user: User): string;
  userOf(request: Request): User | undefined;
}

/** The cookie's name is ours: what HubSpot's is called is its own affair. */
export const SESSION_COOKIE = 'portal-session';

export function createUserSessions(): UserSessions {
  const sessions = new Map<string, User>();
  return {
    open(user) {
      const token = randomUUID();
      sessions.set(token, user);
      return token;
    },
    userOf(request) {
      const cookies = (request.get('cookie') ?? '').split(';').map(each => each.trim());
      const own = cookies.find(each => each.startsWith(`${SESSION_COOKIE}=`));
      return own === undefined ? undefined : sessions.get(own.slice(SESSION_COOKIE.length + 1));
    },
  };
}
