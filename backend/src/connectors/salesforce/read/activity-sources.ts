import type { CrmActivity } from '../../crm-record.ts';
import { type Row, type RowSource, soqlTime } from './row-query.ts';

/** What is read of one object that tells what people did, and what each of its rows means. */
export interface ActivitySource {
  /** Names its cursor; fixed for good. */
  key: string;
  /** "calls", for the sentence that says that they are not read. */
  what: string;
  source: RowSource;
  /** Whether only what happens from now on is asked for, because another source reads the past. */
  beginsNow?: boolean;
  /** The acts that a row tells of; none where it is no act of a lead, or not yet done. */
  activitiesOf(row: Row): CrmActivity[];
}

const BOOLEANS = (...names: string[]) => new Map(names.map(name => [name.toLowerCase(), 'boolean']));

/** A closed call on which somebody was reached: it took a while, or the lead rang. */
const CALLS: ActivitySource = {
  key: 'Task',
  what: 'calls',
  source: {
    object: 'Task',
    fields: [
      'Id',
      'WhoId',
      'CallType',
      'CallDurationInSeconds',
      'CompletedDateTime',
      'CreatedDate',
      'SystemModstamp',
    ],
    changedAt: 'SystemModstamp',
    types: new Map([['calldurationinseconds', 'int']]),
    where: () => ["TaskSubtype = 'Call'", 'IsClosed = true', 'IsRecurrence = false', 'WhoId != null'],
    doing: 'reading calls',
  },
  activitiesOf(row) {
    const isAnswered = Number(row.CallDurationInSeconds ?? 0) > 0 || row.CallType === 'Inbound';
    const at = momentOf(row.CompletedDateTime) ?? momentOf(row.CreatedDate);
    return isAnswered ? activity('call_answered', `Task/${row.Id}`, row.WhoId, at) : [];
  },
};

const meetings = (changedAt: string): Omit<ActivitySource, 'key'> => ({
  what: 'meetings',
  source: {
    object: 'Event',
    fields: ['Id', 'WhoId', 'EndDateTime', 'SystemModstamp'],
    changedAt,
    types: new Map(),
    // A series and the copies for other invitees tell of the same meeting.
    where: passStartedAt => [
      `EndDateTime <= ${soqlTime(passStartedAt)}`,
      'IsChild = false',
      'IsRecurrence = false',
      'WhoId != null',
    ],
    doing: 'reading meetings',
  },
  activitiesOf: row => activity('meeting', `Event/${row.Id}`, row.WhoId, momentOf(row.EndDateTime)),
});

/** A meeting that was planned is held without being changed, so it is looked for by its end as well. */
const PLANNED_MEETINGS: ActivitySource = { key: 'EventEnd', beginsNow: true, ...meetings('EndDateTime') };
const MEETINGS: ActivitySource = { key: 'Event', ...meetings('SystemModstamp') };

/** What a lead wrote, and what became of what was written to it. What people of the tenant send is no act of a lead. */
const EMAILS: ActivitySource = {
  key: 'EmailMessageRelation',
  what: 'e-mails',
  source: {
    object: 'EmailMessageRelation',
    fields: [
      'Id',
      'RelationId',
      'RelationType',
      'EmailMessage.Incoming',
      'EmailMessage.MessageDate',
      'EmailMessage.FirstOpenedDate',
      'EmailMessage.IsBounced',
      'EmailMessage.SystemModstamp',
    ],
    changedAt: 'EmailMessage.SystemModstamp',
    types: BOOLEANS('EmailMessage.Incoming', 'EmailMessage.IsBounced'),
    where: () => ["RelationObjectType IN ('Lead', 'Contact')"],
    doing: 'reading e-mails',
  },
  activitiesOf(row) {
    const key = `EmailMessageRelation/${row.Id}`;
    const sentAt = momentOf(row['EmailMessage.MessageDate']);
    const isIncoming = row['EmailMessage.Incoming'] === true;
    if (row.RelationType === 'FromAddress')
      return isIncoming ? activity('email_reply', key, row.RelationId, sentAt) : [];
    if (isIncoming) return [];
    const openedAt = momentOf(row['EmailMessage.FirstOpenedDate']);
    return [
      ...activity('email_open', `${key}/open`, row.RelationId, openedAt),
      ...(row['EmailMessage.IsBounced'] === true
        ? activity('email_bounce', `${key}/bounce`, row.RelationId, sentAt)
        : []),
    ];
  },
};

/** A member who responded. The day is all that is told, so the response is as late as the membership at least. */
const CAMPAIGNS: ActivitySource = {
  key: 'CampaignMember',
  what: 'campaign responses',
  source: {
    object: 'CampaignMember',
    fields: [
      'Id',
      'LeadId',
      'ContactId',
      'Campaign.Type',
      'FirstRespondedDate',
      'CreatedDate',
      'SystemModstamp',
    ],
    changedAt: 'SystemModstamp',
    types: new Map(),
    where: () => ['HasResponded = true'],
    doing: 'reading campaign responses',
  },
  activitiesOf(row) {
    const created = momentOf(row.CreatedDate);
    const day = momentOf(row.FirstRespondedDate) ?? created;
    const at = created !== undefined && day !== undefined && created > day ? created : day;
    const signal = row['Campaign.Type'] === 'Webinar' ? 'webinar' : 'campaign_response';
    return activity(signal, `CampaignMember/${row.Id}`, row.LeadId || row.ContactId, at);
  },
};

/** Everything that is read of what people did. Planned meetings come first: where they begin, the past ends. */
export const ACTIVITY_SOURCES: readonly ActivitySource[] = [
  PLANNED_MEETINGS,
  MEETINGS,
  CALLS,
  EMAILS,
  CAMPAIGNS,
];

/** First characters of the ids of the records that show a person. */
const PEOPLE: Readonly<Record<string, string>> = { '00Q': 'Lead', '003': 'Contact' };

/** One act, or none where nobody or no time is named. */
function activity(signal: string, activityId: string, who: unknown, at: Date | undefined): CrmActivity[] {
  if (typeof who !== 'string' || at === undefined) return [];
  const objectType = PEOPLE[who.slice(0, 3)];
  return objectType === undefined ? [] : [{ activityId, objectType, objectId: who, signal, at }];
}

function momentOf(value: unknown): Date | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms);
}
