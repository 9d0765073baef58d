import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Config,
  type CrmName,
  clearDirectory,
  deleteTenant,
  loadConfig,
  lockDirectory,
  type Service,
  startService,
  withDatabase,
} from '@aix/backend';
import { createDemoOrgs, type DemoOrgs } from '../demo/create-demo-orgs.ts';
import type { HubspotHost } from '../hosts/hubspot/index.ts';
import type { SalesforceHost } from '../hosts/salesforce/index.ts';
import type { SiteHost } from '../hosts/site/index.ts';
import { installPackage } from '../salesforce/index.ts';
import { startInThread, type ThreadedStandIn } from '../stand-in/start-in-thread.ts';
import { DEMO_TENANT_ID } from './connect-demo-tenant.ts';
import {
  loadRegistrations,
  type Registrations,
  registerCallback,
  registerRedirect,
  requireFreePort,
} from './registrations.ts';

/** The demo's seed: changing it makes other people of the same leads. */
export const DEMO_SEED = 1;

const APP_NAME = 'AIX Lead Qualification';
const PACKAGE = fileURLToPath(new URL('../../sfdx-project', import.meta.url));
const APP_PROJECT = fileURLToPath(new URL('../../hubspot-app', import.meta.url));
const APP_MANIFEST = new URL('../../hubspot-app/src/app/app-hsmeta.json', import.meta.url);
const CALLBACKS = {
  hubspot: '/v1/connections/hubspot/callback',
  salesforce: '/v1/connections/salesforce/callback',
};

/** What was asked for on the command line and in the environment. */
export interface StackRequest {
  env: Record<string, string | undefined>;
  /** How many of the demo's leads; undefined is all. */
  leadCount: number | undefined;
  /** Begin again, whatever is there. */
  fresh: boolean;
  /** Other leads and another truth than the demo's own, for tests. */
  leadsFile?: string;
  truthFile?: string;
}

/** Where things are, settled before anything is started. */
export interface StackPlan extends StackRequest {
  directory: string;
  registrations: Registrations;
  /** Lets other processes use the directory again. */
  unlock(): void;
}

/**
 * Settles directory, ports and registrations, and keeps the directory for this process. With `fresh`, removes what an
 * earlier start left there and on the PostgreSQL server, but only once nothing more can keep this start from working.
 * @throws SetupError when the environment is wrong, another process uses the directory or the port, or PostgreSQL does
 *   not answer; nothing is removed then
 */
export async function planStack(request: StackRequest): Promise<StackPlan> {
  const config = loadConfig(request.env);
  const { dataDirectory, port, databaseUrl } = config;
  const unlock = lockDirectory(dataDirectory, 'stack');
  await requireFreePort(port);
  if (databaseUrl !== undefined)
    await withDatabase(config, async database => {
      // Of a server's rows only the demo's are ours to remove.
      if (request.fresh) await deleteTenant(database, DEMO_TENANT_ID);
    });
  if (request.fresh) clearDirectory(dataDirectory);
  const registrations = await loadRegistrations(dataDirectory, port);
  return { ...request, directory: dataDirectory, registrations, unlock };
}

/** Makes the demo tenant's org and portal, installs the package in the org and registers the app, where not yet done. */
export async function makeDemoOrgs({
  directory,
  registrations,
  leadCount,
  leadsFile,
}: StackPlan): Promise<DemoOrgs> {
  const { salesforce, hubspot, ports } = registrations;
  const ownUrl = `http://localhost:${ports.service}`;
  const redirectUrl = ownUrl + CALLBACKS.hubspot;
  const orgs = await createDemoOrgs({
    directory,
    now: new Date(),
    seed: DEMO_SEED,
    ...(leadCount !== undefined && { leadCount }),
    ...(leadsFile !== undefined && { leadsFile }),
    orgApp: { clientId: salesforce.clientId, name: APP_NAME, certificate: salesforce.certificate },
    portalApp: { ...hubspot, name: APP_NAME, redirectUrls: [redirectUrl], ...appScopes() },
  });
  registerRedirect(orgs.hubspot, redirectUrl);
  registerCallback(orgs.salesforce, ownUrl + CALLBACKS.salesforce);
  installPackage(orgs.salesforce, PACKAGE);
  return orgs;
}

/** The scopes under which the app is registered with HubSpot: those of its own manifest. */
export function appScopes(): { requiredScopes: string[]; optionalScopes: string[] } {
  const { requiredScopes, optionalScopes } = appConfig().auth;
  return { requiredScopes, optionalScopes };
}

interface AppConfig {
  auth: { requiredScopes: string[]; optionalScopes: string[] };
  permittedUrls: { fetch: string[] };
}

function appConfig(): AppConfig {
  return (JSON.parse(readFileSync(APP_MANIFEST, 'utf8')) as { config: AppConfig }).config;
}

export interface StandIns {
  salesforce: ThreadedStandIn;
  hubspot: ThreadedStandIn;
}

export async function startStandIns(
  { registrations: { ports } }: StackPlan,
  orgs: DemoOrgs,
): Promise<StandIns> {
  const salesforce = await startInThread('salesforce', orgs.salesforce, ports.salesforce);
  // The service's public address in the app is that of this machine's service here.
  const service = `http://localhost:${ports.service}`;
  const origins = Object.fromEntries(appConfig().permittedUrls.fetch.map(origin => [origin, service]));
  const hubspot = await startInThread('hubspot', orgs.hubspot, ports.hubspot, {
    appProject: { directory: APP_PROJECT, origins },
  });
  return { salesforce, hubspot };
}

/** Starts the product itself, told only what an operator would tell it: addresses, client ids and secrets. */
export async function startProduct(
  { env, registrations }: Pick<StackPlan, 'env' | 'registrations'>,
  standIns: Record<CrmName, Pick<ThreadedStandIn, 'url' | 'pubsub'>>,
): Promise<Service> {
  const overrides: Partial<Config> = {
    port: registrations.ports.service,
    publicUrl: `http://localhost:${registrations.ports.service}`,
    recordPages: {
      salesforce: `http://localhost:${registrations.ports.salesforcePages}/lightning/r/{objectType}/{objectId}/view`,
      hubspot: `http://localhost:${registrations.ports.hubspotPages}/records/{objectType}/{objectId}`,
    },
    morePages: [
      {
        name: 'Visit the demo bank’s site: click, and watch both CRMs change',
        href: `http://localhost:${registrations.ports.site}`,
      },
    ],
    salesforce: {
      loginUrl: standIns.salesforce.url,
      clientId: registrations.salesforce.clientId,
      privateKey: registrations.salesforce.privateKey,
      ...(standIns.salesforce.pubsub && { pubsub: standIns.salesforce.pubsub }),
    },
    hubspot: {
      authorizeUrl: `${standIns.hubspot.url}/oauth/authorize`,
      apiUrl: standIns.hubspot.url,
      clientId: registrations.hubspot.clientId,
      clientSecret: registrations.hubspot.clientSecret,
    },
  };
  return startService(loadConfig(env, overrides));
}

/** Stops whatever of the stack has been started: first the product, then what it talks to. */
export async function closeStack({
  plan,
  service,
  standIns,
  pages,
  hubspotPages,
  site,
}: {
  plan?: StackPlan;
  service?: Service;
  standIns?: StandIns;
  pages?: SalesforceHost;
  hubspotPages?: HubspotHost;
  site?: SiteHost;
}): Promise<void> {
  await site?.close();
  await pages?.close();
  await hubspotPages?.close();
  await service?.close();
  await standIns?.salesforce.close();
  await standIns?.hubspot.close();
  plan?.unlock();
}
