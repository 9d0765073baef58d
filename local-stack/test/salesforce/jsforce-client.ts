import { Connection } from 'jsforce';
import type { SalesforceStandIn } from '../../salesforce/index.ts';
import { assertionFor, JWT_BEARER } from './rest-client.ts';
import type { TemporaryOrg } from './temporary-org.ts';

/** Salesforce's own client for Node, logged in to a stand-in. */
export async function connectJsforce(standIn: SalesforceStandIn, org: TemporaryOrg): Promise<Connection> {
  const connection = new Connection({ loginUrl: standIn.url, version: '68.0' });
  await connection.authorize({ grant_type: JWT_BEARER, assertion: await assertionFor(org) });
  connection.bulk2.pollInterval = 5;
  return connection;
}
