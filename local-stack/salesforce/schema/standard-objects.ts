import { ACTIVITY_OBJECTS } from './activity-objects.ts';
import { PERMISSION_OBJECTS } from './permission-objects.ts';
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

const PERSON_NAME_FIELDS = [
  text('LastName', 80, required),
  text('FirstName', 40),
  choice('Salutation', ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.']),
  text('Name', 121, { label: 'Full Name', ...readOnly, ...required }),
];

const LEAD_SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
/** As a new org has them; an org may replace them through `metadata/`. */
const LEAD_STATUSES = [
  'Open - Not Contacted',
  'Working - Contacted',
  'Closed - Converted',
  'Closed - Not Converted',
];
const RATINGS = ['Hot', 'Warm', 'Cold'];
const INDUSTRIES =
  'Agriculture;Apparel;Banking;Biotechnology;Chemicals;Communications;Construction;Consulting;Education;Electronics;Energy;Engineering;Entertainment;Environmental;Finance;Food & Beverage;Government;Healthcare;Hospitality;Insurance;Machinery;Manufacturing;Media;Not For Profit;Recreation;Retail;Shipping;Technology;Telecommunications;Transportation;Utilities;Other'.split(
    ';',
  );

const addressFields = (prefix: string) => [
  sized('textarea', `${prefix}Street`, 255),
  text(`${prefix}City`, 40),
  text(`${prefix}State`, 80),
  text(`${prefix}PostalCode`, 20),
  text(`${prefix}Country`, 80),
];

const lead = defineObject(
  { name: 'Lead', label: 'Lead', labelPlural: 'Leads', keyPrefix: '00Q', updateable: true, createable: true },
  [
    ...SYSTEM_FIELDS,
    ...PERSON_NAME_FIELDS,
    text('Title', 128),
    text('Company', 255, required),
    ...addressFields(''),
    sized('phone', 'Phone', 40),
    sized('phone', 'MobilePhone', 40),
    sized('phone', 'Fax', 40),
    sized('email', 'Email', 80),
    sized('url', 'Website', 255),
    sized('textarea', 'Description', 32_000),
    choice('LeadSource', LEAD_SOURCES),
    choice('Status', LEAD_STATUSES, required),
    choice('Industry', INDUSTRIES),
    choice('Rating', RATINGS),
    defineField('AnnualRevenue', 'currency', { precision: 18 }),
    defineField('NumberOfEmployees', 'int', { precision: 8 }),
    reference('OwnerId', 'User', required),
    flag('HasOptedOutOfEmail'),
    flag('DoNotCall'),
    flag('IsUnreadByOwner'),
    reference('MasterRecordId', 'Lead', readOnly),
    readOnlyFlag('IsConverted'),
    defineField('ConvertedDate', 'date', readOnly),
    reference('ConvertedAccountId', 'Account', readOnly),
    reference('ConvertedContactId', 'Contact', readOnly),
    reference('ConvertedOpportunityId', 'Opportunity', readOnly),
    defineField('LastActivityDate', 'date', readOnly),
    moment('LastViewedDate'),
    moment('LastReferencedDate'),
    text('EmailBouncedReason', 255),
    defineField('EmailBouncedDate', 'datetime'),
  ],
);

const contact = defineObject(
  {
    name: 'Contact',
    label: 'Contact',
    labelPlural: 'Contacts',
    keyPrefix: '003',
    updateable: true,
    createable: true,
  },
  [
    ...SYSTEM_FIELDS,
    ...PERSON_NAME_FIELDS,
    reference('MasterRecordId', 'Contact', readOnly),
    reference('AccountId', 'Account'),
    text('Title', 128),
    text('Department', 80),
    ...addressFields('Mailing'),
    sized('phone', 'Phone', 40),
    sized('phone', 'MobilePhone', 40),
    sized('email', 'Email', 80),
    sized('textarea', 'Description', 32_000),
    choice('LeadSource', LEAD_SOURCES),
    defineField('Birthdate', 'date'),
    reference('OwnerId', 'User', required),
    flag('HasOptedOutOfEmail'),
    flag('DoNotCall'),
  ],
);

const user = defineObject(
  {
    name: 'User',
    label: 'User',
    labelPlural: 'Users',
    keyPrefix: '005',
    updateable: false,
    createable: false,
  },
  [
    ...SYSTEM_FIELDS,
    text('Username', 80, required),
    text('Name', 121, { label: 'Full Name', ...readOnly, ...required }),
    sized('email', 'Email', 128),
    flag('IsActive'),
  ],
);

const organization = defineObject(
  {
    name: 'Organization',
    label: 'Organization',
    labelPlural: 'Organizations',
    keyPrefix: '00D',
    updateable: false,
    createable: false,
  },
  [
    ...SYSTEM_FIELDS,
    text('Name', 80, required),
    readOnlyFlag('IsSandbox'),
    text('InstanceName', 5, readOnly),
    text('NamespacePrefix', 15, readOnly),
    text('OrganizationType', 40, readOnly),
    moment('TrialExpirationDate'),
  ],
);

/** What the org's set-up says of a field; `EntityDefinitionId` is the object's name for standard objects. */
const FIELD_DEFINITION = defineObject(
  {
    name: 'FieldDefinition',
    label: 'Field Definition',
    labelPlural: 'Field Definitions',
    keyPrefix: '4ie',
    updateable: false,
    createable: false,
  },
  [
    text('DurableId', 255, readOnly),
    text('QualifiedApiName', 255, readOnly),
    text('EntityDefinitionId', 255, readOnly),
    readOnlyFlag('IsFieldHistoryTracked'),
  ],
);

/** The object types that every org has, as far as the stand-in serves them. */
export const STANDARD_OBJECTS: readonly SObjectType[] = [
  lead,
  contact,
  user,
  organization,
  ...ACTIVITY_OBJECTS,
  ...PERMISSION_OBJECTS,
  FIELD_DEFINITION,
];
