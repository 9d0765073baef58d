import {
  refusalOfV3,
  type SignatureCheck,
  type SignatureRefusal,
  type SignedRequest,
} from '../../security/hubspot-signatures.ts';
import { findConnectionOf } from '../../store/connections.ts';
import type { Context } from '../context.ts';

/** Somebody who calls from inside a connected portal. */
export interface PortalCaller {
  tenantId: string;
  connectionId: string;
  portalId: string;
  userId: string;
}

/** Why a call does not open anything; a label of a metric. */
export type PortalRefusal = SignatureRefusal | 'unknown_portal' | 'ended_portal';

/**
 * Who calls with an address that HubSpot signed for the user of a portal: both stand in the signed query, once each, and nowhere
 * else. Whatever is wrong, callers learn only that it is refused; the reason is for counting.
 */
export async function authenticatePortal(
  context: Context,
  request: SignedRequest,
  secrets: SignatureCheck['secrets'],
): Promise<PortalCaller | { refused: PortalRefusal }> {
  const refused = refusalOfV3(request, { secrets, now: context.now() });
  if (refused !== undefined) return { refused };
  const query = new URL(request.url).searchParams;
  const [portalId, userId] = [onlyNumber(query, 'portalId'), onlyNumber(query, 'userId')];
  if (portalId === undefined || userId === undefined) return { refused: 'malformed' };
  const found = await findConnectionOf(context.database, 'hubspot', portalId);
  if (found === undefined) return { refused: 'unknown_portal' };
  if (found.hasEnded) return { refused: 'ended_portal' };
  return { tenantId: found.tenantId, connectionId: found.connectionId, portalId, userId };
}

/** A page may write a portal's number into the address that it asks for; HubSpot then appends the right one. Two are none. */
function onlyNumber(query: URLSearchParams, name: string): string | undefined {
  const [value = '', ...others] = query.getAll(name);
  return others.length === 0 && /^[1-9]\d{0,18}$/.test(value) ? value : undefined;
}
