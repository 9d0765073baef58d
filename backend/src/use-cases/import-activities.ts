import type { CrmActivity } from '../connectors/crm-connector.ts';
import { digestUuid, recordSubject } from '../security/digests.ts';
import type { Connection } from '../store/connections.ts';
import { pastCursors, saveActivityCursor } from '../store/crm-past.ts';
import type { TenantSql } from '../store/database.ts';
import { lockEngagement } from '../store/engagement.ts';
import { findSubjects, type NewEvent } from '../store/events.ts';
import { lockIdentities } from '../store/identities.ts';
import { tieRecords } from '../store/record-subjects.ts';
import type { Context } from './context.ts';
import { countNewCalls } from './count-calls.ts';
import { settleEngagement } from './engagement/fold-engagement.ts';
import { ingestEvents } from './engagement/ingest-events.ts';
import type { ImportOptions } from './import-leads.ts';
import { openConnector } from './open-connector.ts';

/**
 * Reads what people did from one connection, as far as its CRM keeps it, since the last time. Each act becomes an engagement
 * event under an id of its own, so that reading it again counts once; who deletes an act in the CRM does not undo it here.
 * Acts of a lead that is not read yet wait for it. Returns how many acts were taken.
 */
export async function importActivities(
  context: Context,
  tenantId: string,
  connection: Connection,
  { signal }: Pick<ImportOptions, 'signal'> = {},
): Promise<number> {
  const connector = openConnector(context, tenantId, connection);
  if (signal?.aborted || connector.readActivities === undefined) return 0;
  const { connectionId } = connection;
  const { leadType } = connector;
  const inTenant = <T>(work: (tenant: TenantSql) => Promise<T>) =>
    context.database.withTenant(tenantId, work);
  const { activity: cursor } = await inTenant(tenant => pastCursors(tenant, connectionId));
  let taken = 0;
  for await (const page of connector.readActivities(cursor)) {
    const now = context.now();
    const known = await inTenant(tenant =>
      tieActivities(tenant, { connectionId, leadType }, page.activities, now),
    );
    const events = known.map(activity => eventOf(connectionId, activity, now));
    if (events.length > 0)
      await ingestEvents(context, tenantId, [{ tenantId, events, identifications: [], asides: [] }]);
    await inTenant(async tenant => {
      await saveActivityCursor(tenant, connectionId, page);
      await countNewCalls(tenant, { connectionId, connector, at: now });
    });
    taken += events.length;
    if (signal?.aborted) break;
  }
  return taken;
}

/**
 * Ties the records that acts are about to their leads. Acts on records that no lead goes on as are left out: they are not
 * leads' acts. Those on leads that are not known yet stay.
 */
async function tieActivities(
  tenant: TenantSql,
  { connectionId, leadType }: { connectionId: string; leadType: string },
  activities: readonly CrmActivity[],
  now: Date,
): Promise<CrmActivity[]> {
  if (activities.length === 0) return [];
  await lockIdentities(tenant);
  const tied = await tieRecords(tenant, connectionId, activities);
  if (tied.length > 0) {
    await lockEngagement(tenant, 'alone');
    await settleEngagement(tenant, { leadIds: [], subjects: tied }, now);
  }
  const subjects = await findSubjects(tenant, [
    ...new Set(activities.map(each => recordSubject(connectionId, each))),
  ]);
  return activities.filter(
    activity =>
      activity.objectType === leadType ||
      subjects.get(recordSubject(connectionId, activity))?.leadId !== undefined,
  );
}

function eventOf(connectionId: string, activity: CrmActivity, now: Date): NewEvent {
  const { activityId, signal, at } = activity;
  const [source = ''] = activityId.split('/');
  return {
    eventId: digestUuid(`activity ${connectionId} ${activityId}`),
    subject: recordSubject(connectionId, activity),
    signal,
    // Nothing can have happened later than now: the CRM's clock may be ahead of ours.
    at: new Date(Math.min(at.getTime(), now.getTime())),
    properties: { source },
  };
}
