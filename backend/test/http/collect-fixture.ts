import { randomBytes, randomUUID } from 'node:crypto';
import { loadConfig } from '../../src/config.ts';
import { type Service, startService } from '../../src/main.ts';
import type { TenantSql } from '../../src/store/database.ts';
import { engagementOfLeads, type StoredEngagement } from '../../src/store/engagement.ts';
import { claimEmails } from '../../src/store/identities.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { createWriteKey } from '../../src/use-cases/engagement/write-keys.ts';
import { makeFacts, makeTenant } from '../support/make.ts';
import { createEmptyDatabase } from '../support/test-database.ts';
import { describedFetch } from './described-fetch.ts';

export const ORIGIN = 'https://www.acme.example';
/** What a person's browser calls itself. */
export const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const ADA = 'ada@acme.example';

/** What `POST /v1/collect` answered. */
export interface Collected {
  status: number;
  headers: Headers;
  body: { accepted: number; rejected: Rejected[]; code: string; detail: string };
}

interface Rejected {
  list: string;
  index: number;
  reason: string;
  keptAside: boolean;
}

/** A tenant of a started service, with one lead, Ada, and a key of each kind. */
export interface CollectingTenant {
  service: Service;
  tenantId: string;
  lead: string;
  publicKey: string;
  secretKey: string;
  inTenant<T>(work: (tenant: TenantSql) => Promise<T>): Promise<T>;
  /** Sends a body as it is; the answer is as `/openapi.json` describes it. */
  send(key: string | undefined, body: string | Buffer, headers?: Record<string, string>): Promise<Collected>;
  /** Sends items with the secret key. */
  collect(items: { events?: object[]; identities?: object[]; sentAt?: string | number }): Promise<Collected>;
  /** Ada's engagement. */
  engagement(): Promise<StoredEngagement | undefined>;
}

/** A started service; starting one takes seconds, a further tenant does not. */
export interface CollectingService {
  service: Service;
  addTenant(): Promise<CollectingTenant>;
  close(): Promise<void>;
}

export async function startCollecting(): Promise<CollectingService> {
  const empty = await createEmptyDatabase();
  const service = await startService(
    loadConfig({}, { ...empty.settings, encryptionKey: randomBytes(32), port: 0, logLevel: 'silent' }),
  );
  return {
    service,
    addTenant: () => addTenant(service),
    async close() {
      await service.close();
      await empty.remove();
    },
  };
}

/** A started service for the surrounding suite, and a tenant of its own for each test, given to `take`. */
export function withCollecting(take: (world: CollectingTenant) => Promise<void> | void): void {
  let service: CollectingService;
  before(async () => {
    service = await startCollecting();
  });
  beforeEach(async () => take(await service.addTenant()));
  after(() => service.close());
}

async function addTenant(service: Service): Promise<CollectingTenant> {
  const [tenantId, lead] = [randomUUID(), randomUUID()];
  const { context } = service;
  await saveTenant(context.database, makeTenant(tenantId));
  const inTenant: CollectingTenant['inTenant'] = work => context.database.withTenant(tenantId, work);
  await inTenant(async tenant => {
    await saveLeads(tenant, [{ leadId: lead, ...makeFacts() }], new Date());
    await claimEmails(tenant, [{ email: ADA, leadId: lead }]);
  });
  const { key: publicKey } = await createWriteKey(context, tenantId, {
    kind: 'public',
    name: 'website',
    allowedOrigins: [ORIGIN],
  });
  const { key: secretKey } = await createWriteKey(context, tenantId, {
    kind: 'secret',
    name: 'server',
    allowedOrigins: [],
  });
  const send: CollectingTenant['send'] = async (key, body, headers = {}) => {
    const response = await describedFetch(`${service.url}/v1/collect`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': BROWSER,
        ...(key && { authorization: `Bearer ${key}` }),
        ...headers,
      },
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Collected['body'],
    };
  };
  return {
    service,
    tenantId,
    lead,
    publicKey,
    secretKey,
    inTenant,
    send,
    collect: items => send(secretKey, JSON.stringify(items)),
    engagement: async () => (await inTenant(tenant => engagementOfLeads(tenant, [lead]))).get(lead),
  };
}

/** A good event of Ada's; say only what the test is about. */
export function makeEvent(overrides: object = {}): object {
  return { id: randomUUID(), signal: 'pricing_view', at: new Date().toISOString(), email: ADA, ...overrides };
}
