import { AccessError, InputError } from '@aix/shared-scoring';
import type { Caller } from './authenticate.ts';

/** In an address, in place of a connection's id: the connection that vouches for the caller. */
export const OWN = 'own';

/** Names under which a request could name an org, a portal or a connection. */
const NAMES = ['connectionId', 'organizationId', 'orgId', 'portalId', 'hubId'] as const;

/**
 * Who calls on behalf of an org or portal speaks for that connection only, whatever the request names. An org's own id is never
 * read from a request: one that names any is refused, rather than answered as if it did not. A portal's number stands in the
 * query of every call that HubSpot signed.
 * @throws AccessError ERR_FORBIDDEN
 */
export function requireOwnConnection({ own }: Caller, ...parts: readonly unknown[]): void {
  if (own === undefined) return;
  const { connectionId, portalId } = own;
  const allowed: Partial<Record<string, readonly unknown[]>> = {
    connectionId: [connectionId, OWN],
    portalId: portalId === undefined ? [] : [portalId, Number(portalId)],
  };
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    for (const [name, value] of Object.entries(part))
      if (NAMES.some(each => each === name) && !allowed[name]?.includes(value))
        throw new AccessError(
          'ERR_FORBIDDEN',
          `The request names another ${name} than the org or portal that signed it: leave it out, or use its own Connection Id`,
        );
  }
}

/**
 * An address's parts, with the caller's own connection where they say `own`.
 * @throws InputError ERR_INPUT_INVALID when no connection vouches for the caller
 */
export function resolveOwn<Params extends Record<string, unknown>>({ own }: Caller, params: Params): Params {
  if (params.connectionId !== OWN) return params;
  if (own !== undefined) return { ...params, connectionId: own.connectionId };
  throw new InputError(
    'ERR_INPUT_INVALID',
    'Only calls that an org or portal signed have a connection of their own: name the connection’s id',
  );
}
