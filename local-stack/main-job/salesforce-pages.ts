import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '@aix/backend';
import {
  createUserSession,
  type HostClient,
  type SalesforceHost,
  startSalesforceHost,
} from '../hosts/salesforce/index.ts';
import { signCallout } from '../salesforce/index.ts';
import { connectionsOf } from './connect-demo-tenant.ts';
import { writeWhole } from './registrations.ts';

/** The org's settings, as far as they are read here. */
interface OrgFile {
  name: string;
  users: { id: string; username: string; name: string }[];
  externalClientApps: {
    clientId: string;
    name: string;
    certificate: string;
    preauthorizedUsernames: string[];
  }[];
}

/** The platform's own pages, as the org knows them. */
const PAGES_APP = 'Lightning Experience';
/** What the rep who looks has been assigned: the permission set AIX Lead Scoring Rep. */
const REP_PERMISSIONS = ['AIX_See_Scores'];
/** The credential over which the Apex class ServiceCall makes calls about records; the org's admin has pointed it here. */
const RECORDS = 'AIX_Backend';
const RSA_BITS = 2048;

/** Lets the platform's own pages act for the org's users; the key is drawn anew at each start. */
export function registerPages(orgDirectory: string): HostClient {
  const path = join(orgDirectory, 'org.json');
  const org = JSON.parse(readFileSync(path, 'utf8')) as OrgFile;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: RSA_BITS,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const clientId = `3MVG9.${randomBytes(24).toString('base64url')}`;
  const app = {
    ...{ clientId, name: PAGES_APP, certificate: publicKey },
    preauthorizedUsernames: org.users.map(({ username }) => username),
  };
  const others = org.externalClientApps.filter(({ name }) => name !== PAGES_APP);
  writeWhole(path, { ...org, externalClientApps: [...others, app] });
  return { clientId, privateKey };
}

/** What the pages need of the stack. */
export interface PagesRequest {
  orgDirectory: string;
  orgUrl: string;
  client: HostClient;
  port: number;
  service: Service;
}

/** Serves the org's pages to its rep, with the package's components in them. */
export async function startSalesforcePages(request: PagesRequest): Promise<SalesforceHost> {
  const { orgDirectory, orgUrl, client, port, service } = request;
  const org = JSON.parse(readFileSync(join(orgDirectory, 'org.json'), 'utf8')) as OrgFile;
  const rep = org.users.at(-1)!;
  const connection = (await connectionsOf(service)).find(({ crm }) => crm === 'salesforce');
  return startSalesforceHost({
    port,
    orgName: org.name,
    session: createUserSession(orgUrl, rep, client),
    credential: {
      url: service.url,
      token: () =>
        signCallout({ orgDirectory, externalCredential: RECORDS, userId: rep.id, audience: service.url }),
    },
    permissions: REP_PERMISSIONS,
    connectionId: connection?.connectionId ?? '',
    serviceUrl: service.url,
  });
}
