import {
  createSalesforceAdapter,
  type SalesforceSettings,
} from '../../src/connectors/salesforce/salesforce-adapter.ts';
import { createReadingLoop } from '../../src/jobs/reading-loop.ts';
import { createEnvelope } from '../../src/security/envelope.ts';
import { createOutside } from '../../src/security/outside.ts';
import { pageOfLeadsByAge } from '../../src/store/leads.ts';
import { openPglite } from '../../src/store/open-pglite.ts';
import { openPostgresql } from '../../src/store/open-postgresql.ts';
import type { Context } from '../../src/use-cases/context.ts';

/** What a process needs to read one org. */
export interface ReaderSettings {
  dataDirectory: string;
  databaseUrl: string | undefined;
  /** Base64. */
  key: string;
  tenantId: string;
  salesforce: SalesforceSettings;
}

/** A process of a test that reads and follows until it is killed, and tells the ages it knows after each change. */
async function work(settings: ReaderSettings): Promise<void> {
  const { dataDirectory, databaseUrl, key, salesforce, tenantId } = settings;
  const tell = async () => {
    const leads = await context.database.withTenant(tenantId, tenant =>
      pageOfLeadsByAge(tenant, undefined, 100),
    );
    process.send?.(leads.map(({ fields }) => fields.age));
  };
  const context: Context = {
    database: databaseUrl === undefined ? await openPglite(dataDirectory) : await openPostgresql(databaseUrl),
    envelope: createEnvelope(Buffer.from(key, 'base64')),
    adapters: new Map([['salesforce', createSalesforceAdapter(salesforce)]]),
    scoring: { score: () => Promise.reject(new Error('unused')) } as never,
    outside: createOutside({ allowPrivate: false }),
    now: () => new Date(),
    announce: () => void tell(),
    noteShown: () => undefined,
  };
  createReadingLoop(context, () => undefined, {
    pollMs: 3_600_000,
    pollWhileFollowingMs: 3_600_000,
    firstRetryMs: 50,
  });
}

process.once('message', work);
