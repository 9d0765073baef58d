import { InputError, NotFoundError } from '@aix/shared-scoring';
import { setFollowing } from '../store/change-feeds.ts';
import { listConnections } from '../store/connections.ts';
import type { Context } from './context.ts';
import { openConnector } from './open-connector.ts';

/**
 * Says whether a connection's changes are followed as its CRM tells them.
 * @throws InputError ERR_INPUT_INVALID when that CRM tells none
 * @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection
 */
export async function followConnection(
  context: Context,
  tenantId: string,
  connectionId: string,
  isFollowed: boolean,
): Promise<void> {
  await context.database.withTenant(tenantId, async tenant => {
    const connection = (await listConnections(tenant)).find(each => each.connectionId === connectionId);
    if (connection === undefined)
      throw new NotFoundError('ERR_TENANT_NOT_FOUND', `The tenant has no connection ${connectionId}`);
    if (isFollowed && openConnector(context, tenantId, connection).followLeads === undefined) {
      const message = `${connection.crm} tells no changes that could be followed: it is read every few minutes`;
      throw new InputError('ERR_INPUT_INVALID', message);
    }
    await setFollowing(tenant, connectionId, isFollowed);
  });
  context.announce('readings');
}
