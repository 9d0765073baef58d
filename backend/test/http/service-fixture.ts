import { randomBytes, randomUUID } from 'node:crypto';
import { type Config, loadConfig } from '../../src/config.ts';
import { type Service, startService } from '../../src/main.ts';
import { listConnections } from '../../src/store/connections.ts';
import { saveLeads } from '../../src/store/leads.ts';
import { saveTenant } from '../../src/store/tenants.ts';
import { connectTenant } from '../../src/use-cases/connect-tenant.ts';
import type { Context } from '../../src/use-cases/context.ts';
import { importLeads } from '../../src/use-cases/import-leads.ts';
import { scoreLeads } from '../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../src/use-cases/train-model.ts';
import { pastLeads } from '../support/bank.ts';
import { makeTenant } from '../support/make.ts';
import { createMemoryCrm, type MemoryCrm } from '../support/memory-crm.ts';
import { createEmptyDatabase } from '../support/test-database.ts';
import { describedFetch } from './described-fetch.ts';

/** A started service with one tenant that has scored leads, and one that has nothing yet. */
export interface ServedTenants {
  service: Service;
  tenantId: string;
  newcomerId: string;
  connectionId: string;
  /** Sends a request with the tenant's session, or with what `init` says; the answer is as `/openapi.json` describes it. */
  call(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

const PAST_LEADS = 600;
export const HOSTILE_NAME = `<script>alert("1")</script>&'`;

/** @param overrides of the configuration */
export async function serveTenants(overrides: Partial<Config> = {}): Promise<ServedTenants> {
  const empty = await createEmptyDatabase();
  const config = loadConfig(
    {},
    { ...empty.settings, encryptionKey: randomBytes(32), port: 0, logLevel: 'silent', ...overrides },
  );
  const service = await startService(config);
  const salesforce = createMemoryCrm('salesforce', 'the org');
  const context: Context = {
    ...service.context,
    adapters: new Map([['salesforce', salesforce.adapter]]),
  };
  const [tenantId, newcomerId] = [randomUUID(), randomUUID()];
  for (const id of [tenantId, newcomerId]) await saveTenant(context.database, makeTenant(id));
  await fill(context, tenantId, salesforce);
  const [connection] = await context.database.withTenant(tenantId, listConnections);
  const token = await service.sessionToken(tenantId);
  return {
    service,
    tenantId,
    newcomerId,
    connectionId: connection!.connectionId,
    call: (path, init = {}) =>
      describedFetch(service.url + path, {
        redirect: 'manual',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...init,
      }),
    async close() {
      await service.close();
      await empty.remove();
    },
  };
}

async function fill(context: Context, tenantId: string, salesforce: MemoryCrm): Promise<void> {
  const connection = await connectTenant(context, tenantId, {
    crm: 'salesforce',
    grant: { kind: 'authorization_code', code: 'c', redirectUri: 'r', codeVerifier: 'v' },
    settings: { namespace: '' },
    person: 'admin',
  });
  const past = pastLeads(PAST_LEADS, Date.now());
  await context.database.withTenant(tenantId, tenant => saveLeads(tenant, past, new Date()));
  const problems = [{ field: 'age', problem: 'age holds text where a number belongs' }];
  salesforce.put('scored', {
    email: 's@acme.example',
    name: HOSTILE_NAME,
    fields: { age: 55, job: 'clerk' },
  });
  salesforce.put('second', { email: 't@acme.example', fields: { age: 30, job: 'clerk' }, problems });
  salesforce.put('not eligible', { email: null, company: null });
  await importLeads(context, tenantId, connection);
  await trainTenantModel(context, tenantId);
  await scoreLeads(context, tenantId);
}
