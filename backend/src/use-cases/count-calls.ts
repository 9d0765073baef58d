import type { ApiUsage, CrmConnector } from '../connectors/crm-connector.ts';
import { countCalls } from '../store/api-usage.ts';
import type { TenantSql } from '../store/database.ts';

/** What has been counted of each connector, which all who use a connection share. */
const counted = new WeakMap<CrmConnector, ApiUsage>();

/** Adds to the connection's count the calls that its connector has made since they were counted last, whoever made them. */
export async function countNewCalls(
  tenant: TenantSql,
  { connectionId, connector, at }: { connectionId: string; connector: CrmConnector; at: Date },
): Promise<void> {
  const now = connector.usage();
  const before = counted.get(connector) ?? { calls: 0, limited: 0 };
  if (now.calls === before.calls) return;
  // Before anything is awaited: who counts at the same time must not count these again.
  counted.set(connector, now);
  const spent = { ...now, calls: now.calls - before.calls, limited: now.limited - before.limited };
  await countCalls(tenant, { connectionId, at, ...spent });
}
