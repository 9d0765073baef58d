import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHubspotStandIn } from '../../../local-stack/hubspot/index.ts';
import type { Fault } from '../../../local-stack/stand-in/faults.ts';
import type { CrmAdapter, FieldMapping } from '../../src/connectors/crm-connector.ts';
import { createHubspotAdapter } from '../../src/connectors/hubspot/hubspot-adapter.ts';
import { HUBSPOT_API_VERSION, HUBSPOT_SCOPES } from '../../src/connectors/hubspot/hubspot-api.ts';
import type { Pace } from '../../src/connectors/hubspot/pace.ts';
import { type ConnectorWorld, createCountingSession, type PlatformFault } from './crm-connector.contract.ts';

const REDIRECT_URI = 'http://127.0.0.1:4000/oauth/hubspot';
const PORTAL_ID = 123_456;
const APP = {
  appId: 7,
  clientId: 'client-7',
  clientSecret: 'secret-7',
  name: 'App under test',
  redirectUrls: [REDIRECT_URI],
  requiredScopes: [...HUBSPOT_SCOPES],
  optionalScopes: [],
};
const MAPPINGS: readonly FieldMapping[] = [
  { field: 'age', kind: 'number', source: 'age' },
  { field: 'job', kind: 'category', source: 'job' },
  { field: 'housing', kind: 'boolean', source: 'housing' },
];

/** Fast enough for tests and still exact: the limiter, the retries and their order are the real ones. */
const TEST_PACE: Partial<Pace> = {
  requestsPerSecond: 400,
  burst: 40,
  searchesPerSecond: 100,
  timeoutMs: 400,
  backoffMs: 10,
};

