import { SCORE_FIELDS } from '@aix/shared-scoring';
import { metadataXml } from './metadata-xml.ts';
import { apiNameOf } from './score-field-metadata.ts';

export const PERMISSION_SET_NAME = 'AIX_Lead_Scoring_Integration';

/**
 * Standard lead fields that the service may read. What the platform shows to everybody who sees the lead (its name,
 * company, status, dates) takes no permission, and may not be listed.
 */
const READ_FIELDS = [
  'AnnualRevenue',
  'DoNotCall',
  'Email',
  'HasOptedOutOfEmail',
  'Industry',
  'LeadSource',
  'NumberOfEmployees',
  'Rating',
  'Title',
  'Website',
];

/** The permission set of the integration user: sees all leads, edits the score fields of those shared with it. */
export function permissionSetXml(): string {
  const fields = [
    ...SCORE_FIELDS.map(field => ({ name: apiNameOf(field), editable: true })),
    ...READ_FIELDS.map(name => ({ name, editable: false })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  return metadataXml('PermissionSet', {
    description:
      'For the user as whom AIX Lead Qualification works: reads leads and edits the AIX score fields, nothing else',
    fieldPermissions: fields.map(({ name, editable }) => ({
      editable,
      field: `Lead.${name}`,
      readable: true,
    })),
    hasActivationRequired: false,
    label: 'AIX Lead Scoring Integration',
    objectPermissions: {
      allowCreate: false,
      allowDelete: false,
      allowEdit: true,
      allowRead: true,
      modifyAllRecords: false,
      object: 'Lead',
      viewAllRecords: true,
    },
    userPermissions: { enabled: true, name: 'ApiEnabled' },
  });
}
