import { beginBackfill, endBackfill, findBackfill } from '../store/access/backfills.ts';
import { type Connection, listAllConnections, listConnections } from '../store/connections.ts';
import { isRefused, mindRefusals } from './access/mind-refusals.ts';
import { catchUpFurtherRecords } from './catch-up-further-records.ts';
import type { Context } from './context.ts';
import { importAll } from './import-all.ts';
import { openConnector } from './open-connector.ts';

/** A connection that can be read here. */
export interface ReadableConnection {
  tenantId: string;
  connection: Connection;
}

/** Every connection of a CRM that is set up here, but those whose CRM took its grant back: they wait for an admin. */
export async function findReadableConnections({
  database,
  adapters,
}: Context): Promise<ReadableConnection[]> {
  const all = await listAllConnections(database);
  const found: ReadableConnection[] = [];
  for (const tenantId of new Set(all.map(each => each.tenantId)))
    for (const connection of await database.withTenant(tenantId, listConnections))
      if (adapters.has(connection.crm) && !connection.hasEnded) found.push({ tenantId, connection });
  return found;
}

/**
 * Reads one connection from its cursor, wherever earlier readings have left that, or from the start where a backfill waits, and
 * tells whoever scores; then further records that came since get their scores. Nothing happens while the CRM does not allow it.
 * @throws ConnectorError
 */
export async function readConnection(
  context: Context,
  tenantId: string,
  connectionId: string,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const inTenant = context.database.withTenant;
  const find = async () =>
    (await inTenant(tenantId, listConnections)).find(each => each.connectionId === connectionId);
  const found = await find();
  if (found?.isBackfilling && !isRefused(found, 'reading', context.now()))
    await beginWaitingBackfill(context, tenantId, found);
  const connection = await find();
  if (connection === undefined || isRefused(connection, 'reading', context.now())) return;
  const { records } = await mindRefusals(context, { tenantId, connection, feature: 'reading' }, () =>
    importAll(context, tenantId, connection, { signal }),
  );
  if (connection.isBackfilling && !signal.aborted)
    await inTenant(tenantId, sql => endBackfill(sql, connectionId, context.now()));
  if (records > 0) context.announce('dirty_leads');
  if (!signal.aborted) await catchUpFurtherRecords(context, tenantId, connection);
}

async function beginWaitingBackfill(
  context: Context,
  tenantId: string,
  connection: Connection,
): Promise<void> {
  const { connectionId } = connection;
  const inTenant = context.database.withTenant;
  if ((await inTenant(tenantId, sql => findBackfill(sql, connectionId)))?.state !== 'waiting') return;
  const counted = await openConnector(context, tenantId, connection).countLeads();
  await inTenant(tenantId, sql => beginBackfill(sql, { connectionId, counted, at: context.now() }));
}
