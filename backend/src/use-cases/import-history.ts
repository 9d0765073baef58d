import type { Connection } from '../store/connections.ts';
import { pastCursors, saveFieldChanges, saveHistoryCursor } from '../store/crm-past.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import type { ImportOptions } from './import-leads.ts';
import { openConnector } from './open-connector.ts';

/**
 * Reads how mapped fields changed in one connection, as far as its CRM keeps that, since the last time; and notes of which
 * fields it keeps a history. Returns how many changes were read.
 */
export async function importHistory(
  context: Context,
  tenantId: string,
  connection: Connection,
  { signal }: Pick<ImportOptions, 'signal'> = {},
): Promise<number> {
  const connector = openConnector(context, tenantId, connection);
  if (signal?.aborted || connector.readHistory === undefined) return 0;
  const { connectionId, mappings } = connection;
  const { history: cursor } = await context.database.withTenant(tenantId, tenant =>
    pastCursors(tenant, connectionId),
  );
  let read = 0;
  for await (const page of connector.readHistory({ mappings, ...(cursor !== undefined && { cursor }) })) {
    await context.database.withTenant(tenantId, async tenant => {
      await saveFieldChanges(tenant, connectionId, page.changes);
      await saveHistoryCursor(tenant, connectionId, page);
      await countNewCalls(tenant, { connectionId, connector, at: context.now() });
    });
    read += page.changes.length;
    if (signal?.aborted) break;
  }
  return read;
}
