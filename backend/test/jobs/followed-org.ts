import { randomBytes, randomUUID } from 'node:crypto';
import { editCustomMetadata, recordIdOf } from '../../../local-stack/salesforce/index.ts';
import type { ReadingPace } from '../../src/jobs/connection-reader.ts';
import { createReadingLoop } from '../../src/jobs/reading-loop.ts';
import type { WorkLoop } from '../../src/jobs/work-loop.ts';
import { connectionIdOf } from '../../src/security/digests.ts';
import { createEnvelope } from '../../src/security/envelope.ts';
import { createOutside } from '../../src/security/outside.ts';
import { type ChangeFeed, listChangeFeeds, setFollowing } from '../../src/store/change-feeds.ts';
import type { Database, TenantSql } from '../../src/store/database.ts';
import { findLeadOfRecord } from '../../src/store/leads.ts';
import { deleteTenant, saveTenant } from '../../src/store/tenants.ts';
import { connectTenant } from '../../src/use-cases/connect-tenant.ts';
import type { Context } from '../../src/use-cases/context.ts';
import { mapFields } from '../../src/use-cases/map-fields.ts';
import { openSalesforceWorld, type SalesforceWorld } from '../connectors/salesforce-world.ts';
import { eventually } from '../support/eventually.ts';
import { makeTenant } from '../support/make.ts';

/** A tenant whose org is served by the stand-in, and the loop that reads it. */
export interface FollowedOrg {
  world: SalesforceWorld;
  /** Under which tokens are sealed, base64. */
  key: string;
  context: Context;
  tenantId: string;
  connectionId: string;
  /** What went wrong in the background. */
  errors: unknown[];
  /** Ids of leads that are open. */
  leads: readonly string[];
  inTenant<T>(work: (tenant: TenantSql) => Promise<T>): Promise<T>;
  /** Begins to read, following changes unless told otherwise, and waits until it does. */
  start(options?: { follow?: boolean; pace?: Partial<ReadingPace> }): Promise<WorkLoop>;
  stop(): Promise<void>;
  /** A user edits a lead's age. */
  edit(leadId: string, age: number, headers?: Record<string, string>): Promise<void>;
  /** What is known of a lead's age here. */
  ageOf(leadId: string): Promise<unknown>;
  feed(): Promise<ChangeFeed | undefined>;
  close(): Promise<void>;
}

/** So seldom that no test sees it. */
const NEVER_MS = 3_600_000;
const QUICK: ReadingPace = {
  pollMs: NEVER_MS,
  pollWhileFollowingMs: NEVER_MS,
  firstRetryMs: 20,
  longestRetryMs: 100,
};
const LEADS = 12;

export async function openFollowedOrg(database: Database): Promise<FollowedOrg> {
  const key = randomBytes(32);
  const world = await openSalesforceWorld({ leadCount: LEADS, standIn: { keepAliveMs: 50 } });
  const tenantId = randomUUID();
  const errors: unknown[] = [];
  const context: Context = {
    ...{ database, envelope: createEnvelope(key), announce: () => undefined },
    noteShown: () => undefined,
    adapters: new Map([['salesforce', world.adapter]]),
    scoring: { score: () => Promise.reject(new Error('unused')) } as never,
    outside: createOutside({ allowPrivate: false }),
    now: () => new Date(),
  };
  await saveTenant(database, makeTenant(tenantId));
  const wished = connectionIdOf(tenantId, 'salesforce', world.externalId);
  editCustomMetadata(world.org.directory, 'AIX_Setting.Default', { Connection_Id__c: wished });
  const { connectionId } = await connectTenant(context, tenantId, {
    crm: 'salesforce',
    grant: { kind: 'jwt_bearer', username: world.org.username },
    settings: { namespace: '' },
    person: 'admin',
  });
  await mapFields(context, tenantId, connectionId, [{ field: 'age', source: 'Age__c' }]);
  const inTenant: FollowedOrg['inTenant'] = work => database.withTenant(tenantId, work);
  const feed = async () => (await inTenant(listChangeFeeds))[0];
  let loop: WorkLoop | undefined;
  const stop = async () => {
    await loop?.close();
    loop = undefined;
  };
  return {
    ...{ world, key: key.toString('base64'), context, tenantId, connectionId, errors, inTenant, feed, stop },
    leads: Array.from({ length: LEADS }, (_, index) => index)
      .filter(index => index % 5 > 1)
      .map(index => recordIdOf('00Q', index)),
    async start({ follow = true, pace = {} } = {}) {
      await inTenant(tenant => setFollowing(tenant, connectionId, follow));
      const startedAt = context.now();
      loop = createReadingLoop(context, error => errors.push(error), { ...QUICK, ...pace });
      await eventually(async () => !follow || ((await feed())?.heardAt ?? 0) > startedAt);
      return loop;
    },
    edit: async (leadId, age, headers) =>
      void (await world.send('PATCH', `/sobjects/Lead/${leadId}`, { Age__c: age }, headers)),
    ageOf: async leadId =>
      (await inTenant(tenant => findLeadOfRecord(tenant, connectionId, 'Lead', leadId)))?.fields.age,
    async close() {
      await stop();
      await world.close();
      // The org has the same id in every test, and belongs to one tenant at a time.
      await deleteTenant(database, tenantId);
    },
  };
}
