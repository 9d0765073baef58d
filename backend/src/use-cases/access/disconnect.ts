import { ConnectorError } from '@aix/shared-scoring';
import { type RemovedReadings, removeConnection } from '../../store/access/remove-connection.ts';
import { logSetup, type SetupAction } from '../../store/access/setup-log.ts';
import { readTokens } from '../../store/connections.ts';
import type { Context } from '../context.ts';
import { adapterOf, openConnector } from '../open-connector.ts';
import { dropReadings } from './drop-readings.ts';
import { findConnection } from './find-connection.ts';

/** What a disconnect did. */
export interface Disconnected extends RemovedReadings {
  /** Certificates that verified calls of the org. */
  keys: number;
  /** Whether the CRM took its tokens back; if not, an admin should remove the app's grant there. */
  tokensRevoked: boolean;
  /** Whether our app was removed from the CRM; where it does not let an app do that, an admin uninstalls it. */
  uninstalled: boolean;
}

/**
 * Ends a connection for good: removes our app from the CRM where that is possible, gives the grant back, then removes what is kept of the connection and the leads that only
 * it showed. What was written to the CRM's records stays there; leads that another CRM shows stay with what that one says.
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function disconnect(
  context: Context,
  tenantId: string,
  {
    connectionId,
    person,
    action = 'disconnected',
  }: { connectionId: string; person: string; action?: SetupAction },
): Promise<Disconnected> {
  const connection = await findConnection(context, tenantId, connectionId);
  const inTenant = context.database.withTenant;
  // What is purged has had its grant taken back long ago: such a CRM is not called any more.
  const { uninstall } = action === 'purged' ? {} : openConnector(context, tenantId, connection);
  const uninstalled = uninstall !== undefined && (await isDone(uninstall()));
  const tokens = await inTenant(tenantId, sql => readTokens(sql, context.envelope, connectionId));
  const tokensRevoked = await isDone(adapterOf(context, connection.crm).revoke(tokens));
  const at = context.now();
  return inTenant(tenantId, async sql => {
    const removed = await dropReadings(sql, connectionId, at);
    const keys = await removeConnection(sql, connectionId);
    const done = { ...removed, keys, tokensRevoked, uninstalled };
    const { crm, externalId } = connection;
    await logSetup(sql, { at, person, action, connectionId, detail: { crm, externalId, ...done } });
    return done;
  });
}

/** Whether the CRM did what was asked: what it keeps of us must not keep us from removing what we keep of it. */
async function isDone(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ConnectorError) return false;
    throw error;
  }
}
