import type { Connection } from '../store/connections.ts';
import { pastCursors, saveActivityCursor } from '../store/crm-past.ts';
import type { TenantSql } from '../store/database.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import type { ImportOptions } from './import-leads.ts';
import { openConnector } from './open-connector.ts';
import { takeActivities } from './take-activities.ts';

/**
 * Reads what people did from one connection, as far as its CRM keeps it, since the last time. Each page becomes engagement events in
 * one transaction with the cursor behind it; who deletes an act in the CRM does not undo it here. Returns how many acts were taken.
 */
export async function importActivities(
  context: Context,
  tenantId: string,
  connection: Connection,
  { signal }: Pick<ImportOptions, 'signal'> = {},
): Promise<number> {
  const connector = openConnector(context, tenantId, connection);
  if (signal?.aborted || connector.readActivities === undefined) return 0;
  const { connectionId } = connection;
  const { leadType } = connector;
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  const { activity: cursor } = await inTenant(tenant => pastCursors(tenant, connectionId));
  let taken = 0;
  for await (const page of connector.readActivities(cursor)) {
    const now = context.now();
    taken += await inTenant(async tenant => {
      const ofPage = await takeActivities(tenant, { connectionId, leadType }, page.activities, now);
      await saveActivityCursor(tenant, connectionId, page);
      await countNewCalls(tenant, { connectionId, connector, at: now });
      return ofPage;
    });
    if (page.activities.length > 0) context.announce('dirty_leads');
    if (signal?.aborted) break;
  }
  return taken;
}
