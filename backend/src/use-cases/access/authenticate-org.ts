import {
  claimedOrgOf,
  type OrgCaller,
  type TokenRefusal,
  verifyOrgToken,
} from '../../security/org-tokens.ts';
import { certificatesInForce } from '../../store/access/connection-keys.ts';
import { findConnectionOf } from '../../store/connections.ts';
import type { Context } from '../context.ts';

/** Somebody who calls from inside a connected org. */
export interface ConnectedCaller extends OrgCaller {
  tenantId: string;
  connectionId: string;
}

/**
 * Who calls with a token that an org signed: the org by its connection's certificates, person and role by its word. Whatever
 * is wrong, callers learn only that it is refused; the reason is for counting.
 * @param audience this service's own public address
 */
export async function authenticateOrg(
  context: Context,
  token: string,
  audience: string,
): Promise<ConnectedCaller | { refused: TokenRefusal }> {
  const orgId = claimedOrgOf(token);
  if (orgId === undefined) return { refused: 'malformed' };
  const now = context.now();
  const found = await findConnectionOf(context.database, 'salesforce', orgId);
  const certificates =
    found === undefined
      ? []
      : await context.database.withTenant(found.tenantId, sql =>
          certificatesInForce(sql, found.connectionId, now),
        );
  const verified = await verifyOrgToken(token, { orgId, certificates, audience, now });
  if (found === undefined) return { refused: 'unknown_org' };
  const { tenantId, connectionId } = found;
  return 'refused' in verified ? verified : { ...verified, tenantId, connectionId };
}
