import { readTokens } from '../../store/connections.ts';
import { findConnection } from '../access/find-connection.ts';
import type { Context } from '../context.ts';
import { openConnector } from '../open-connector.ts';

/** Somebody of a portal, as its signed call names them. */
export interface PortalUser {
  tenantId: string;
  connectionId: string;
  userId: string;
}

/** A right that was taken away in the CRM ends here at the latest after so long. */
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 10_000;

const known = new WeakMap<Context, Map<string, { isAdmin: Promise<boolean>; until: number }>>();

/**
 * Whether a user may administer the connection: who installed the app, and whom the portal itself calls a super admin. The
 * portal's word is kept for five minutes, and asked for once however many requests wait for it.
 * @throws ConnectorError when the portal does not answer; nobody is an admin then
 */
export async function isPortalAdmin(context: Context, user: PortalUser): Promise<boolean> {
  const answers = known.get(context) ?? new Map<string, { isAdmin: Promise<boolean>; until: number }>();
  known.set(context, answers);
  const key = JSON.stringify([user.tenantId, user.connectionId, user.userId]);
  const now = context.now().getTime();
  const kept = answers.get(key);
  if (kept !== undefined && kept.until > now) return kept.isAdmin;
  if (answers.size >= MOST_KEPT) answers.clear();
  const isAdmin = askPortal(context, user);
  answers.set(key, { isAdmin, until: now + KEPT_MS });
  // A failure is no answer: the next request asks again.
  isAdmin.catch(() => answers.delete(key));
  return isAdmin;
}

async function askPortal(context: Context, { tenantId, connectionId, userId }: PortalUser): Promise<boolean> {
  const { database, envelope } = context;
  const { grantedBy } = await database.withTenant(tenantId, sql => readTokens(sql, envelope, connectionId));
  if (grantedBy === userId) return true;
  const connection = await findConnection(context, tenantId, connectionId);
  return (await openConnector(context, tenantId, connection).isAdmin?.(userId)) ?? false;
}
