import { rmSync } from 'node:fs';
import {
  type HubspotStandIn,
  type HubspotStandInOptions,
  startHubspotStandIn,
} from '../../../local-stack/hubspot/index.ts';
import type { Fault } from '../../../local-stack/stand-in/faults.ts';
import {
  APP,
  type CallAnswer,
  callApi,
  consent as consentTo,
  PORTAL_ID,
  REDIRECT_URI,
  type SeedContact,
  writePortal,
} from '../../../local-stack/test/hubspot/portal-fixture.ts';
import type { CrmAdapter } from '../../src/connectors/crm-connector.ts';
import type { FieldMapping } from '../../src/connectors/crm-record.ts';
import { createHubspotAdapter } from '../../src/connectors/hubspot/hubspot-adapter.ts';
import {
  HUBSPOT_API_VERSION,
  HUBSPOT_OPTIONAL_SCOPES,
  HUBSPOT_SCOPES,
} from '../../src/connectors/hubspot/hubspot-api.ts';
import type { Pace } from '../../src/connectors/hubspot/request-limiter.ts';
import { type ConnectorWorld, createCountingSession, type PlatformFault } from './crm-connector.contract.ts';

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
  workflows: HubspotStandIn['workflows'];
  /** Calls the portal as the connected app does, past the connector. */
  api(method: string, path: string, body?: unknown): Promise<CallAnswer>;
  injectFault(fault: Fault): Promise<void>;
  consent(): Promise<string>;
}

export interface HubspotWorldOptions {
  leadCount: number;
  pace?: Partial<Pace>;
  /** The stand-in's own limits; generous unless a test is about them. */
  limits?: { burst?: number; intervalMs?: number; searchesPerSecond?: number };
  accessTokenSeconds?: number;
  searchLagMs?: number;
  now?: () => number;
  /** Puts something before the stand-in and returns by which address the connector reaches it. */
  through?(url: string): Promise<string>;
  /** The app as it was uploaded, with its workflow actions. */
  appProject?: NonNullable<HubspotStandInOptions['appProject']>;
  /** What the portal has bought. */
  products?: string[];
  /** Further records, by the file that holds them. */
  records?: Record<string, object[]>;
  /** Changes the seeded contacts. */
  seed?(contact: SeedContact): SeedContact;
}

/** A portal on a temporary directory, connected by a real consent, and a connector in front of it. */
export async function openHubspotWorld(options: HubspotWorldOptions): Promise<HubspotWorld> {
  const { leadCount, pace, limits, seed, records = {}, products = [], through, ...standInOptions } = options;
  const directory = writePortal({
    contactCount: leadCount,
    records,
    products,
    app: { requiredScopes: [...HUBSPOT_SCOPES], optionalScopes: [...HUBSPOT_OPTIONAL_SCOPES] },
    ...(seed === undefined ? {} : { seed }),
  });
  const standIn = await startHubspotStandIn({
    directory,
    limits: { burst: 100_000, searchesPerSecond: 100_000, ...limits },
    ...standInOptions,
  });
  const { url } = standIn;
  const adapter = createHubspotAdapter({
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    authorizeUrl: `${url}/oauth/authorize`,
    apiUrl: (await through?.(url)) ?? url,
    scopes: HUBSPOT_SCOPES,
    optionalScopes: HUBSPOT_OPTIONAL_SCOPES,
    pace: { ...TEST_PACE, ...pace },
  });
  const consent = async () => {
    const page =
      adapter.consentUrl?.({ state: 'state-1', codeChallenge: '', redirectUri: REDIRECT_URI }) ?? '';
    return (await consentTo(page)).searchParams.get('code') ?? '';
  };
  const tokens = await adapter.authorize({
    kind: 'authorization_code',
    code: await consent(),
    codeVerifier: 'v'.repeat(43),
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
    workflows: standIn.workflows,
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
    async tasksAt(objectId) {
      const listed = await api('GET', `${contacts}/${objectId}/associations/tasks`);
      const ids = ((listed.body.results ?? []) as { toObjectId: string }[]).map(each => each.toObjectId);
      const names = ['hs_task_subject', 'hs_task_body', 'hs_timestamp'] as const;
      const tasks = `/crm/objects/${HUBSPOT_API_VERSION}/tasks`;
      const found = await Promise.all(
        ids.map(id => api('GET', `${tasks}/${id}?properties=${names.join(',')}`)),
      );
      return found.map(({ body }) => {
        const { hs_task_subject, hs_task_body, hs_timestamp } = body.properties as Record<
          (typeof names)[number],
          string
        >;
        return { taskId: String(body.id), subject: hs_task_subject, body: hs_task_body, due: hs_timestamp };
      });
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

async function postFault(url: string, fault: Fault): Promise<void> {
  const response = await fetch(`${url}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`The stand-in refused the fault: ${await response.text()}`);
}

const FAULTY = {
  read: '/contacts(\\?|/search|/batch/read)',
  write: '/batch/update',
  task: '/tasks$',
};

/** The contract's faults in HubSpot's words. */
function toStandInFault({ during, kind, times }: PlatformFault): Fault {
  const where = { path: FAULTY[during], times };
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
