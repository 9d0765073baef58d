import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLBuilder } from 'fast-xml-parser';
import { recordIdOf } from '../../salesforce/record-id.ts';
import { BANK_FIELDS, type BankField } from '../bank-fields.ts';
import { DEMO_TENANT } from '../tenant.ts';

/** How the product appears in the demo's org. */
export interface OrgApp {
  clientId: string;
  name: string;
  /** PEM: an X.509 certificate or a public key. */
  certificate: string;
}

/** Who owns the leads of the org. */
export const LEAD_OWNER_ID = recordIdOf('005', 2);
/** Who set the org up. */
export const ADMIN_ID = recordIdOf('005', 3);

const builder = new XMLBuilder({ ignoreAttributes: false, format: true, indentBy: '    ' });

/** Writes everything of an org directory but its records. The tenant's integration user may use `app` at once. */
export function writeOrgSettings(directory: string, app: OrgApp): void {
  const settings = {
    organizationId: recordIdOf('00D', 1),
    name: DEMO_TENANT.name,
    isSandbox: false,
    users: [
      user(1, DEMO_TENANT.integrationUsername, 'AIX Integration'),
      user(2, 'rita.ramos@savingsbank.example', 'Rita Ramos'),
      user(3, 'ada.ito@savingsbank.example', 'Ada Ito'),
    ],
    externalClientApps: [{ ...app, preauthorizedUsernames: [DEMO_TENANT.integrationUsername] }],
    dailyApiRequests: 100_000,
    changeDataCapture: ['Lead'],
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'org.json'), `${JSON.stringify(settings, null, 2)}\n`);
  const fields = join(directory, 'metadata', 'objects', 'Lead', 'fields');
  mkdirSync(fields, { recursive: true });
  for (const field of BANK_FIELDS) {
    writeFileSync(join(fields, `${field.salesforce}.field-meta.xml`), customFieldXml(field));
  }
}

function user(ordinal: number, username: string, name: string) {
  return { id: recordIdOf('005', ordinal), username, name, email: username };
}

/** Source format: one element each in alphabetical order, as the `sf` CLI retrieves them. */
function customFieldXml(field: BankField): string {
  const xml: string = builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    CustomField: {
      '@_xmlns': 'http://soap.sforce.com/2006/04/metadata',
      fullName: field.salesforce,
      externalId: false,
      inlineHelpText: field.help,
      label: field.label,
      ...field.digits,
      required: false,
      trackTrending: false,
      type: field.kind === 'number' ? 'Number' : 'Picklist',
      ...(field.kind === 'number' ? { unique: false } : { valueSet: valueSet(field) }),
    },
  });
  return xml;
}

/** Not restricted: the org keeps values of older lists. */
function valueSet({ options = [] }: BankField) {
  return {
    restricted: false,
    valueSetDefinition: {
      sorted: false,
      value: options.map(({ value, label }) => ({ fullName: value, default: false, label })),
    },
  };
}
