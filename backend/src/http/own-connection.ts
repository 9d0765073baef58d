import { AccessError } from '@aix/shared-scoring';
import type { Caller } from './authenticate.ts';

/** Names under which a request could name an org or a connection. */
const NAMES = ['connectionId', 'organizationId', 'orgId'];

/**
 * Who calls on behalf of an org speaks for that connection only, whatever the request names. An org's own id is never read from
 * a request: one that names any is refused, rather than answered as if it did not.
 * @throws AccessError ERR_FORBIDDEN
 */
export function requireOwnConnection({ connectionId }: Caller, ...parts: readonly unknown[]): void {
  if (connectionId === undefined) return;
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    for (const [name, value] of Object.entries(part))
      if (NAMES.includes(name) && value !== connectionId)
        throw new AccessError(
          'ERR_FORBIDDEN',
          `The request names another ${name} than the org that signed it: leave it out, or use the Connection Id of this org`,
        );
  }
}
