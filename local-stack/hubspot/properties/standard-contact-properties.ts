import type { PropertyDefinition } from './property-definition.ts';
import { moment, number, setByPlatform, standard } from './standard-property.ts';

/** The default lifecycle stages, in their order. */
export const LIFECYCLE_STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
] as const;

const LEAD_STATUSES = [
  'NEW',
  'OPEN',
  'IN_PROGRESS',
  'OPEN_DEAL',
  'UNQUALIFIED',
  'ATTEMPTED_TO_CONTACT',
  'CONNECTED',
  'BAD_TIMING',
];

const WEB_SOURCES = [
  'ORGANIC_SEARCH',
  'PAID_SEARCH',
  'EMAIL_MARKETING',
  'SOCIAL_MEDIA',
  'REFERRALS',
  'OTHER_CAMPAIGNS',
  'DIRECT_TRAFFIC',
  'OFFLINE',
  'PAID_SOCIAL',
];

/** The two dates that the platform keeps for a stage: when it was last entered, and the older one it replaced. */
export function stageDateProperties(stage: string): [string, string] {
  return [`hs_v2_date_entered_${stage}`, `hs_lifecyclestage_${stage}_date`];
}

const conversion = { groupName: 'conversioninformation', readOnly: true };

/** What the platform calculates of the forms that a contact submitted: labels and types as its properties API tells them. */
const CONVERSIONS: readonly PropertyDefinition[] = [
  standard('first_conversion_date', 'First Conversion Date', { ...moment, ...conversion }),
  standard('first_conversion_event_name', 'First Conversion', conversion),
  standard('recent_conversion_date', 'Recent Conversion Date', { ...moment, ...conversion }),
  standard('recent_conversion_event_name', 'Recent Conversion', conversion),
  standard('num_conversion_events', 'Number of Form Submissions', { ...number, ...conversion }),
  standard('num_unique_conversion_events', 'Number of Unique Forms Submitted', { ...number, ...conversion }),
  standard('hs_calculated_form_submissions', 'The 800 most recent form submissions for a contact', {
    ...{ type: 'enumeration', fieldType: 'checkbox', readOnly: true },
  }),
];

/** A working part of the properties that every portal's contacts have: the names and types are the platform's. */
export const STANDARD_CONTACT_PROPERTIES: readonly PropertyDefinition[] = [
  standard('hs_object_id', 'Record ID', { ...number, readOnly: true }),
  standard('createdate', 'Create Date', setByPlatform),
  standard('lastmodifieddate', 'Last Modified Date', setByPlatform),
  standard('hs_merged_object_ids', 'Merged record IDs', {
    type: 'enumeration',
    fieldType: 'checkbox',
    readOnly: true,
  }),
  standard('email', 'Email'),
  standard('firstname', 'First Name'),
  standard('lastname', 'Last Name'),
  standard('salutation', 'Salutation'),
  standard('phone', 'Phone Number', { fieldType: 'phonenumber' }),
  standard('mobilephone', 'Mobile Phone Number', { fieldType: 'phonenumber' }),
  standard('company', 'Company Name'),
  standard('jobtitle', 'Job Title'),
  standard('website', 'Website URL'),
  standard('address', 'Street Address'),
  standard('city', 'City'),
  standard('state', 'State/Region'),
  standard('zip', 'Postal Code'),
  standard('country', 'Country/Region'),
  standard('industry', 'Industry'),
  standard('annualrevenue', 'Annual Revenue'),
  standard('numemployees', 'Number of Employees'),
  standard('date_of_birth', 'Date of birth'),
  standard('marital_status', 'Marital Status'),
  standard('hubspot_owner_id', 'Contact owner'),
  standard('message', 'Message', { fieldType: 'textarea' }),
  standard('lifecyclestage', 'Lifecycle Stage', {
    type: 'enumeration',
    fieldType: 'radio',
    values: LIFECYCLE_STAGES,
  }),
  standard('hs_lead_status', 'Lead Status', {
    type: 'enumeration',
    fieldType: 'radio',
    values: LEAD_STATUSES,
  }),
  standard('closedate', 'Close Date', moment),
  standard('notes_last_contacted', 'Last Contacted', setByPlatform),
  standard('hs_analytics_source', 'Original Traffic Source', {
    type: 'enumeration',
    fieldType: 'select',
    groupName: 'analyticsinformation',
    values: WEB_SOURCES,
  }),
  standard('hs_analytics_num_page_views', 'Number of Pageviews', {
    ...number,
    groupName: 'analyticsinformation',
    readOnly: true,
  }),
  ...CONVERSIONS,
  ...LIFECYCLE_STAGES.flatMap(stage =>
    stageDateProperties(stage).map(name =>
      standard(name, `Date entered ${stage}`, { ...setByPlatform, groupName: 'contactlcs' }),
    ),
  ),
];
