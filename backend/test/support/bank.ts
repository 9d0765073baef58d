import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { FieldValues } from '@aix/shared-scoring';
import type { CrmName } from '../../src/connectors/crm-connector.ts';
import { createScoringThreads } from '../../src/jobs/scoring-threads.ts';
import { createEnvelope } from '../../src/security/envelope.ts';
import { createOutside } from '../../src/security/outside.ts';
import { type Connection, listConnections } from '../../src/store/connections.ts';
import type { Database, TenantSql } from '../../src/store/database.ts';
import { type Lead, saveLeads } from '../../src/store/leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { connectTenant } from '../../src/use-cases/connect-tenant.ts';
import type { Context } from '../../src/use-cases/context.ts';
import { makeFacts, makeTenant } from './make.ts';
import { createMemoryCrm, type MemoryCrm } from './memory-crm.ts';

/** A tenant with an org and a portal in memory, on a real database, with the real threads for scoring. */
export interface Bank {
  tenantId: string;
  /** The portal's number. */
  portalId: string;
  context: Context;
  crms: Record<CrmName, MemoryCrm>;
  connection(crm: CrmName): Promise<Connection>;
  inTenant<T>(work: (tenant: TenantSql) => Promise<T>): Promise<T>;
  /** The time as the use cases see it; it moves only when a test moves it. */
  passSeconds(seconds: number): void;
  /** Past leads with known outcomes, from which a model learns that those over 40 convert. */
  addPast(count: number): Promise<void>;
  /** Open leads of today. */
  addOpen(count: number): Promise<void>;
}

const FIRST_NOW = Date.UTC(2026, 10, 22, 10);
const DAY_MS = 86_400_000;

/** Shared by the banks of a suite: threads are slow to start. */
let scoring: ReturnType<typeof createScoringThreads> | undefined;

/** Ends the threads of a suite's banks. */
export async function closeBanks(): Promise<void> {
  await scoring?.close();
  scoring = undefined;
}

export async function openBank(database: Database): Promise<Bank> {
  const tenantId = randomUUID();
  const portalId = String(randomInt(1, 2 ** 47));
  const crms = {
    salesforce: createMemoryCrm('salesforce', `org of ${tenantId}`),
    hubspot: createMemoryCrm('hubspot', portalId),
  };
  let now = FIRST_NOW;
  scoring ??= createScoringThreads();
  const context: Context = {
    database,
    envelope: createEnvelope(randomBytes(32)),
    adapters: new Map(Object.values(crms).map(({ adapter }) => [adapter.crm, adapter])),
    scoring,
    outside: createOutside({ allowPrivate: true }),
    now: () => new Date(now),
    announce: () => undefined,
    noteShown: () => undefined,
  };
  const inTenant: Bank['inTenant'] = work => database.withTenant(tenantId, work);
  await saveTenant(database, makeTenant(tenantId));
  for (const crm of ['salesforce', 'hubspot'] as const)
    await connectTenant(context, tenantId, {
      crm,
      grant: { kind: 'authorization_code', code: 'c', redirectUri: 'r', codeVerifier: 'v' },
      settings: { namespace: '' },
      person: 'admin',
    });
  return {
    tenantId,
    portalId,
    context,
    crms,
    inTenant,
    connection: async crm => (await inTenant(listConnections)).find(each => each.crm === crm)!,
    passSeconds(seconds) {
      now += seconds * 1000;
    },
    async addPast(count) {
      await inTenant(tenant => saveLeads(tenant, pastLeads(count, now), new Date(now)));
    },
    async addOpen(count) {
      const leads = Array.from({ length: count }, () => ({
        leadId: randomUUID(),
        ...makeFacts({ email: null, createdAt: new Date(now), fields: { age: 50, job: 'clerk' } }),
      }));
      await inTenant(tenant => saveLeads(tenant, leads, new Date(now)));
    },
  };
}

/** Leads of the last 200 days with known outcomes: nine of ten over 40 convert, one of ten of the others. */
export function pastLeads(count: number, now: number): Lead[] {
  return Array.from({ length: count }, (_, at) => pastLead(at, now));
}

function pastLead(at: number, now: number): Lead {
  const age = 20 + (at % 40);
  const converted = age > 40 === (at * 7) % 10 < 9;
  const createdAt = new Date(now - (200 - (at % 150)) * DAY_MS);
  const fields: FieldValues = { age, job: at % 3 === 0 ? 'clerk' : 'teacher' };
  return {
    leadId: randomUUID(),
    ...makeFacts({
      email: `past${at}@lead.example`,
      createdAt,
      fields,
      outcome: converted
        ? { kind: 'converted', at: new Date(createdAt.getTime() + DAY_MS) }
        : { kind: 'lost' },
    }),
  };
}
