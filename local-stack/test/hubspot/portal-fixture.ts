import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HubspotStandIn, type HubspotStandInOptions, startHubspotStandIn } from '../../hubspot/index.ts';

export const PORTAL_ID = 123_456;
export const REDIRECT_URI = 'http://localhost:4400/callback';

/** An app with every scope that the tests need. */
export const APP = {
  appId: 7,
  clientId: 'client-7',
  clientSecret: 'secret-7',
  name: 'App under test',
  redirectUrls: [REDIRECT_URI],
  requiredScopes: [
    'oauth',
    'crm.objects.contacts.read',
    'crm.objects.contacts.write',
    'crm.schemas.contacts.read',
    'crm.schemas.contacts.write',
  ],
  optionalScopes: [] as string[],
};

/** Every scope of the objects that the stand-in has. */
export const OBJECT_SCOPES = [
  ...APP.requiredScopes,
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.leads.read',
  'crm.objects.leads.write',
  'sales-email-read',
];

export interface SeedContact {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
}

export interface PortalSeed {
  contactCount: number;
  app?: Partial<typeof APP>;
  products?: string[];
  /** Further records, by the file that holds them. */
  records?: Record<string, object[]>;
  /** Changes the seeded contacts. */
  seed?(contact: SeedContact): SeedContact;
}

/** Writes a portal's directory under the system's temporary one and returns its path. */
export function writePortal({
  contactCount,
  app = {},
  products = [],
  records = {},
  seed = each => each,
}: PortalSeed): string {
  const directory = mkdtempSync(join(tmpdir(), 'hubspot-portal-'));
  mkdirSync(join(directory, 'properties'));
  mkdirSync(join(directory, 'records'));
  const portal = {
    portalId: PORTAL_ID,
    name: 'Savings bank',
    users: [
      { userId: 1, email: 'admin@bank.example', firstName: 'Ana', lastName: 'Admin', superAdmin: true },
      { userId: 2, email: 'rep@bank.example', firstName: 'Rui', lastName: 'Rep' },
    ],
    products,
    apps: [{ ...APP, ...app }],
  };
  const properties = [
    { name: 'age', label: 'Age', groupName: 'bank', type: 'number', fieldType: 'number' },
    { name: 'job', label: 'Job', groupName: 'bank', type: 'string', fieldType: 'text' },
    { name: 'housing', label: 'Housing', groupName: 'bank', type: 'bool', fieldType: 'booleancheckbox' },
  ];
  const groups = [{ name: 'bank', label: 'Bank' }];
  const contacts = Array.from({ length: contactCount }, (_, ordinal) => seed(seedContact(ordinal)));
  writeFileSync(join(directory, 'portal.json'), JSON.stringify(portal));
  writeFileSync(join(directory, 'properties', 'contacts.json'), JSON.stringify({ groups, properties }));
  const lines = contacts.map(each => `${JSON.stringify(each)}\n`);
  writeFileSync(join(directory, 'records', 'contacts.jsonl'), lines.join(''));
  for (const [name, each] of Object.entries(records))
    writeFileSync(
      join(directory, 'records', `${name}.jsonl`),
      each.map(record => `${JSON.stringify(record)}\n`).join(''),
    );
  return directory;
}

/** Every third contact a customer, every third unqualified, the rest open; all changed long ago, a minute apart. */
function seedContact(ordinal: number): SeedContact {
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, ordinal)).toISOString();
  const updatedAt = new Date(Date.UTC(2026, 5, 1, 0, ordinal)).toISOString();
  const stages: Record<string, string | null>[] = [
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
      ...stages[ordinal % stages.length],
    },
    createdAt,
    updatedAt,
    archived: false,
  };
}

/** Goes where an admin goes: to the consent page, presses its button, and takes what the redirect carries. */
export async function consent(page: string): Promise<URL> {
  const html = await (await fetch(page)).text();
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g))
    form.append(name, unescapeHtml(value));
  const target = new URL('/oauth/authorize', page);
  const response = await fetch(target, { method: 'POST', body: form, redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`The consent page did not redirect: ${await response.text()}`);
  return new URL(location);
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

/** The address at which an admin begins an install. */
export function installUrl(url: string, fields: Record<string, string> = {}): string {
  const query = {
    client_id: APP.clientId,
    redirect_uri: REDIRECT_URI,
    scope: APP.requiredScopes.join(' '),
    ...fields,
  };
  return `${url}/oauth/authorize?${new URLSearchParams(query)}`;
}

/** Posts a form to the token endpoint. */
export async function postToken(url: string, fields: Record<string, string>, path = '') {
  const body = new URLSearchParams({ client_id: APP.clientId, client_secret: APP.clientSecret, ...fields });
  const response = await fetch(`${url}/oauth/2026-03/token${path}`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export interface ServedPortal {
  url: string;
  standIn: HubspotStandIn;
  directory: string;
  accessToken: string;
  refreshToken: string;
  call(method: string, path: string, body?: unknown): Promise<CallAnswer>;
  /** Stops the server and leaves the directory; may be repeated. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface CallAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Serves a seeded portal and installs the app in it. */
export async function servePortal(
  seed: PortalSeed,
  options: Omit<HubspotStandInOptions, 'directory'> = {},
): Promise<ServedPortal> {
  const directory = writePortal(seed);
  const standIn = await startHubspotStandIn({ directory, ...options });
  const { url } = standIn;
  const scope = (seed.app?.requiredScopes ?? APP.requiredScopes).join(' ');
  const optional = seed.app?.optionalScopes?.join(' ') ?? '';
  const code =
    (await consent(installUrl(url, { scope, optional_scope: optional }))).searchParams.get('code') ?? '';
  const { body } = await postToken(url, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
  });
  const accessToken = String(body.access_token);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= standIn.close();
    return stopped;
  };
  return {
    url,
    standIn,
    directory,
    accessToken,
    refreshToken: String(body.refresh_token),
    call: (method, path, sent) => callApi(url, accessToken, method, path, sent),
    stop,
    async close() {
      await stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Serves a further portal for as long as `use` runs. */
export async function withPortal(
  seed: PortalSeed,
  use: (portal: ServedPortal) => Promise<void>,
): Promise<void> {
  const portal = await servePortal(seed);
  try {
    await use(portal);
  } finally {
    await portal.close();
  }
}

/** Stops a portal and serves its directory again for as long as `use` runs; the portal itself stays stopped. */
export async function afterRestart(
  portal: ServedPortal,
  options: Omit<HubspotStandInOptions, 'directory'>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  await portal.stop();
  const again = await startHubspotStandIn({ directory: portal.directory, ...options });
  try {
    await use(again.url);
  } finally {
    await again.close();
  }
}

/** One API call with a bearer token. */
export async function callApi(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<CallAnswer> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}
