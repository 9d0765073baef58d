import { AccessError } from '@aix/shared-scoring';
import type { Request } from 'express';
import { isPublicKey } from '../../security/write-keys.ts';
import type { Context } from '../../use-cases/context.ts';
import { createKeyring } from '../../use-cases/engagement/write-keys.ts';
import type { Doorkeeper } from '../guess-limit.ts';

/** Lets only requests with a write key on, from where it may be used, and puts what it opens into `response.locals.access`. */
export function requireWriteKey(context: Context): Doorkeeper {
  const find = createKeyring(context);
  return async (request, response) => {
    const key = keyOf(request);
    if (key === undefined)
      throw new AccessError('ERR_UNAUTHENTICATED', 'This needs a write key: Authorization: Bearer aix_…');
    const access = await find(key);
    const { origin } = request.headers;
    if (access.kind === 'public') {
      if (origin === undefined || !access.allowedOrigins.includes(origin))
        throw new AccessError('ERR_FORBIDDEN', 'This write key may not be used from this origin');
      response.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
    }
    response.locals.access = access;
  };
}

/** From the header; or, public keys only, from the address, since `navigator.sendBeacon` sets no headers. */
function keyOf({ headers, query }: Request): string | undefined {
  const bearer = /^Bearer (\S{1,100})$/.exec(headers.authorization ?? '')?.[1];
  const inAddress = query.writeKey;
  if (bearer !== undefined || typeof inAddress !== 'string') return bearer;
  return isPublicKey(inAddress) && inAddress.length <= 100 ? inAddress : undefined;
}
