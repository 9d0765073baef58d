import { AixError } from '@aix/shared-scoring';
import type { ActionEnd } from '../../connectors/crm-connector.ts';
import type { Connection } from '../../store/connections.ts';
import { findLeadOfRecord } from '../../store/leads.ts';
import { endWaitingActions, type WaitingAction, waitingActions } from '../../store/waiting-actions.ts';
import type { Context } from '../context.ts';
import { countNewCalls } from '../count-calls.ts';
import { saveReadRecords } from '../import-leads.ts';
import { openConnector } from '../open-connector.ts';
import { ACTION_WAITS_MS, doWorkflowDeed, notDone, type WorkflowDeed } from './run-workflow-action.ts';

/** As many as one read of the CRM takes. */
const PAGE = 100;

/**
 * Does what workflows wait for in one connection, and tells its CRM how each ended, until none waits. Records that were never read
 * are read together. After a stop in between nothing is done twice: what was done is remembered by the action's name.
 * @throws ConnectorError when the CRM does not answer; what waits goes on waiting
 */
export async function settleWaitingActions(
  context: Context,
  tenantId: string,
  connection: Connection,
): Promise<void> {
  const { connectionId } = connection;
  const connector = openConnector(context, tenantId, connection);
  const inTenant = context.database.withTenant;
  for (;;) {
    const since = new Date(context.now().getTime() - ACTION_WAITS_MS);
    const page = await inTenant(tenantId, sql =>
      waitingActions<WorkflowDeed>(sql, connectionId, { since, limit: PAGE }),
    );
    if (page.length === 0) return;
    await readUnread(context, tenantId, connection, page);
    const ends: ActionEnd[] = [];
    for (const action of page) ends.push(await endOf(context, tenantId, action));
    await connector.endActions?.(ends);
    await inTenant(tenantId, async sql => {
      await endWaitingActions(
        sql,
        connectionId,
        page.map(({ callbackId }) => callbackId),
      );
      await countNewCalls(sql, { connectionId, connector, at: context.now() });
    });
  }
}

async function readUnread(
  context: Context,
  tenantId: string,
  connection: Connection,
  page: readonly WaitingAction[],
): Promise<void> {
  const { connectionId, mappings } = connection;
  const unread = await context.database.withTenant(tenantId, async sql => {
    const ids = new Set<string>();
    for (const { record } of page)
      if (!(await findLeadOfRecord(sql, connectionId, record.objectType, record.objectId)))
        ids.add(record.objectId);
    return [...ids];
  });
  if (unread.length === 0) return;
  const read = await openConnector(context, tenantId, connection).readRecords?.({ mappings, ids: unread });
  if (read === undefined || read.records.length === 0) return;
  await context.database.withTenant(tenantId, sql => saveReadRecords(sql, connection, read, context.now()));
}

/** What is wrong with an action for good ends it, too: the workflow goes on with a sentence. */
async function endOf(
  context: Context,
  tenantId: string,
  action: WaitingAction<WorkflowDeed>,
): Promise<ActionEnd> {
  const { callbackId, deed } = action;
  try {
    return { callbackId, ...(await doWorkflowDeed(context, { tenantId, ...action, deed: withDate(deed) })) };
  } catch (error) {
    if (!(error instanceof AixError) || error.retry) throw error;
    return { callbackId, ...notDone(deed, error.message) };
  }
}

/** JSON keeps a date as a text. */
function withDate(deed: WorkflowDeed): WorkflowDeed {
  if (deed.kind !== 'outcome' || deed.happenedAt === undefined) return deed;
  return { ...deed, happenedAt: new Date(deed.happenedAt) };
}
