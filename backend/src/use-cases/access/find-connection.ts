import { NotFoundError } from '@aix/shared-scoring';
import { type Connection, listConnections } from '../../store/connections.ts';
import type { Context } from '../context.ts';

/** @throws NotFoundError ERR_TENANT_NOT_FOUND when the tenant has no such connection */
export async function findConnection(
  { database }: Context,
  tenantId: string,
  connectionId: string,
): Promise<Connection> {
  const connections = await database.withTenant(tenantId, listConnections);
  const connection = connections.find(each => each.connectionId === connectionId);
  if (connection !== undefined) return connection;
  throw new NotFoundError('ERR_TENANT_NOT_FOUND', `The tenant has no connection ${connectionId}`);
}
