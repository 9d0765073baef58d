import { AccessError } from '@aix/shared-scoring';
import type { ConnectionSettings, Grant } from '../connectors/crm-access.ts';
import type { CrmConnector, CrmIdentity, CrmName } from '../connectors/crm-connector.ts';
import { connectionIdOf } from '../security/digests.ts';
import { logSetup } from '../store/access/setup-log.ts';
import { type Connection, listConnections, saveConnection } from '../store/connections.ts';
import type { Context } from './context.ts';
import { adapterOf } from './open-connector.ts';

/** What an admin brings to connect an org or portal. */
export interface ConnectRequest {
  crm: CrmName;
  grant: Grant;
  settings: ConnectionSettings;
  person: string;
}

/**
 * Connects an org or portal to a tenant, or renews the connection: exchanges the admin's grant for tokens, asks the CRM
 * itself which account they belong to, and keeps them encrypted.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when the CRM refuses the grant
 * @throws AccessError ERR_FORBIDDEN when the account belongs to another tenant, or does not say itself that it wants this one
 */
export async function connectTenant(
  context: Context,
  tenantId: string,
  request: ConnectRequest,
): Promise<Connection> {
  const { crm, grant, settings, person } = request;
  const adapter = adapterOf(context, crm);
  const tokens = await adapter.authorize(grant);
  const newSession = { tokens: async () => tokens, renew: async () => tokens };
  const connector = adapter.open(settings, newSession);
  const identity = await connector.identify();
  const { externalId, name, user } = identity;
  const known = (await context.database.withTenant(tenantId, listConnections)).find(
    each => each.crm === crm && each.externalId === externalId,
  );
  const connectionId = known?.connectionId ?? connectionIdOf(tenantId, crm, externalId);
  if (grant.kind === 'jwt_bearer' && known === undefined)
    await requireWish(connector, identity, connectionId);

  return context.database.withTenant(tenantId, async tenant => {
    const connection: Connection = {
      ...{ connectionId, crm, externalId, name, settings },
      ...{ mappings: known?.mappings ?? [], readCursor: known?.readCursor, readAt: known?.readAt },
      followsChanges: known?.followsChanges ?? false,
      isBackfilling: known?.isBackfilling ?? false,
      ...{ hasEnded: false, refused: {} },
    };
    await saveConnection(tenant, context.envelope, {
      ...connection,
      ...{ tokens, connectedAs: user, at: context.now() },
    });
    const detail = { crm, grant: grant.kind, externalId };
    await logSetup(tenant, { at: context.now(), person, action: 'connected', connectionId, detail });
    return connection;
  });
}

/**
 * A user name is no proof that the org wants this tenant: every org that pre-authorised our app would answer. So its admin first
 * enters the connection's id in the org's own settings, which nobody else can write.
 */
async function requireWish(
  connector: CrmConnector,
  { name }: CrmIdentity,
  connectionId: string,
): Promise<void> {
  const wished = (await connector.readAppSettings?.())?.connectionId;
  if (wished?.toLowerCase() === connectionId) return;
  throw new AccessError(
    'ERR_FORBIDDEN',
    `${name} does not yet say that it wants this connection: enter the Connection Id ${connectionId} in the app’s settings in the org, give the integration user its permission set, then connect again`,
  );
}
