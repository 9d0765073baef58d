import { SfError } from '@salesforce/core';
import type { ListedConnection } from './answers.ts';
import type { ServiceClient } from './service-client.ts';

/** Ids of an org are the same when their first 15 characters are; the other three only check them. */
const ID_LENGTH = 15;

/**
 * The connection of an org, found by the id that the org itself gave its session. What the org's settings say is not asked: a
 * sandbox copies them from its production org, and would then act on that one's connection.
 */
export async function findConnection(
  service: ServiceClient,
  orgId: string,
): Promise<ListedConnection | undefined> {
  const connections = await service.get<ListedConnection[]>('/v1/connections');
  return connections.find(
    ({ crm, externalId }) =>
      crm === 'salesforce' && externalId.slice(0, ID_LENGTH) === orgId.slice(0, ID_LENGTH),
  );
}

/** @throws SfError NotConnected */
export async function requireConnection(service: ServiceClient, orgId: string): Promise<ListedConnection> {
  const connection = await findConnection(service, orgId);
  if (connection !== undefined) return connection;
  throw new SfError(`The org ${orgId} is not connected to the service at ${service.url}`, 'NotConnected', [
    'Connect it: sf aix connect',
  ]);
}
