import { usageOfLastDay } from '../store/api-usage.ts';
import type { Connection } from '../store/connections.ts';
import { furtherCursor, saveFurtherCursor } from '../store/further-records.ts';
import { isRefused, mindRefusals, noteFurtherRecords } from './access/mind-refusals.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import { openConnector } from './open-connector.ts';
import { budgetOf } from './scoring/api-budget.ts';

/**
 * Gives further records that show a lead, and came after its score was written, that score. Nothing is done while the CRM does not let
 * scores be written, or the connection's API budget is used up: they are found later.
 * @throws ConnectorError
 */
export async function catchUpFurtherRecords(
  context: Context,
  tenantId: string,
  connection: Connection,
): Promise<void> {
  const connector = openConnector(context, tenantId, connection);
  const { connectionId } = connection;
  if (connector.catchUpFurtherRecords === undefined || isRefused(connection, 'writing', context.now()))
    return;
  const { cursor, budget } = await context.database.withTenant(tenantId, async tenant => ({
    cursor: await furtherCursor(tenant, connectionId),
    budget: budgetOf((await usageOfLastDay(tenant, context.now())).get(connectionId)),
  }));
  if (budget.state === 'used_up') return;
  const next = await mindRefusals(context, { tenantId, connection, feature: 'writing' }, async () =>
    connector.catchUpFurtherRecords?.(cursor),
  );
  await context.database.withTenant(tenantId, async tenant => {
    if (next !== undefined && next !== cursor) await saveFurtherCursor(tenant, connectionId, next);
    await countNewCalls(tenant, { connectionId, connector, at: context.now() });
  });
  await noteFurtherRecords(context, { tenantId, connection, connector });
}
