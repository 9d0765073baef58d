import { usageOfLastDay } from '../store/api-usage.ts';
import { type Connection, listConnections } from '../store/connections.ts';
import type { TenantSql } from '../store/database.ts';
import { connectionsWithDueWrites, dueWrites, settleWrites } from '../store/outbox.ts';
import { isRefused, mindRefusals, noteFurtherRecords } from './access/mind-refusals.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import { openConnector } from './open-connector.ts';
import { budgetOf } from './scoring/api-budget.ts';

/** What became of the writes of a connection. */
export interface WrittenBack {
  settled: number;
  /** How long the connection's budget asks to wait before the next calls, milliseconds; 0 when nothing does. */
  pauseMs: number;
}

/**
 * Sends what waits in the outbox for one connection until nothing is due any more or its API budget asks for a pause. Each batch
 * is settled as soon as the CRM has answered it; a stop in between repeats at most the batches under way, with the same values.
 * What comes while the last round is under way waits for the next time, so that it goes in company: one call for many scores.
 * @throws ConnectorError ERR_CRM_AUTH_EXPIRED when an admin must connect again, ERR_CRM_FORBIDDEN when the CRM does not allow it; the
 *   outbox keeps what is left
 */
export async function writeBackScores(
  context: Context,
  tenantId: string,
  connection: Connection,
  onProgress: (settled: number) => void = () => undefined,
): Promise<WrittenBack> {
  const connector = openConnector(context, tenantId, connection);
  const { connectionId } = connection;
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  let settled = 0;
  for (;;) {
    const { due, budget } = await inTenant(async tenant => ({
      due: await dueWrites(tenant, connectionId, context.now(), connector.writesAtOnce),
      budget: budgetOf((await usageOfLastDay(tenant, context.now())).get(connectionId)),
    }));
    if (due.length === 0) return { settled, pauseMs: 0 };
    if (budget.state === 'used_up') return { settled, pauseMs: budget.spacingMs };
    const callsBefore = connector.usage().calls;
    const entries = new Map(due.map(entry => [entry.objectId, entry]));
    const send = async () => {
      for await (const results of connector.writeScores(due)) {
        const answered = results.map(result => ({ entry: entries.get(result.objectId)!, result }));
        await inTenant(async tenant => {
          await settleWrites(tenant, connectionId, answered, context.now());
          await countNewCalls(tenant, { connectionId, connector, at: context.now() });
        });
        settled += results.length;
        onProgress(settled);
      }
    };
    await mindRefusals(context, { tenantId, connection, feature: 'writing' }, send);
    await noteFurtherRecords(context, { tenantId, connection, connector });
    const calls = connector.usage().calls - callsBefore;
    const wasLast = due.length < connector.writesAtOnce;
    if (wasLast || budget.spacingMs > 0) return { settled, pauseMs: calls * budget.spacingMs };
  }
}

/** A connection that has writes to send. */
export interface DueConnection {
  tenantId: string;
  connectionId: string;
  connection: Connection;
}

/** The connections that have writes to send now, of CRMs that are set up here and allow it. */
export async function findDueConnections({ database, adapters, now }: Context): Promise<DueConnection[]> {
  const due = await connectionsWithDueWrites(database, now());
  const found: DueConnection[] = [];
  for (const { tenantId, connectionId } of due) {
    const connections = await database.withTenant(tenantId, listConnections);
    const connection = connections.find(each => each.connectionId === connectionId);
    if (connection === undefined || isRefused(connection, 'writing', now())) continue;
    if (adapters.has(connection.crm)) found.push({ tenantId, connectionId, connection });
  }
  return found;
}
