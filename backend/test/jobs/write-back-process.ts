import { createHubspotAdapter } from '../../src/connectors/hubspot/hubspot-adapter.ts';
import { HUBSPOT_SCOPES } from '../../src/connectors/hubspot/hubspot-api.ts';
import type { Pace } from '../../src/connectors/hubspot/request-limiter.ts';
import { createWriteBackLoop } from '../../src/jobs/write-back-loop.ts';
import { createEnvelope } from '../../src/security/envelope.ts';
import { createOutside } from '../../src/security/outside.ts';
import { listConnections } from '../../src/store/connections.ts';
import { openPostgresql } from '../../src/store/open-postgresql.ts';
import type { Context } from '../../src/use-cases/context.ts';
import { openConnector } from '../../src/use-cases/open-connector.ts';

/** What a worker process needs to write back to one portal. */
export interface WorkerSettings {
  databaseUrl: string;
  /** Base64. */
  key: string;
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  pace: Partial<Pace>;
  /** Calls to make first, at once and without a lease, as somebody does who serves requests; then their end is told. */
  calls?: { tenantId: string; times: number };
}

async function callPortal(
  context: Context,
  { tenantId, times }: NonNullable<WorkerSettings['calls']>,
): Promise<void> {
  const [connection] = await context.database.withTenant(tenantId, listConnections);
  const connector = openConnector(context, tenantId, connection!);
  await Promise.all(Array.from({ length: times }, () => connector.identify()));
  process.send?.({ called: times });
}

/** A worker process of a test: writes back until its parent lets go of it. */
async function work(settings: WorkerSettings): Promise<void> {
  const { databaseUrl, key, apiUrl, pace, calls: _, ...app } = settings;
  const adapter = createHubspotAdapter({
    ...{ ...app, apiUrl, pace, authorizeUrl: `${apiUrl}/oauth/authorize`, scopes: HUBSPOT_SCOPES },
  });
  const context: Context = {
    database: await openPostgresql(databaseUrl),
    envelope: createEnvelope(Buffer.from(key, 'base64')),
    adapters: new Map([['hubspot', adapter]]),
    scoring: { train: () => Promise.reject(new Error('unused')), score: async () => [] } as never,
    outside: createOutside({ allowPrivate: false }),
    now: () => new Date(),
    announce: () => undefined,
    noteShown: () => undefined,
  };
  if (settings.calls !== undefined) await callPortal(context, settings.calls);
  const loop = createWriteBackLoop(context, error => process.send?.({ error: String(error) }));
  process.once('disconnect', async () => {
    await loop.close();
    await context.database.close();
  });
}

process.once('message', work);
