import { AixError, BusyError, ConnectorError } from '@aix/shared-scoring';
import type { ActionEnd } from '../../connectors/crm-record.ts';
import { keepAnswer } from '../../store/access/answered-requests.ts';
import type { Connection } from '../../store/connections.ts';
import { findLeadOfRecord } from '../../store/leads.ts';
import {
  type AskedBetween,
  endWaitingActions,
  type WaitingAction,
  waitingActions,
} from '../../store/waiting-actions.ts';
import { isRefused, mindRefusals } from '../access/mind-refusals.ts';
import type { Context } from '../context.ts';
import { countNewCalls } from '../count-calls.ts';
import { saveReadRecords } from '../import-leads.ts';
import { openConnector } from '../open-connector.ts';
import {
  ACTION_WAITS_MS,
  answerKey,
  doWorkflowDeed,
  notDone,
  type WorkflowDeed,
} from './run-workflow-action.ts';

/** As many as one read of the CRM takes. */
const PAGE = 100;
/** HubSpot must have heard that it is to wait before it hears how that ended: until then it knows of nothing to end. */
const HEARD_AFTER_MS = 2_000;

/** When the actions were asked for whose end HubSpot waits for now. */
export function toBeEnded(now: Date): AskedBetween {
  return {
    since: new Date(now.getTime() - ACTION_WAITS_MS),
    until: new Date(now.getTime() - HEARD_AFTER_MS),
  };
}

/**
 * Does what workflows wait for in one connection, and tells its CRM how each ended, until none waits. Records that were never read
 * are read together. After a stop in between nothing is done twice: what was done is remembered by the action's name.
 * @throws ConnectorError when the CRM does not answer; what waits goes on waiting
 * @throws ConnectorError ERR_CRM_WRITE_REJECTED when it takes the end of some for none; those wait no more
 * @throws BusyError when some are still being worked on; only those wait then
 */
export async function settleWaitingActions(
  context: Context,
  tenantId: string,
  connection: Connection,
): Promise<void> {
  const { connectionId } = connection;
  const inTenant = context.database.withTenant;
  for (;;) {
    const now = context.now();
    if (isRefused(connection, 'workflows', now)) return;
    const page = await inTenant(tenantId, sql =>
      waitingActions<WorkflowDeed>(sql, connectionId, { ...toBeEnded(now), limit: PAGE }),
    );
    if (page.length === 0) return;
    await readUnread(context, tenantId, connection, page);
    const ends: ActionEnd[] = [];
    for (const action of page) ends.push(...(await endOf(context, tenantId, action)));
    await tellEnds(context, { tenantId, connection, ends });
    if (ends.length < page.length)
      throw new BusyError('ERR_BUSY', 'Some actions of workflows are still being worked on');
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

/** What is wrong with an action for good ends it, too: the workflow goes on with a sentence. One that is still being done has no end. */
async function endOf(
  context: Context,
  tenantId: string,
  action: WaitingAction<WorkflowDeed>,
): Promise<ActionEnd[]> {
  const { callbackId, deed } = action;
  try {
    return [
      { callbackId, ...(await doWorkflowDeed(context, { tenantId, ...action, deed: withDate(deed) })) },
    ];
  } catch (error) {
    if (!(error instanceof AixError) || error.retry) throw error;
    // By a process that was stopped in between, perhaps: a minute later it is begun again.
    if (error.code === 'ERR_CONFLICT') return [];
    return [{ callbackId, ...notDone(deed, error.message) }];
  }
}

/** JSON keeps a date as a text. */
function withDate(deed: WorkflowDeed): WorkflowDeed {
  if (deed.kind !== 'outcome' || deed.happenedAt === undefined) return deed;
  return { ...deed, happenedAt: new Date(deed.happenedAt) };
}

interface Telling {
  tenantId: string;
  connection: Connection;
  ends: readonly ActionEnd[];
}

async function tellEnds(context: Context, telling: Telling): Promise<void> {
  const { tenantId, connection, ends } = telling;
  if (ends.length === 0) return;
  const { connectionId } = connection;
  const { database, envelope } = context;
  // Whoever asks again did not hear that it is to wait, and is answered at once.
  await database.withTenant(tenantId, async sql => {
    for (const { callbackId, ...answer } of ends)
      await keepAnswer(sql, envelope, { key: answerKey(callbackId), answer });
  });
  const connector = openConnector(context, tenantId, connection);
  const rejected = await finalRefusalOf(() =>
    mindRefusals(context, { tenantId, connection, feature: 'workflows' }, async () => {
      await connector.endActions?.(ends);
    }),
  );
  await database.withTenant(tenantId, async sql => {
    await endWaitingActions(
      sql,
      connectionId,
      ends.map(({ callbackId }) => callbackId),
    );
    await countNewCalls(sql, { connectionId, connector, at: context.now() });
  });
  if (rejected !== undefined) throw rejected;
}

/** What the CRM will never take is no reason to wait. */
async function finalRefusalOf(work: () => Promise<void>): Promise<ConnectorError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'ERR_CRM_WRITE_REJECTED') return error;
    throw error;
  }
}
