import type { CrmActivity } from '../../crm-record.ts';
import { CONTACT, type HubspotObject, momentOf, PATHS } from '../hubspot-api.ts';

/** An activity as it was read, with whom it is about. */
export interface Activity {
  record: HubspotObject;
  contactIds: readonly string[];
  /** The platform's clock when it was read, epoch milliseconds. */
  readAt: number;
}

/** What is read of one object that tells what people did, and what each of its records means. */
export interface ActivitySource {
  /** Names its cursor; fixed for good. */
  key: string;
  /** "calls", for the sentence that says that they are not read. */
  what: string;
  paths: { list: string; search: string; contacts: string };
  properties: readonly string[];
  changedAt: string;
  /** Whether only what happens from now on is asked for, because another source reads the past. */
  beginsNow?: true;
  /** Properties of which the first time that they counted something is needed, and where it is read. */
  counted?: { path: string; properties: readonly string[] };
  /** The acts that it tells of; none where it is no act of a lead, or not yet done. */
  actsOf(activity: Activity): CrmActivity[];
}

/** HubSpot's own outcomes of calls on which nobody was reached: voicemail, no answer, busy, wrong number. */
const NOBODY_REACHED = new Set([
  'b2cf5968-551e-4856-9783-52b3da59a7d0',
  '73a0d17f-1163-4015-bdd5-ec830791da20',
  '9d9162e7-6cf3-4944-bf63-4dff82258764',
  '17b47fee-58de-441e-a44c-c6300d46f273',
]);

/** A completed call on which somebody was reached: it took a while, or the contact rang. */
const CALLS: ActivitySource = {
  ...{ key: 'calls', what: 'calls', changedAt: 'hs_lastmodifieddate' },
  paths: { list: PATHS.calls, search: PATHS.callsSearch, contacts: PATHS.callContacts },
  properties: [
    'hs_timestamp',
    'hs_call_direction',
    'hs_call_status',
    'hs_call_duration',
    'hs_call_disposition',
  ],
  actsOf(activity) {
    const of = propertiesOf(activity);
    const isAnswered =
      of('hs_call_status') === 'COMPLETED' &&
      !NOBODY_REACHED.has(of('hs_call_disposition')) &&
      (of('hs_call_direction') === 'INBOUND' || Number(of('hs_call_duration')) > 0);
    return isAnswered ? acts('call_answered', 'calls', activity, momentOf(of('hs_timestamp'))) : [];
  },
};

const MEETING_NOT_HELD = new Set(['NO_SHOW', 'CANCELED', 'RESCHEDULED']);

const meetings = (changedAt: string): Omit<ActivitySource, 'key'> => ({
  ...{ what: 'meetings', changedAt },
  paths: { list: PATHS.meetings, search: PATHS.meetingsSearch, contacts: PATHS.meetingContacts },
  properties: ['hs_timestamp', 'hs_meeting_end_time', 'hs_meeting_outcome'],
  actsOf(activity) {
    const of = propertiesOf(activity);
    const at = momentOf(of('hs_meeting_end_time')) ?? momentOf(of('hs_timestamp'));
    const isHeld =
      at !== undefined &&
      at.getTime() <= activity.readAt &&
      !MEETING_NOT_HELD.has(of('hs_meeting_outcome').toUpperCase());
    return isHeld ? acts('meeting', 'meetings', activity, at) : [];
  },
});

/** A meeting that was planned is held without being changed, so it is looked for by its end as well. */
const PLANNED_MEETINGS: ActivitySource = {
  ...{ key: 'ended_meetings', beginsNow: true },
  ...meetings('hs_meeting_end_time'),
};
const MEETINGS: ActivitySource = { key: 'meetings', ...meetings('hs_lastmodifieddate') };

/**
 * What a contact wrote, and what became of what was written to it. HubSpot does not tell which of several contacts wrote or opened
 * an email: then it is nobody's act. What people of the tenant send is no act of a lead.
 */
const EMAILS: ActivitySource = {
  ...{ key: 'emails', what: 'emails', changedAt: 'hs_lastmodifieddate' },
  paths: { list: PATHS.emails, search: PATHS.emailsSearch, contacts: PATHS.emailContacts },
  properties: [
    'hs_timestamp',
    'hs_email_direction',
    'hs_email_status',
    'hs_email_open_count',
    'hs_email_click_count',
  ],
  counted: {
    path: PATHS.emailsBatchRead,
    properties: ['hs_email_open_count', 'hs_email_click_count'],
  },
  actsOf(activity) {
    if (activity.contactIds.length !== 1) return [];
    const of = propertiesOf(activity);
    const sentAt = momentOf(of('hs_timestamp'));
    if (of('hs_email_direction') === 'INCOMING_EMAIL') return acts('email_reply', 'emails', activity, sentAt);
    if (of('hs_email_status') === 'BOUNCED') return acts('email_bounce', 'emails/bounce', activity, sentAt);
    return [
      ...acts('email_open', 'emails/open', activity, firstCounted(activity, 'hs_email_open_count', sentAt)),
      ...acts(
        'email_click',
        'emails/click',
        activity,
        firstCounted(activity, 'hs_email_click_count', sentAt),
      ),
    ];
  },
};

/**
 * A note is what somebody of the tenant wrote about a contact, no act of the contact: a signal of its own, of which nothing is assumed.
 * That there is one, and from when, is read; what it says is not asked for.
 */
const NOTES: ActivitySource = {
  ...{ key: 'notes', what: 'notes', changedAt: 'hs_lastmodifieddate' },
  paths: { list: PATHS.notes, search: PATHS.notesSearch, contacts: PATHS.noteContacts },
  properties: ['hs_timestamp'],
  actsOf: activity => acts('note', 'notes', activity, momentOf(propertiesOf(activity)('hs_timestamp'))),
};

/** Everything that is read of what people did. Planned meetings come first: where they begin, the past ends. */
export const ACTIVITY_SOURCES: readonly ActivitySource[] = [PLANNED_MEETINGS, MEETINGS, CALLS, EMAILS, NOTES];

/** One act of each contact that the activity is about, or none without a time. */
function acts(
  signal: string,
  kind: string,
  { record, contactIds }: Activity,
  at: Date | undefined,
): CrmActivity[] {
  if (at === undefined) return [];
  return contactIds.map(objectId => ({
    activityId: `${kind}/${record.id}`,
    ...{ isOfEach: true, objectType: CONTACT, objectId, signal, at },
  }));
}

/** When a counter first stood above 0: as its history tells, else when the email was sent. */
function firstCounted({ record }: Activity, name: string, sentAt: Date | undefined): Date | undefined {
  if (!(Number(record.properties[name]) > 0)) return undefined;
  const first = (record.propertiesWithHistory[name] ?? []).findLast(({ value }) => Number(value) > 0);
  const at = momentOf(first?.timestamp ?? '');
  return at === undefined || (sentAt !== undefined && at < sentAt) ? sentAt : at;
}

const propertiesOf =
  ({ record }: Activity) =>
  (name: string): string =>
    record.properties[name] ?? '';
