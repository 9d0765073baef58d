import { type Connection, listAllConnections, listConnections } from '../store/connections.ts';
import type { Context } from './context.ts';
import { importAll } from './import-all.ts';

/** A connection that can be read here. */
export interface ReadableConnection {
  tenantId: string;
  connection: Connection;
}

/** Every connection of a CRM that is set up here. */
export async function findReadableConnections({
  database,
  adapters,
}: Context): Promise<ReadableConnection[]> {
  const all = await listAllConnections(database);
  const found: ReadableConnection[] = [];
  for (const tenantId of new Set(all.map(each => each.tenantId)))
    for (const connection of await database.withTenant(tenantId, listConnections))
      if (adapters.has(connection.crm)) found.push({ tenantId, connection });
  return found;
}

/**
 * Reads one connection from its cursor, wherever earlier readings have left that, and tells whoever scores.
 * @throws ConnectorError
 */
export async function readConnection(
  context: Context,
  tenantId: string,
  connectionId: string,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const connections = await context.database.withTenant(tenantId, listConnections);
  const connection = connections.find(each => each.connectionId === connectionId);
  if (connection === undefined) return;
  const { records } = await importAll(context, tenantId, connection, { signal });
  if (records > 0) context.announce('dirty_leads');
}
