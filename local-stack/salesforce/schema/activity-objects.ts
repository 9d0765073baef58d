import { defineField, defineObject, type SObjectType } from './sobject-field.ts';
import {
  choice,
  flag,
  moment,
  readOnly,
  readOnlyFlag,
  reference,
  required,
  SYSTEM_FIELDS,
  sized,
  text,
} from './standard-fields.ts';

/** Who an activity is about: a lead or a contact. */
const who = reference('WhoId', 'Lead', { label: 'Name ID', referenceTo: ['Lead', 'Contact'] });
const onCreateOnly = { updateable: false, createable: true };

const task = defineObject(
  { name: 'Task', label: 'Task', labelPlural: 'Tasks', keyPrefix: '00T', updateable: true, createable: true },
  [
    ...SYSTEM_FIELDS,
    who,
    text('Subject', 255),
    sized('textarea', 'Description', 32_000),
    choice(
      'Status',
      ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'],
      required,
    ),
    choice('Priority', ['High', 'Normal', 'Low'], required),
    choice('TaskSubtype', ['Task', 'Email', 'ListEmail', 'Cadence', 'Call', 'LinkedIn'], onCreateOnly),
    choice('CallType', ['Internal', 'Inbound', 'Outbound']),
    defineField('CallDurationInSeconds', 'int', { precision: 8 }),
    text('CallDisposition', 255),
    defineField('ActivityDate', 'date'),
    moment('CompletedDateTime'),
    readOnlyFlag('IsClosed'),
    readOnlyFlag('IsRecurrence'),
    reference('OwnerId', 'User', required),
  ],
);

const event = defineObject(
  {
    name: 'Event',
    label: 'Event',
    labelPlural: 'Events',
    keyPrefix: '00U',
    updateable: true,
    createable: true,
  },
  [
    ...SYSTEM_FIELDS,
    who,
    text('Subject', 255),
    choice('EventSubtype', ['Event'], onCreateOnly),
    defineField('StartDateTime', 'datetime', required),
    defineField('EndDateTime', 'datetime', required),
    readOnlyFlag('IsChild'),
    readOnlyFlag('IsRecurrence'),
    reference('OwnerId', 'User', required),
  ],
);

const emailMessage = defineObject(
  {
    name: 'EmailMessage',
    label: 'Email Message',
    labelPlural: 'Email Messages',
    keyPrefix: '02s',
    updateable: true,
    createable: true,
  },
  [
    ...SYSTEM_FIELDS,
    text('Subject', 3_000),
    flag('Incoming'),
    choice('Status', ['0', '1', '2', '3', '4', '5'], required),
    defineField('MessageDate', 'datetime'),
    defineField('FirstOpenedDate', 'datetime', { updateable: true }),
    flag('IsBounced'),
  ],
);

/** Who sent an e-mail and who got it. */
const emailMessageRelation = defineObject(
  {
    name: 'EmailMessageRelation',
    label: 'Email Message Relation',
    labelPlural: 'Email Message Relations',
    keyPrefix: '0dp',
    updateable: false,
    createable: true,
  },
  [
    ...SYSTEM_FIELDS,
    reference('EmailMessageId', 'EmailMessage', { ...required, ...onCreateOnly }),
    reference('RelationId', 'Lead', { referenceTo: ['Lead', 'Contact', 'User'], ...onCreateOnly }),
    choice(
      'RelationType',
      ['FromAddress', 'ToAddress', 'CcAddress', 'BccAddress', 'OtherAddress'],
      onCreateOnly,
    ),
    choice('RelationObjectType', ['Lead', 'Contact', 'User'], readOnly),
    text('RelationAddress', 1_000, onCreateOnly),
  ],
);

const campaign = defineObject(
  {
    name: 'Campaign',
    label: 'Campaign',
    labelPlural: 'Campaigns',
    keyPrefix: '701',
    updateable: true,
    createable: true,
  },
  [
    ...SYSTEM_FIELDS,
    text('Name', 80, required),
    choice('Type', [
      'Conference',
      'Webinar',
      'Trade Show',
      'Public Relations',
      'Partners',
      'Email',
      'Telemarketing',
      'Other',
    ]),
  ],
);

const campaignMember = defineObject(
  {
    name: 'CampaignMember',
    label: 'Campaign Member',
    labelPlural: 'Campaign Members',
    keyPrefix: '00v',
    updateable: true,
    createable: true,
  },
  [
    ...SYSTEM_FIELDS,
    reference('CampaignId', 'Campaign', { ...required, ...onCreateOnly }),
    reference('LeadId', 'Lead', onCreateOnly),
    reference('ContactId', 'Contact', onCreateOnly),
    choice('Status', ['Sent', 'Responded']),
    readOnlyFlag('HasResponded'),
    defineField('FirstRespondedDate', 'date', readOnly),
  ],
);

/** What happened to a lead's tracked fields. The platform keeps no time of change beside the creation. */
const leadHistory = defineObject(
  {
    name: 'LeadHistory',
    label: 'Lead History',
    labelPlural: 'Lead History',
    keyPrefix: '017',
    updateable: false,
    createable: false,
  },
  [
    ...SYSTEM_FIELDS.filter(({ name }) => ['Id', 'IsDeleted', 'CreatedDate', 'CreatedById'].includes(name)),
    reference('LeadId', 'Lead', readOnly),
    choice('Field', [], readOnly),
    choice('DataType', [], readOnly),
    defineField('OldValue', 'anyType', readOnly),
    defineField('NewValue', 'anyType', readOnly),
  ],
);

/** The object types that tell what people did, and what was done to their records. */
export const ACTIVITY_OBJECTS: readonly SObjectType[] = [
  task,
  event,
  emailMessage,
  emailMessageRelation,
  campaign,
  campaignMember,
  leadHistory,
];
