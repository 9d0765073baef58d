import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  importAll,
  type Service,
  scoreLeads,
  setUpFields,
  trainTenantModel,
  writeBackScores,
} from '@aix/backend';
import { makeLoadPortal } from '../../bench/hubspot-load/make-portal.ts';
import { REP } from '../../demo/crms/hubspot-portal.ts';
import { type App, createApp } from '../../faults/world/app.ts';
import { type HubspotStandIn, startHubspotStandIn } from '../../hubspot/index.ts';
import {
  connectCrm,
  connectionsOf,
  DEMO_TENANT_ID,
  saveDemoTenant,
} from '../../main-job/connect-demo-tenant.ts';
import { appScopes, startProduct } from '../../main-job/open-local-stack.ts';
import { loadRegistrations, type Registrations } from '../../main-job/registrations.ts';
import type { Fault } from '../../stand-in/faults.ts';
import { readRecords } from '../../stand-in/record-store.ts';

const APP_PROJECT = fileURLToPath(new URL('../../../hubspot-app', import.meta.url));
/** Where the app's project says that the service is. */
const APP_ORIGIN = 'https://api.aix.example';

/** What a contact's fields hold. */
type Properties = Record<string, string>;

/** A portal whose contacts are read, scored and written, and the service as a process that may be killed. */
export interface WorkflowWorld {
  standIn: HubspotStandIn;
  /** Not started yet. */
  app: App;
  publicUrl: string;
  portalId: number;
  clientSecret: string;
  addWorkflow(workflow: object): Promise<void>;
  /** What a rep does in the portal. */
  addContact(properties: Properties): Promise<string>;
  editContact(id: string, properties: Properties): Promise<void>;
  contact(id: string): Partial<Properties>;
  misbehave(fault: Fault): Promise<void>;
  behave(): Promise<void>;
  /** Moves HubSpot's clock; the service's goes on as it does. */
  passTime(ms: number): void;
  close(): Promise<void>;
}

export async function openWorkflowWorld(): Promise<WorkflowWorld> {
  let passedMs = 0;
  const { directory, registrations, publicUrl, portal, standIn } = await openAppPortal(
    () => Date.now() + passedMs,
  );
  const { hubspot } = registrations;
  const env = { AIX_DATA_DIR: directory, AIX_LOG_LEVEL: 'silent' };
  // There is no org here, and nobody asks for one.
  const crms = { hubspot: standIn, salesforce: { url: 'http://127.0.0.1:9' } };
  const preparing = await startProduct({ env, registrations }, crms);
  const portalId = await bringFirstScores(preparing).finally(preparing.close);
  const app = createApp(env, crms);
  const call = createCaller(standIn.url);
  const cookie = await logIn(standIn.url);
  const contacts = '/crm/objects/2026-03/contacts';
  return {
    ...{ standIn, app, publicUrl, portalId, clientSecret: hubspot.clientSecret },
    addWorkflow: async workflow => void (await call('POST', '/__workflows', workflow)),
    async addContact(properties) {
      const email = `new${performance.now()}@mail.example`;
      const contact = {
        ...{ email, firstname: 'New', company: 'New', lifecyclestage: 'lead' },
        ...properties,
      };
      const added = await call('POST', contacts, { properties: contact, associations: [] }, cookie);
      return String(((await added.json()) as { id: string }).id);
    },
    async editContact(id, properties) {
      await call('PATCH', `${contacts}/${id}`, { properties }, cookie);
    },
    contact(id) {
      const found = [...readRecords(portal, 'id', 'contacts')].find(each => each.id === id);
      return Object.fromEntries(
        Object.entries(found?.properties as Record<string, string | null>).filter(
          ([, value]) => value !== null,
        ),
      ) as Partial<Properties>;
    },
    misbehave: async fault => void (await call('POST', '/__faults', fault)),
    behave: async () => void (await call('DELETE', '/__faults')),
    passTime(ms) {
      passedMs += ms;
    },
    async close() {
      await app.kill();
      await standIn.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** A portal with the app as it is in `hubspot-app/`, its webhooks and its actions: not connected yet. */
export interface AppPortal {
  directory: string;
  registrations: Registrations;
  /** Where the app's project says that the service is. */
  publicUrl: string;
  /** Where the portal's records lie. */
  portal: string;
  standIn: HubspotStandIn;
}

/** @param now HubSpot's clock */
export async function openAppPortal(now: () => number = Date.now): Promise<AppPortal> {
  const directory = mkdtempSync(join(tmpdir(), 'aix-workflow-'));
  const registrations = await loadRegistrations(directory, 0);
  const { hubspot, ports } = registrations;
  const publicUrl = `http://localhost:${ports.service}`;
  const portal = join(directory, 'hubspot');
  const redirectUrls = [`${publicUrl}/v1/connections/hubspot/callback`];
  const registered = { ...hubspot, name: 'AIX', redirectUrls, ...appScopes() };
  await makeLoadPortal(portal, registered, { openContacts: 40, pastContacts: 800, now: new Date() });
  const standIn = await startHubspotStandIn({
    ...{ directory: portal, now },
    appProject: { directory: APP_PROJECT, origins: { [APP_ORIGIN]: publicUrl } },
  });
  return { directory, registrations, publicUrl, portal, standIn };
}

/** What the main job does, up to the first scores on the contacts. @returns the portal's number */
export async function bringFirstScores(service: Service): Promise<number> {
  const { context } = service;
  await saveDemoTenant(service);
  await connectCrm(service, 'hubspot');
  const [connection] = await connectionsOf(service);
  assert.ok(connection);
  await setUpFields(context, DEMO_TENANT_ID, connection);
  await importAll(context, DEMO_TENANT_ID, connection);
  await trainTenantModel(context, DEMO_TENANT_ID);
  await scoreLeads(context, DEMO_TENANT_ID);
  await writeBackScores(context, DEMO_TENANT_ID, connection);
  return Number(connection.externalId);
}

function createCaller(url: string) {
  return async (method: string, path: string, body?: object, cookie = ''): Promise<Response> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`);
    return answer;
  };
}

/** A rep's session in the portal. */
async function logIn(url: string): Promise<string> {
  const body = new URLSearchParams({ email: REP.email });
  const answer = await fetch(`${url}/login`, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
