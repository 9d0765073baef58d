import { randomUUID } from 'node:crypto';
import type { ConnectionSettings, CrmName, Grant } from '../connectors/crm-connector.ts';
import { type Connection, listConnections, saveConnection } from '../store/connections.ts';
import type { Context } from './context.ts';
import { adapterOf } from './open-connector.ts';

/**
 * Connects an org or portal to a tenant, or renews the connection: exchanges the admin's grant for tokens, asks the CRM
 * itself which account they belong to, and keeps them encrypted.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the CRM refuses the grant
 * @throws AccessError ERR_FORBIDDEN when the account belongs to another tenant
 */
export async function connectTenant(
  context: Context,
  tenantId: string,
  request: { crm: CrmName; grant: Grant; settings: ConnectionSettings },
): Promise<Connection> {
  const { crm, grant, settings } = request;
  const adapter = adapterOf(context, crm);
  const tokens = await adapter.authorize(grant);
  const newSession = { tokens: async () => tokens, renew: async () => tokens };
  const { externalId, name } = await adapter.open(settings, newSession).identify();

  return context.database.withTenant(tenantId, async tenant => {
    const known = (await listConnections(tenant)).find(
      each => each.crm === crm && each.externalId === externalId,
    );
    const connection: Connection = {
      connectionId: known?.connectionId ?? randomUUID(),
      crm,
      externalId,
      name,
      settings,
      mappings: known?.mappings ?? [],
      readCursor: known?.readCursor,
      readAt: known?.readAt,
      followsChanges: known?.followsChanges ?? false,
    };
    await saveConnection(tenant, context.envelope, { ...connection, tokens });
    return connection;
  });
}