export interface HubspotWorld extends ConnectorWorld {
  adapter: CrmAdapter;
  url: string;
  /** Calls the portal as the connected app does, past the connector. */
  api(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  injectFault(fault: Fault): Promise<void>;
  consent(): Promise<string>;
}

export interface HubspotWorldOptions {
  leadCount: number;
  pace?: Partial<Pace>;
  /** The stand-in's own limits; generous unless a test is about them. */
  limits?: { burst?: number; intervalMs?: number; searchesPerSecond?: number };
  accessTokenSeconds?: number;
  /** Changes the seeded contacts. */
  seed?(contact: SeedContact): SeedContact;
}

export interface SeedContact {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
}

/** A portal on a temporary directory, connected by a real consent, and a connector in front of it. */
export async function openHubspotWorld(options: HubspotWorldOptions): Promise<HubspotWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'hubspot-world-'));
  writePortal(directory, options);
  const standIn = await startHubspotStandIn({
    directory,
    limits: { burst: 100_000, searchesPerSecond: 100_000, ...options.limits },
    ...(options.accessTokenSeconds === undefined ? {} : { accessTokenSeconds: options.accessTokenSeconds }),
  });
  const { url } = standIn;
  const adapter = createHubspotAdapter({
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    authorizeUrl: `${url}/oauth/authorize`,
    apiUrl: url,
    scopes: HUBSPOT_SCOPES,
    pace: { ...TEST_PACE, ...options.pace },
  });
  const consent = () => consentTo(adapter);
  const tokens = await adapter.authorize({
    kind: 'authorization_code',
    code: await consent(),
    redirectUri: REDIRECT_URI,
  });
  const session = createCountingSession(tokens);
  const api: HubspotWorld['api'] = (method, path, body) =>
    callApi(url, tokens.accessToken, method, path, body);
  const injectFault = (fault: Fault) => postFault(url, fault);
  const contacts = `/crm/objects/${HUBSPOT_API_VERSION}/contacts`;

  return {
    connector: adapter.open({ namespace: '' }, session),
    adapter,
    session,
    url,
    mappings: MAPPINGS,
    externalId: String(PORTAL_ID),
    unknownObjectId: '999999999',
    api,
    injectFault,
    consent,
    async readBack(objectId, key) {
      const { body } = await api('GET', `${contacts}/${objectId}?properties=aix_${key}`);
      return (body.properties as Record<string, unknown>)[`aix_${key}`] ?? null;
    },
    async editLead(objectId) {
      await api('PATCH', `${contacts}/${objectId}`, { properties: { age: '33' } });
    },
    misbehave: fault => injectFault(toStandInFault(fault)),
    async revokeAccess() {
      await api('DELETE', `/appinstalls/${HUBSPOT_API_VERSION}/external-install`);
    },
    async close() {
      await standIn.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Goes where an admin goes: to the consent page, presses its button, and takes the code from the redirect. */
async function consentTo(adapter: CrmAdapter): Promise<string> {
  const page = adapter.consentUrl?.({ state: 'state-1', redirectUri: REDIRECT_URI }) ?? '';
  const html = await (await fetch(page)).text();
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g))
    form.append(name, value);
  const response = await fetch(new URL('/oauth/authorize', page), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

async function callApi(url: string, token: string, method: string, path: string, body?: unknown) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

async function postFault(url: string, fault: Fault): Promise<void> {
  const response = await fetch(`${url}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`The stand-in refused the fault: ${await response.text()}`);
}

/** The contract's faults in HubSpot's words. */
function toStandInFault({ during, kind, times }: PlatformFault): Fault {
  const where = { path: during === 'read' ? '/contacts(\\?|/search|/batch/read)' : '/batch/update', times };
  switch (kind) {
    case 'server-error':
      return { ...where, kind: 'answer', status: 502, body: { status: 'error', message: 'internal error' } };
    case 'limited':
      return {
        ...where,
        kind: 'answer',
        status: 429,
        headers: { 'X-HubSpot-RateLimit-Interval-Milliseconds': '20' },
        body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
      };
    case 'expired':
      return {
        ...where,
        kind: 'answer',
        status: 401,
        body: { status: 'error', category: 'EXPIRED_AUTHENTICATION', message: 'The OAuth token expired.' },
      };
    default:
      return { ...where, kind };
  }
}

function writePortal(directory: string, { leadCount, seed = each => each }: HubspotWorldOptions): void {
  mkdirSync(join(directory, 'properties'));
  mkdirSync(join(directory, 'records'));
  const portal = {
    portalId: PORTAL_ID,
    name: 'Savings bank',
    users: [{ userId: 1, email: 'admin@bank.example' }],
    apps: [APP],
  };
  const group = { name: 'bank', label: 'Bank' };
  const properties = [
    { name: 'age', label: 'Age', groupName: 'bank', type: 'number', fieldType: 'number' },
    { name: 'job', label: 'Job', groupName: 'bank', type: 'string', fieldType: 'text' },
    { name: 'housing', label: 'Housing', groupName: 'bank', type: 'bool', fieldType: 'booleancheckbox' },
  ];
  const contacts = Array.from({ length: leadCount }, (_, ordinal) => seed(seedContact(ordinal)));
  writeFileSync(join(directory, 'portal.json'), JSON.stringify(portal));
  writeFileSync(
    join(directory, 'properties', 'contacts.json'),
    JSON.stringify({ groups: [group], properties }),
  );
  writeFileSync(
    join(directory, 'records', 'contacts.jsonl'),
    contacts.map(each => `${JSON.stringify(each)}\n`).join(''),
  );
}

/** Every third contact converted, every third lost, the rest open; all changed long ago. */
function seedContact(ordinal: number): SeedContact {
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, ordinal)).toISOString();
  const updatedAt = new Date(Date.UTC(2026, 5, 1, 0, ordinal)).toISOString();
  const outcomes: Record<string, string | null>[] = [
    { lifecyclestage: 'lead', hs_lead_status: 'OPEN' },
    { lifecyclestage: 'lead', hs_lead_status: 'UNQUALIFIED' },
    { lifecyclestage: 'customer', hs_lead_status: null, hs_v2_date_entered_customer: updatedAt },
  ];
  return {
    id: String(51 + ordinal * 50),
    properties: {
      email: `person${ordinal}@lead.example`,
      firstname: 'Ada',
      lastname: `Lovelace ${ordinal}`,
      company: 'Engines',
      age: String(20 + (ordinal % 60)),
      job: 'engineer',
      housing: ordinal % 2 === 0 ? 'true' : 'false',
      ...outcomes[ordinal % outcomes.length],
    },
    createdAt,
    updatedAt,
    archived: false,
  };
}
