import type { CrmActivity } from '../connectors/crm-record.ts';
import { digestUuid, recordSubject } from '../security/digests.ts';
import { recordsEverOfLeads } from '../store/crm-records.ts';
import type { TenantSql } from '../store/database.ts';
import { lockEngagement } from '../store/engagement.ts';
import { findSubjects, type KnownSubject, knownEvents, type NewEvent } from '../store/events.ts';
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
  const repeated = await toldOfOtherRecords(tenant, connectionId, taken, subjects);
  const events = taken
    .filter(activity => !repeated.has(activity))
    .map(activity => eventOf(connectionId, activity, now));
  await storeBatches(tenant, [{ tenantId: tenant.tenantId, events, identifications: [], asides: [] }], now);
  return taken.length;
}

/**
 * The acts that are known of another record of the same lead: those of records that the CRM merged are told again of the one that
 * remains. Only leads with several records in the connection are looked at twice.
 */
async function toldOfOtherRecords(
  tenant: TenantSql,
  connectionId: string,
  activities: readonly CrmActivity[],
  subjects: ReadonlyMap<string, KnownSubject>,
): Promise<Set<CrmActivity>> {
  const ofEach = activities.filter(({ isOfEach }) => isOfEach);
  const leadOf = (activity: CrmActivity) => subjects.get(recordSubject(connectionId, activity))?.leadId;
  const leadIds = new Set(ofEach.flatMap(activity => leadOf(activity) ?? []));
  const records = await recordsEverOfLeads(tenant, connectionId, [...leadIds]);
  const elsewhere = ofEach.flatMap(activity =>
    (records.get(leadOf(activity) ?? '') ?? [])
      .filter(({ objectId }) => objectId !== activity.objectId)
      .map(({ objectId }) => ({ activity, eventId: eventIdOf(connectionId, { ...activity, objectId }) })),
  );
  if (elsewhere.length === 0) return new Set();
  const known = await knownEvents(
    tenant,
    elsewhere.map(({ eventId }) => eventId),
  );
  return new Set(elsewhere.filter(({ eventId }) => known.has(eventId)).map(({ activity }) => activity));
}

function eventIdOf(connectionId: string, { activityId, isOfEach, objectId }: CrmActivity): string {
  return digestUuid(`activity ${connectionId} ${activityId}${isOfEach ? `/${objectId}` : ''}`);
}

function eventOf(connectionId: string, activity: CrmActivity, now: Date): NewEvent {
  const { activityId, signal, at } = activity;
  const [source = ''] = activityId.split('/');
  return {
    eventId: eventIdOf(connectionId, activity),
    subject: recordSubject(connectionId, activity),
    signal,
    // Nothing can have happened later than now: the CRM's clock may be ahead of ours.
    at: new Date(Math.min(at.getTime(), now.getTime())),
    properties: { source },
  };
}
