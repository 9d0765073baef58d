import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '@aix/backend';
import { ADMIN_ID, LEAD_OWNER_ID } from '../demo/crms/salesforce-org.ts';
import {
  createUserSession,
  type HostClient,
  type SalesforceHost,
  startSalesforceHost,
  type Viewer,
} from '../hosts/salesforce/index.ts';
import { editCustomMetadata, signCallout } from '../salesforce/index.ts';
import { SETTING } from './connect-demo-tenant.ts';
import { writeWhole } from './registrations.ts';

/** The org's settings, as far as they are read here. */
interface OrgFile {
  organizationId: string;
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
/** What the permission sets AIX Lead Scoring Rep and Admin give. */
const PERMISSIONS = { rep: ['AIX_See_Scores'], admin: ['AIX_See_Scores', 'AIX_Set_Up_Scoring'] };
/** The credentials over which the Apex class ServiceCall calls; the org's admin has pointed them here. */
const CREDENTIALS = { records: 'AIX_Backend', setup: 'AIX_Setup' };
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

/** Serves the org's pages to its rep and its admin, with the package's components in them. */
export async function startSalesforcePages(request: PagesRequest): Promise<SalesforceHost> {
  const { orgDirectory, orgUrl, client, port, service } = request;
  const org = JSON.parse(readFileSync(join(orgDirectory, 'org.json'), 'utf8')) as OrgFile;
  const rep = org.users.find(({ id }) => id === LEAD_OWNER_ID)!;
  // An org of an earlier version has no admin of its own.
  const admin = org.users.find(({ id }) => id === ADMIN_ID) ?? org.users[0]!;
  const viewer = (user: OrgFile['users'][number], isAdmin: boolean): Viewer => {
    const credential = (externalCredential: string) => ({
      url: service.url,
      token: () => signCallout({ orgDirectory, externalCredential, userId: user.id, audience: service.url }),
    });
    return {
      session: createUserSession(orgUrl, user, client),
      permissions: isAdmin ? PERMISSIONS.admin : PERMISSIONS.rep,
      credential: credential(CREDENTIALS.records),
      setupCredential: isAdmin ? credential(CREDENTIALS.setup) : undefined,
    };
  };
  return startSalesforceHost({
    port,
    orgName: org.name,
    organizationId: org.organizationId,
    viewers: { rep: viewer(rep, false), admin: viewer(admin, true) },
    saveSetting: ({ connectionId, certificate }) =>
      editCustomMetadata(orgDirectory, SETTING, {
        ...{ Connection_Id__c: connectionId, Signing_Certificate__c: certificate },
      }),
    serviceUrl: service.url,
  });
}
