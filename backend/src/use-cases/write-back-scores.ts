import type { Connection } from '../store/connections.ts';
import type { TenantSql } from '../store/database.ts';
import { dueWrites, settleWrites } from '../store/outbox.ts';
import type { Context } from './context.ts';
import { openConnector } from './open-connector.ts';

/** How many writes are taken from the outbox at a time; the connector cuts them into its platform's batches. */
const WRITES_AT_ONCE = 2_000;

/**
 * Sends what waits in the outbox for one connection until nothing is due any more. Each batch is settled as soon as the
 * CRM has answered it; a stop in between repeats at most the batches under way, with the same values.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when an admin must connect again; the outbox keeps what is left
 */
export async function writeBackScores(
  context: Context,
  tenantId: string,
  connection: Connection,
  onProgress: (settled: number) => void = () => undefined,
): Promise<void> {
  const connector = openConnector(context, tenantId, connection);
  const { connectionId } = connection;
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  let settled = 0;
  for (;;) {
    const due = await inTenant(tenant => dueWrites(tenant, connectionId, context.now(), WRITES_AT_ONCE));
    if (due.length === 0) return;
    const entries = new Map(due.map(entry => [entry.objectId, entry]));
    for await (const results of connector.writeScores(due)) {
      const answered = results.map(result => ({ entry: entries.get(result.objectId)!, result }));
      await inTenant(tenant => settleWrites(tenant, connectionId, answered, context.now()));
      settled += results.length;
      onProgress(settled);
    }
  }
}
