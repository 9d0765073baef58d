import type { GoneRecord } from '../../connectors/crm-record.ts';
import { type Connection, listConnections } from '../../store/connections.ts';
import {
  connectionsWithToldChanges,
  settleChanges,
  type ToldChange,
  waitingChanges,
} from '../../store/told-changes.ts';
import { connectionsWithWaitingActions } from '../../store/waiting-actions.ts';
import { isRefused, mindRefusals } from '../access/mind-refusals.ts';
import type { Context } from '../context.ts';
import { countNewCalls } from '../count-calls.ts';
import { eraseShownPeople } from '../identity/erase-person.ts';
import { saveReadRecords } from '../import-leads.ts';
import { openConnector } from '../open-connector.ts';
import { toBeEnded } from './settle-waiting-actions.ts';

/** A connection of which something was told. */
export interface ToldConnection {
  tenantId: string;
  connection: Connection;
}

/** As many as one read of the CRM takes. */
const PAGE = 100;

/** Connections of CRMs that are set up here, with something to settle: changes, or actions that workflows wait for. */
export async function findToldConnections(context: Context): Promise<ToldConnection[]> {
  const { database, adapters } = context;
  const found: ToldConnection[] = [];
  const waiting = [
    ...(await connectionsWithToldChanges(database)),
    ...(await connectionsWithWaitingActions(database, toBeEnded(context.now()))),
  ];
  for (const { tenantId, connectionId } of waiting) {
    if (found.some(each => each.connection.connectionId === connectionId)) continue;
    const connections = await database.withTenant(tenantId, listConnections);
    const connection = connections.find(each => each.connectionId === connectionId);
    if (connection !== undefined && adapters.has(connection.crm)) found.push({ tenantId, connection });
  }
  return found;
}

/**
 * Brings what was told of one connection to its leads, until nothing waits. People to be forgotten come first and need no CRM. Of
 * the rest only the records' names count: they are read as they stand now, so order, repetition and age of what was told change
 * nothing. Each page is saved in one transaction with its end of waiting.
 * @throws ConnectorError when the CRM does not answer; what waits goes on waiting
 */
export async function settleToldChanges(
  context: Context,
  tenantId: string,
  connection: Connection,
): Promise<void> {
  const { connectionId } = connection;
  const waiting = (erased: boolean) =>
    context.database.withTenant(tenantId, sql => waitingChanges(sql, connectionId, { erased, limit: PAGE }));
  for (let page = await waiting(true); page.length > 0; page = await waiting(true))
    await context.database.withTenant(tenantId, async tenant => {
      await eraseShownPeople(tenant, connectionId, page, context.now());
      await settleChanges(tenant, connectionId, page, context.now());
    });
  if (isRefused(connection, 'reading', context.now())) return;
  for (let page = await waiting(false); page.length > 0; page = await waiting(false))
    await settlePage(context, tenantId, connection, page);
}

async function settlePage(
  context: Context,
  tenantId: string,
  connection: Connection,
  page: readonly ToldChange[],
): Promise<void> {
  const { connectionId, mappings } = connection;
  const connector = openConnector(context, tenantId, connection);
  const ids = [...new Set(page.flatMap(({ objectId, mergedInto }) => [objectId, mergedInto ?? objectId]))];
  const read = await mindRefusals(context, { tenantId, connection, feature: 'reading' }, async () => {
    return (await connector.readRecords?.({ mappings, ids })) ?? { records: [], gone: [] };
  });
  const gone = read.gone.map(record => withMerge(record, page));
  const at = context.now();
  await context.database.withTenant(tenantId, async tenant => {
    await saveReadRecords(tenant, connection, { records: read.records, gone }, at);
    await settleChanges(tenant, connectionId, page, at);
    await countNewCalls(tenant, { connectionId, connector, at });
  });
  context.announce('dirty_leads');
}

/** The records themselves tell of merges; where they do not, what was told does. */
function withMerge(record: GoneRecord, page: readonly ToldChange[]): GoneRecord {
  if (record.mergedInto !== undefined) return record;
  const { mergedInto } =
    page.find(({ objectId, mergedInto }) => objectId === record.objectId && mergedInto !== undefined) ?? {};
  return mergedInto === undefined ? record : { ...record, mergedInto };
}
