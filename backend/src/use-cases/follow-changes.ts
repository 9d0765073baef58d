import { setTimeout as sleep } from 'node:timers/promises';
import { AixError } from '@aix/shared-scoring';
import type { ChangePage } from '../connectors/crm-record.ts';
import { usageOfLastDay } from '../store/api-usage.ts';
import { listChangeFeeds, saveFeedProblem, saveFeedProgress } from '../store/change-feeds.ts';
import type { Connection } from '../store/connections.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import { saveReadRecords } from './import-leads.ts';
import { openConnector } from './open-connector.ts';
import { budgetOf } from './scoring/api-budget.ts';

/** Pages are at least this far apart, so that what comes close together is read in one call. */
const SPACING_MS = 300;

export interface FollowOptions {
  signal: AbortSignal;
  /** Reads the connection from its cursor. */
  catchUp(): Promise<unknown>;
  /** Told after each page. */
  onPage(): void;
}

/**
 * Follows what the CRM tells of changes in one connection until `signal` aborts. Each page's leads are saved and marked dirty in one
 * transaction with the place behind it, so that a stop loses nothing. Where something may have been missed, `catchUp` reads from
 * the cursor before the place moves.
 * @throws ConnectorError when the CRM stops telling
 */
export async function followChanges(
  context: Context,
  tenantId: string,
  connection: Connection,
  { signal, catchUp, onPage }: FollowOptions,
): Promise<void> {
  const connector = openConnector(context, tenantId, connection);
  const { connectionId, mappings } = connection;
  const feeds = await context.database.withTenant(tenantId, listChangeFeeds);
  const position = feeds.find(feed => feed.connectionId === connectionId)?.position ?? undefined;
  const pages = connector.followLeads?.({ mappings, position, signal }) ?? [];
  let callsBefore = connector.usage().calls;
  for await (const page of pages) {
    if (page.mayHaveMissed) await catchUp();
    await savePage(context, tenantId, connection, page);
    onPage();
    if (page.told > page.own) context.announce('dirty_leads');
    const { calls } = connector.usage();
    const pauseMs = await pauseAfter(context, tenantId, connectionId, calls - callsBefore);
    callsBefore = calls;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Saves a page's leads with the place behind it. */
async function savePage(
  context: Context,
  tenantId: string,
  connection: Connection,
  page: ChangePage,
): Promise<void> {
  const { position, lastChangeAt, told, own, mayHaveMissed: hasCaughtUp } = page;
  const { connectionId } = connection;
  const connector = openConnector(context, tenantId, connection);
  const at = context.now();
  await context.database.withTenant(tenantId, async tenant => {
    if (page.records.length > 0 || page.gone !== undefined)
      await saveReadRecords(tenant, connection, page, at);
    await saveFeedProgress(tenant, { connectionId, position, lastChangeAt, told, own, hasCaughtUp, at });
    await countNewCalls(tenant, { connectionId, connector, at });
  });
}

/** How long the connection's budget asks to wait after so many calls, milliseconds. */
async function pauseAfter(
  { database, now }: Context,
  tenantId: string,
  connectionId: string,
  calls: number,
): Promise<number> {
  if (calls === 0) return 0;
  const usage = await database.withTenant(tenantId, tenant => usageOfLastDay(tenant, now()));
  return Math.max(SPACING_MS, calls * budgetOf(usage.get(connectionId)).spacingMs);
}

/** Whether the connection's CRM tells changes at all. */
export function canFollow(context: Context, tenantId: string, connection: Connection): boolean {
  return openConnector(context, tenantId, connection).followLeads !== undefined;
}

/** Keeps why following failed where the connection's admin sees it. */
export async function noteFollowFailure(
  { database, now }: Context,
  tenantId: string,
  connectionId: string,
  error: unknown,
): Promise<void> {
  const problem = error instanceof AixError ? error.message : 'Following changes failed within this service';
  await database.withTenant(tenantId, tenant =>
    saveFeedProblem(tenant, { connectionId, problem, at: now() }),
  );
}
