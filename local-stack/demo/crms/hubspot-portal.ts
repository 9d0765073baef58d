import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BANK_FIELDS, type BankField } from '../bank-fields.ts';
import { DEMO_TENANT } from '../tenant.ts';

/** How the product appears in the demo's portal. */
export interface PortalApp {
  appId: number;
  clientId: string;
  clientSecret: string;
  name: string;
  redirectUrls: readonly string[];
  requiredScopes: readonly string[];
  optionalScopes: readonly string[];
}

const PORTAL_ID = 147_258_369;
const ADMIN = {
  ...{ userId: 4_815_162, email: 'ana.antunes@savingsbank.example' },
  ...{ firstName: 'Ana', lastName: 'Antunes', superAdmin: true },
};
/** Who works with the portal's contacts. */
export const REP = {
  ...{ userId: 4_815_163, email: 'rui.ramos@savingsbank.example' },
  ...{ firstName: 'Rui', lastName: 'Ramos', superAdmin: false },
};
const GROUP = { name: 'bank_marketing', label: 'Bank marketing' };
/** Lists that the bank keeps as free text in HubSpot, while Salesforce has them as a picklist. */
const FREE_TEXT = new Set(['job']);

/** Writes everything of a portal directory but its records. */
export function writePortalSettings(directory: string, app: PortalApp): void {
  const portal = {
    portalId: PORTAL_ID,
    name: DEMO_TENANT.name,
    users: [ADMIN, REP],
    products: ['sales-hub-professional'],
    apps: [app],
  };
  mkdirSync(join(directory, 'properties'), { recursive: true });
  writeFileSync(join(directory, 'portal.json'), `${JSON.stringify(portal, null, 2)}\n`);
  const definitions = { groups: [GROUP], properties: BANK_FIELDS.map(propertyDefinition) };
  writeFileSync(join(directory, 'properties', 'contacts.json'), `${JSON.stringify(definitions, null, 2)}\n`);
}

function propertyDefinition({ name, label, help, kind, options = [] }: BankField) {
  const property = { name, label, description: help, groupName: GROUP.name };
  if (kind === 'number') return { ...property, type: 'number', fieldType: 'number' };
  if (FREE_TEXT.has(name)) return { ...property, type: 'string', fieldType: 'text' };
  return {
    ...property,
    type: 'enumeration',
    fieldType: 'select',
    options: options.map((each, displayOrder) => ({ ...each, displayOrder, hidden: false })),
  };
}
