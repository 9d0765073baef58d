import { SAVED_FIELDS, SCORE_FIELDS, type ScoreFieldKey } from '@aix/shared-scoring';
import { scoreFieldName } from '../../backend/src/connectors/salesforce/field-name.ts';
import { CARRIERS } from './carried-fields.ts';
import { metadataXml } from './metadata-xml.ts';

/** What one group of people, or the service itself, needs; the reasons stand in `manifest/salesforce/permissions.md`. */
interface PermissionSet {
  name: string;
  label: string;
  description: string;
  /** Score fields that may be read. */
  reads: readonly ScoreFieldKey[];
  /** Whether those may be edited, too. */
  edits?: boolean;
  customPermissions: readonly string[];
  /** The Apex classes that the components of the set's users call. */
  classes: readonly string[];
  /** As whom those classes may call the service: the principals of external credentials. */
  principals: readonly string[];
}

const ALL_FIELDS = SCORE_FIELDS.map(({ key }) => key);
/** What the card paints, and what list views and reports of a rep's own leads show beside it. */
const REP_FIELDS: readonly ScoreFieldKey[] = [
  ...SAVED_FIELDS,
  'cell',
  'fit',
  'engagement',
  'trend_7d',
  'next_action',
  'next_action_due',
  'override_band',
  'override_until',
];

/** What the card and the list of hottest leads call. */
const CARD_CLASSES = ['HottestLeadsController', 'ScoreCardController'];

/** The actions in flows that these users start. */
const FLOW_CLASSES = ['GetScoreAction', 'RecordFeedbackAction', 'RescoreAction'];

const PERMISSION_SETS: readonly PermissionSet[] = [
  {
    name: 'AIX_Lead_Scoring_Rep',
    label: 'AIX Lead Scoring Rep',
    description: 'For people who work leads: sees the score card and the score fields that it shows',
    reads: REP_FIELDS,
    customPermissions: ['AIX_See_Scores'],
    classes: [...CARD_CLASSES, ...FLOW_CLASSES],
    principals: ['AIX_Backend-Card'],
  },
  {
    name: 'AIX_Lead_Scoring_Manager',
    label: 'AIX Lead Scoring Manager',
    description:
      'For people who lead a team: what a rep sees, and the model version, receipt and crossing token for reports',
    reads: ALL_FIELDS,
    customPermissions: ['AIX_See_Scores'],
    classes: [...CARD_CLASSES, ...FLOW_CLASSES],
    principals: ['AIX_Backend-Card'],
  },
  {
    name: 'AIX_Lead_Scoring_Admin',
    label: 'AIX Lead Scoring Admin',
    description:
      'For who sets the app up: what a manager sees, and on the card what is missing and where to mend it',
    reads: ALL_FIELDS,
    customPermissions: ['AIX_See_Scores', 'AIX_Set_Up_Scoring'],
    classes: [...CARD_CLASSES, ...FLOW_CLASSES, 'SetupController'],
    principals: ['AIX_Backend-Card', 'AIX_Setup-Setup'],
  },
  {
    name: 'AIX_Lead_Scoring_Integration',
    label: 'AIX Lead Scoring Integration',
    description:
      'For the user as whom AIX Lead Qualification works: edits the AIX score fields; AIX Integration Access beside it lets it see leads',
    reads: ALL_FIELDS,
    edits: true,
    customPermissions: [],
    classes: [],
    principals: [],
  },
];

/** Each permission set as `<Name>.permissionset-meta.xml`, by its name. */
export function permissionSetFiles(): Map<string, string> {
  return new Map(PERMISSION_SETS.map(set => [set.name, permissionSetXml(set)]));
}

/** The elements in the alphabetical order that Salesforce's tools keep. */
function permissionSetXml(set: PermissionSet): string {
  return metadataXml('PermissionSet', {
    classAccesses: set.classes.map(apexClass => ({ apexClass, enabled: true })),
    customMetadataTypeAccesses: { enabled: true, name: 'AIX_Setting__mdt' },
    customPermissions: set.customPermissions.map(name => ({ enabled: true, name })),
    description: set.description,
    externalCredentialPrincipalAccesses: set.principals.map(externalCredentialPrincipal => ({
      enabled: true,
      externalCredentialPrincipal,
    })),
    fieldPermissions: fieldPermissions(set),
    hasActivationRequired: false,
    label: set.label,
  });
}

/** On leads, and on what a conversion takes their scores to. The service has no part in the latter. */
function fieldPermissions({ reads, edits = false }: PermissionSet) {
  const onLeads = reads.map(key => ({ field: `Lead.${scoreFieldName(key, '')}`, editable: edits }));
  const onCarriers = CARRIERS.flatMap(({ objectName, keys }) =>
    keys
      .filter(key => !edits && reads.includes(key))
      .map(key => ({ field: `${objectName}.${scoreFieldName(key, '')}`, editable: false })),
  );
  return [...onLeads, ...onCarriers]
    .sort((a, b) => (a.field < b.field ? -1 : 1))
    .map(({ field, editable }) => ({ editable, field, readable: true }));
}
