import { metadataXml, type XmlContent } from './metadata-xml.ts';

/**
 * Permission sets that an org deploys as its own, because a managed package may bring permissions for its own parts only: an
 * installation drops those for the platform's objects, their fields and users
 * (https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/packaging_permission_set_groups.htm).
 * The reasons stand in `manifest/salesforce/permissions.md`.
 */
export function orgPermissionSetFiles(): Map<string, string> {
  return new Map([
    ['AIX_Callout_Access', metadataXml('PermissionSet', CALLOUT_ACCESS)],
    ['AIX_Integration_Access', metadataXml('PermissionSet', INTEGRATION_ACCESS)],
  ]);
}

/**
 * Standard fields that the service may read. What the platform shows to everybody who sees the record (a lead's name,
 * company, status, dates) takes no permission, and may not be listed.
 */
const INTEGRATION_READS = [
  'Campaign.Type',
  'Event.WhoId',
  'Lead.AnnualRevenue',
  'Lead.DoNotCall',
  'Lead.Email',
  'Lead.HasOptedOutOfEmail',
  'Lead.Industry',
  'Lead.LeadSource',
  'Lead.NumberOfEmployees',
  'Lead.Rating',
  'Lead.Title',
  'Lead.Website',
];

/** Of tasks, what the service fills in. */
const INTEGRATION_EDITS = ['Task.ActivityDate', 'Task.Description', 'Task.WhoId'];

function objectAccess(object: string, { edits = false, all = false } = {}): Record<string, XmlContent> {
  return {
    allowCreate: false,
    allowDelete: false,
    allowEdit: edits,
    allowRead: true,
    modifyAllRecords: false,
    object,
    viewAllRecords: all,
  };
}

/** The platform asks for it of whoever calls out with an external credential; it shows nobody else's. */
const CALLOUT_ACCESS = {
  description:
    'Beside AIX Lead Scoring Rep, Manager or Admin: lets these users call the service with the package’s external credentials',
  hasActivationRequired: false,
  label: 'AIX Callout Access',
  objectPermissions: objectAccess('UserExternalCredential'),
};

/** Sees all leads and what they did; makes tasks; edits the leads that sharing lets it edit. */
const INTEGRATION_ACCESS = {
  description:
    'Beside AIX Lead Scoring Integration, for the same user: reads leads, activities and campaigns, makes tasks, and may edit leads that are shared with it',
  fieldPermissions: [
    ...INTEGRATION_READS.map(field => ({ editable: false, field, readable: true })),
    ...INTEGRATION_EDITS.map(field => ({ editable: true, field, readable: true })),
  ],
  hasActivationRequired: false,
  label: 'AIX Integration Access',
  objectPermissions: [objectAccess('Campaign'), objectAccess('Lead', { edits: true, all: true })],
  userPermissions: ['ActivitiesAccess', 'ApiEnabled', 'EditTask'].map(name => ({ enabled: true, name })),
};
