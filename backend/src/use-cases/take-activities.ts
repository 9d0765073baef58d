import type { CrmActivity } from '../connectors/crm-connector.ts';
import { digestUuid, recordSubject } from '../security/digests.ts';
import type { TenantSql } from '../store/database.ts';
import { lockEngagement } from '../store/engagement.ts';
import { findSubjects, type NewEvent } from '../store/events.ts';
import { lockIdentities } from '../store/identities.ts';
import { tieRecords } from '../store/record-subjects.ts';
import { settleEngagement } from './engagement/fold-engagement.ts';
import { storeBatches } from './engagement/ingest-events.ts';

/** Where acts were read. */
export interface ActivityOrigin {
  connectionId: string;
  /** The type of the records that show leads there. */
  leadType: string;
}

/**
 * Makes an engagement event of each act that a CRM tells of, under an id of its own, so that telling it again counts once. Acts on
 * records that no lead goes on as are left out: they are not leads' acts. Those on leads that are not known yet wait for them.
 * @returns how many acts were taken, the known ones among them
 */
export async function takeActivities(
  tenant: TenantSql,
  { connectionId, leadType }: ActivityOrigin,
  activities: readonly CrmActivity[],
  now: Date,
): Promise<number> {
  if (activities.length === 0) return 0;
  await lockIdentities(tenant);
  const tied = await tieRecords(tenant, connectionId, activities);
  if (tied.length > 0) {
    await lockEngagement(tenant, 'alone');
    await settleEngagement(tenant, { leadIds: [], subjects: tied }, now);
  }
  const subjects = await findSubjects(tenant, [
    ...new Set(activities.map(each => recordSubject(connectionId, each))),
  ]);
  const taken = activities.filter(
    activity =>
      activity.objectType === leadType ||
      subjects.get(recordSubject(connectionId, activity))?.leadId !== undefined,
  );
  const events = taken.map(activity => eventOf(connectionId, activity, now));
  await storeBatches(tenant, [{ tenantId: tenant.tenantId, events, identifications: [], asides: [] }], now);
  return taken.length;
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
