import type { PropertyDefinition } from './property-definition.ts';
import { LIFECYCLE_STAGES } from './standard-contact-properties.ts';
import { moment, number, setByPlatform, standard } from './standard-property.ts';

const enumeration = (values: readonly string[], fieldType = 'select') =>
  ({ type: 'enumeration', fieldType, values }) as const;
const owner = standard('hubspot_owner_id', 'Owner');
const id = standard('hs_object_id', 'Record ID', { ...number, readOnly: true });
const merged = standard('hs_merged_object_ids', 'Merged record IDs', {
  ...enumeration([], 'checkbox'),
  readOnly: true,
});
const modified = standard('hs_lastmodifieddate', 'Last modified date', setByPlatform);
const created = standard('createdate', 'Create Date', setByPlatform);
const activityCreated = standard('hs_createdate', 'Create date', setByPlatform);

const COMPANIES = [
  ...[id, created, modified, merged, owner],
  standard('name', 'Company name'),
  standard('domain', 'Company Domain Name'),
  standard('website', 'Website URL'),
  standard('phone', 'Phone Number', { fieldType: 'phonenumber' }),
  standard('city', 'City'),
  standard('country', 'Country/Region'),
  standard('industry', 'Industry'),
  standard('numberofemployees', 'Number of Employees', number),
  standard('annualrevenue', 'Annual Revenue', number),
  standard('lifecyclestage', 'Lifecycle Stage', enumeration(LIFECYCLE_STAGES, 'radio')),
];

/** The stages of the sales pipeline that every portal begins with. */
const DEAL_STAGES = [
  'appointmentscheduled',
  'qualifiedtobuy',
  'presentationscheduled',
  'decisionmakerboughtin',
  'contractsent',
  'closedwon',
  'closedlost',
];

const DEALS = [
  ...[id, created, modified, merged, owner],
  standard('dealname', 'Deal Name'),
  standard('amount', 'Amount', number),
  standard('closedate', 'Close Date', moment),
  standard('pipeline', 'Pipeline', enumeration(['default'])),
  standard('dealstage', 'Deal Stage', enumeration(DEAL_STAGES, 'radio')),
  standard('dealtype', 'Deal Type', enumeration(['newbusiness', 'existingbusiness'], 'radio')),
];

const LEADS = [
  ...[id, activityCreated, modified, owner],
  standard('hs_lead_name', 'Lead Name'),
  standard('hs_lead_label', 'Lead Label', enumeration(['HOT', 'WARM', 'COLD'])),
  standard('hs_lead_type', 'Lead Type', enumeration(['NEW_BUSINESS', 'UPSELL', 'RE_ATTEMPTING'])),
  standard('hs_pipeline', 'Lead pipeline', enumeration(['lead-pipeline-id'])),
  standard(
    'hs_pipeline_stage',
    'Lead pipeline stage',
    enumeration([
      'new-stage-id',
      'attempting-stage-id',
      'connected-stage-id',
      'qualified-stage-id',
      'unqualified-stage-id',
    ]),
  ),
];

const NOTES = [standard('hs_note_body', 'Note body', { fieldType: 'html' })];

const CALLS = [
  standard('hs_call_title', 'Call Title'),
  standard('hs_call_body', 'Call notes', { fieldType: 'html' }),
  standard('hs_call_direction', 'Call direction', enumeration(['INBOUND', 'OUTBOUND'])),
  standard('hs_call_duration', 'Call duration', number),
  standard(
    'hs_call_status',
    'Call status',
    enumeration(['COMPLETED', 'NO_ANSWER', 'BUSY', 'FAILED', 'CANCELED']),
  ),
  // Each portal defines its own outcomes: the ids of the ones that come with it are the platform's.
  standard('hs_call_disposition', 'Call outcome'),
];

const EMAILS = [
  standard('hs_email_subject', 'Email subject'),
  standard('hs_email_text', 'Text body', { fieldType: 'textarea' }),
  standard('hs_email_html', 'Email body', { fieldType: 'html' }),
  standard(
    'hs_email_direction',
    'Email direction',
    enumeration(['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL']),
  ),
  standard(
    'hs_email_status',
    'Email send status',
    enumeration(['SENT', 'BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING']),
  ),
  standard('hs_email_open_count', 'Number of email opens', { ...number, readOnly: true }),
  standard('hs_email_click_count', 'Number of email clicks', { ...number, readOnly: true }),
  standard('hs_email_reply_count', 'Number of email replies', { ...number, readOnly: true }),
];

const MEETINGS = [
  standard('hs_meeting_title', 'Meeting name'),
  standard('hs_meeting_body', 'Meeting description', { fieldType: 'html' }),
  standard('hs_meeting_start_time', 'Meeting start time', moment),
  standard('hs_meeting_end_time', 'Meeting end time', moment),
  standard(
    'hs_meeting_outcome',
    'Meeting outcome',
    enumeration(['SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', 'CANCELED']),
  ),
];

const TASKS = [
  standard('hs_task_subject', 'Task Title'),
  standard('hs_task_body', 'Task notes', { fieldType: 'html' }),
  standard(
    'hs_task_status',
    'Task Status',
    enumeration(['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'COMPLETED', 'DEFERRED']),
  ),
  standard('hs_task_priority', 'Priority', enumeration(['NONE', 'LOW', 'MEDIUM', 'HIGH'])),
  standard('hs_task_type', 'Task Type', enumeration(['CALL', 'EMAIL', 'TODO'])),
];

function activity(own: readonly PropertyDefinition[]): PropertyDefinition[] {
  return [id, activityCreated, modified, owner, standard('hs_timestamp', 'Activity date', moment), ...own];
}

/** A working part of the properties of every object type but contacts, by the type's plural name. */
export const STANDARD_RECORD_PROPERTIES: Readonly<Record<string, readonly PropertyDefinition[]>> = {
  companies: COMPANIES,
  deals: DEALS,
  leads: LEADS,
  notes: activity(NOTES),
  tasks: activity(TASKS),
  calls: activity(CALLS),
  emails: activity(EMAILS),
  meetings: activity(MEETINGS),
};
