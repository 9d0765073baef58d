import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Config,
  clearDirectory,
  deleteTenant,
  loadConfig,
  type Service,
  startService,
} from '@aix/backend';
import { createDemoOrgs, type DemoOrgs } from '../demo/create-demo-orgs.ts';
import { installPackage } from '../salesforce/index.ts';
import { startInThread, type ThreadedStandIn } from '../stand-in/start-in-thread.ts';
import { DEMO_TENANT_ID } from './connect-demo-tenant.ts';
import { loadRegistrations, type Registrations, registerRedirect } from './registrations.ts';

/** The demo's seed: changing it makes other people of the same leads. */
export const DEMO_SEED = 1;

const APP_NAME = 'AIX Lead Qualification';
const PACKAGE = fileURLToPath(new URL('../../sfdx-project', import.meta.url));
const APP_MANIFEST = new URL('../../hubspot-app/src/app/app-hsmeta.json', import.meta.url);
const CALLBACK = '/v1/connections/hubspot/callback';

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
}

/**
 * Settles directory, ports and registrations; with `fresh`, empties the directory first.
 * @throws SetupError when the environment is wrong or another process uses the directory
 */
export async function planStack(request: StackRequest): Promise<StackPlan> {
  const { dataDirectory, port } = loadConfig(request.env);
  if (request.fresh) clearDirectory(dataDirectory);
  mkdirSync(dataDirectory, { recursive: true });
  return {
    ...request,
    directory: dataDirectory,
    registrations: await loadRegistrations(dataDirectory, port),
  };
}

/** Makes the demo tenant's org and portal, installs the package in the org and registers the app, where not yet done. */
export async function makeDemoOrgs({
  directory,
  registrations,
  leadCount,
  leadsFile,
}: StackPlan): Promise<DemoOrgs> {
  const { salesforce, hubspot, ports } = registrations;
  const redirectUrl = `http://127.0.0.1:${ports.service}${CALLBACK}`;
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
  installPackage(orgs.salesforce, PACKAGE);
  return orgs;
}

/** The scopes under which the app is registered with HubSpot: those of its own manifest. */
function appScopes(): { requiredScopes: string[]; optionalScopes: string[] } {
  const { config } = JSON.parse(readFileSync(APP_MANIFEST, 'utf8')) as {
    config: { auth: { requiredScopes: string[]; optionalScopes: string[] } };
  };
  const { requiredScopes, optionalScopes } = config.auth;
  return { requiredScopes, optionalScopes };
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
  const hubspot = await startInThread('hubspot', orgs.hubspot, ports.hubspot);
  return { salesforce, hubspot };
}

/** Starts the product itself, told only what an operator would tell it: addresses, client ids and secrets. */
export async function startProduct(plan: StackPlan, standIns: StandIns): Promise<Service> {
  const { env, registrations } = plan;
  const overrides: Partial<Config> = {
    port: registrations.ports.service,
    publicUrl: `http://127.0.0.1:${registrations.ports.service}`,
    salesforce: {
      loginUrl: standIns.salesforce.url,
      clientId: registrations.salesforce.clientId,
      privateKey: registrations.salesforce.privateKey,
    },
    hubspot: {
      authorizeUrl: `${standIns.hubspot.url}/oauth/authorize`,
      apiUrl: standIns.hubspot.url,
      clientId: registrations.hubspot.clientId,
      clientSecret: registrations.hubspot.clientSecret,
    },
  };
  const service = await startService(loadConfig(env, overrides));
  // The embedded database went with the directory; a PostgreSQL server keeps its rows, of which only the demo's are ours.
  if (plan.fresh) await deleteTenant(service.context.database, DEMO_TENANT_ID);
  return service;
}

/** Stops whatever of the stack has been started: first the product, then what it talks to. */
export async function closeStack({
  service,
  standIns,
}: {
  service?: Service;
  standIns?: StandIns;
}): Promise<void> {
  await service?.close();
  await standIns?.salesforce.close();
  await standIns?.hubspot.close();
}
