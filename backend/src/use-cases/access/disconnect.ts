import { ConnectorError } from '@aix/shared-scoring';
import { type RemovedReadings, removeConnection } from '../../store/access/remove-connection.ts';
import { logSetup, type SetupAction } from '../../store/access/setup-log.ts';
import { readTokens } from '../../store/connections.ts';
import type { Context } from '../context.ts';
import { adapterOf } from '../open-connector.ts';
import { dropReadings } from './drop-readings.ts';
import { findConnection } from './find-connection.ts';

/** What a disconnect did. */
export interface Disconnected extends RemovedReadings {
  /** Certificates that verified calls of the org. */
  keys: number;
  /** Whether the CRM took its tokens back; if not, an admin should remove the app's grant there. */
  tokensRevoked: boolean;
}

/**
 * Ends a connection for good: gives the grant back to the CRM, then removes what is kept of the connection and the leads that only
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
  const tokens = await inTenant(tenantId, sql => readTokens(sql, context.envelope, connectionId));
  const tokensRevoked = await adapterOf(context, connection.crm)
    .revoke(tokens)
    .then(
      () => true,
      error => {
        if (error instanceof ConnectorError) return false;
        throw error;
      },
    );
  const at = context.now();
  return inTenant(tenantId, async sql => {
    const removed = await dropReadings(sql, connectionId, at);
    const keys = await removeConnection(sql, connectionId);
    const done = { ...removed, keys, tokensRevoked };
    const { crm, externalId } = connection;
    await logSetup(sql, { at, person, action, connectionId, detail: { crm, externalId, ...done } });
    return done;
  });
}
