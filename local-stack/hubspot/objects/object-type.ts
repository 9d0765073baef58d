import type { Product } from '../portal/account.ts';

/** What the platform fixes about an object type. */
export interface ObjectType {
  /** `0-1`. */
  id: string;
  /** As in paths: `contacts`. */
  plural: string;
  singular: string;
  /** Any one of them is enough to read. */
  readScopes: readonly string[];
  writeScopes: readonly string[];
  schemaReadScopes: readonly string[];
  schemaWriteScopes: readonly string[];
  /** The properties that carry the record's own dates. */
  createdProperty: string;
  modifiedProperty: string;
  /** What the API returns when a call names no properties, besides the dates and the id. */
  defaultProperties: readonly string[];
  /** What a search's `query` looks through (CRM search reference). */
  searchedProperties: readonly string[];
  /** The property by which a record may be named in place of its id, if any. */
  uniqueProperty?: string;
  /** Must be given when a record is created. */
  neededToCreate: readonly string[];
  /** The portal has records of this type only with this product. */
  product?: Product;
  /** How many versions of a value are kept. */
  historyLength: number;
}

/** Contacts keep 45 versions of a value, the others 20 (knowledge base on exported histories; the API's is assumed equal). */
const CONTACT_HISTORY = 45;
const HISTORY = 20;

function scopesOf(plural: string) {
  return {
    readScopes: [`crm.objects.${plural}.read`],
    writeScopes: [`crm.objects.${plural}.write`],
    schemaReadScopes: [`crm.schemas.${plural}.read`, `crm.objects.${plural}.read`],
    schemaWriteScopes: [`crm.schemas.${plural}.write`],
  };
}

/** Activities are read and written under the contacts' scopes (2026-03 reference of calls, meetings and notes). */
function activity(id: string, plural: string, shown: string[]): ObjectType {
  return {
    ...scopesOf('contacts'),
    ...{ id, plural, singular: plural.slice(0, -1) },
    ...{ createdProperty: 'hs_createdate', modifiedProperty: 'hs_lastmodifieddate' },
    defaultProperties: [],
    searchedProperties: shown,
    neededToCreate: ['hs_timestamp'],
    historyLength: HISTORY,
  };
}

const CONTACTS: ObjectType = {
  ...scopesOf('contacts'),
  ...{ id: '0-1', plural: 'contacts', singular: 'contact' },
  ...{ createdProperty: 'createdate', modifiedProperty: 'lastmodifieddate' },
  defaultProperties: ['email', 'firstname', 'lastname'],
  searchedProperties: ['firstname', 'lastname', 'email', 'phone', 'company'],
  uniqueProperty: 'email',
  neededToCreate: [],
  historyLength: CONTACT_HISTORY,
};

const COMPANIES: ObjectType = {
  ...scopesOf('companies'),
  ...{ id: '0-2', plural: 'companies', singular: 'company' },
  ...{ createdProperty: 'createdate', modifiedProperty: 'hs_lastmodifieddate' },
  defaultProperties: ['name', 'domain'],
  searchedProperties: ['website', 'phone', 'name', 'domain'],
  neededToCreate: [],
  historyLength: HISTORY,
};

const DEALS: ObjectType = {
  ...scopesOf('deals'),
  ...{ id: '0-3', plural: 'deals', singular: 'deal' },
  ...{ createdProperty: 'createdate', modifiedProperty: 'hs_lastmodifieddate' },
  defaultProperties: ['dealname', 'amount', 'closedate', 'pipeline', 'dealstage'],
  searchedProperties: ['dealname', 'pipeline', 'dealstage', 'dealtype'],
  neededToCreate: [],
  historyLength: HISTORY,
};

/** Leads have no schema scope of their own to write with: new properties come with the objects' (assumed). */
const LEADS: ObjectType = {
  ...scopesOf('leads'),
  schemaWriteScopes: ['crm.objects.leads.write'],
  ...{ id: '0-136', plural: 'leads', singular: 'lead' },
  ...{ createdProperty: 'hs_createdate', modifiedProperty: 'hs_lastmodifieddate' },
  defaultProperties: [],
  searchedProperties: ['hs_lead_name'],
  neededToCreate: ['hs_lead_name'],
  product: 'sales-hub-professional',
  historyLength: HISTORY,
};

/** Every object type of the portal; ids are the platform's own. */
export const OBJECT_TYPES: readonly ObjectType[] = [
  CONTACTS,
  COMPANIES,
  DEALS,
  LEADS,
  activity('0-27', 'tasks', ['hs_task_subject', 'hs_task_body']),
  activity('0-46', 'notes', ['hs_note_body']),
  activity('0-47', 'meetings', ['hs_meeting_title', 'hs_meeting_body']),
  activity('0-48', 'calls', ['hs_call_title', 'hs_call_body']),
  // Emails need `sales-email-read` besides for what is written in them: see `object-view.ts`.
  activity('0-49', 'emails', ['hs_email_subject']),
];

const BY_NAME = new Map(
  OBJECT_TYPES.flatMap(type => [type.id, type.plural, type.singular].map(name => [name, type] as const)),
);

/** The type that a path or a definition names by id, plural or singular, in any case. */
export function findObjectType(name: string): ObjectType | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** The type with a name that the source itself gives. @throws RangeError for an unknown one */
export function objectTypeNamed(name: string): ObjectType {
  const type = findObjectType(name);
  if (type === undefined) throw new RangeError(`objectTypeNamed knows no object type ${name}`);
  return type;
}
