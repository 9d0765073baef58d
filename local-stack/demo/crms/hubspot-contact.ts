import { BANK_FIELDS } from '../bank-fields.ts';
import type { DemoLead } from '../leads/demo-lead.ts';
import { EMPTY_FIELDS, RETIRED_EDUCATION } from '../leads/dirt.ts';

/** The portal's first contact has this id, the following ones count up in these steps, as in HubSpot's older portals. */
const FIRST_ID = 51;
const ID_STEP = 50;
/** Far more than a person would type, and still allowed: a text property holds 65,536 characters. */
const LONG_TEXT = 4000;

export interface ContactRecord {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived: false;
}

/** A lead as the portal's API returns the contact. `ordinal` counts the portal's contacts from 0. */
export function toHubspotContact(lead: DemoLead, ordinal: number): ContactRecord {
  const { person, outcome } = lead;
  const id = String(FIRST_ID + ordinal * ID_STEP);
  const createdAt = lead.createdAt.toISOString();
  const updatedAt = lead.modifiedAt.toISOString();
  const properties: Record<string, string | null> = {
    hs_object_id: id,
    createdate: createdAt,
    lastmodifieddate: updatedAt,
    email: person.email,
    firstname: person.firstName,
    lastname: person.lastName,
    jobtitle: lead.title,
    company: person.company,
    phone: person.phone,
    hs_v2_date_entered_lead: createdAt,
    ...stage(outcome, updatedAt),
  };
  for (const { column, name } of BANK_FIELDS) properties[name] = lead.columns[column] ?? null;
  return { id, properties: spoil(properties, lead), createdAt, updatedAt, archived: false };
}

/** The lead's place in the funnel; the platform itself dates the entry into a stage. */
function stage(outcome: DemoLead['outcome'], at: string): Record<string, string | null> {
  if (outcome === 'converted') {
    return { lifecyclestage: 'customer', hs_lead_status: null, hs_v2_date_entered_customer: at };
  }
  const status = outcome === 'open' ? 'OPEN' : 'UNQUALIFIED';
  return { lifecyclestage: 'lead', hs_lead_status: status, hs_v2_date_entered_customer: null };
}

/** Puts the lead's dirt on its properties. */
function spoil(properties: Record<string, string | null>, { dirt, person }: DemoLead) {
  switch (dirt) {
    case undefined:
      return properties;
    case 'no-contact-details':
      return { ...properties, email: null, company: null };
    case 'empty-fields':
      return { ...properties, ...Object.fromEntries(EMPTY_FIELDS.map(name => [name, ''])) };
    case 'long-text': {
      const text = `${person.company} `.repeat(LONG_TEXT).slice(0, LONG_TEXT);
      return { ...properties, company: text, job: text };
    }
    case 'odd-number':
      return { ...properties, age: `${properties.age} years`, campaign: 'n/a' };
    case 'retired-option':
      return { ...properties, education: RETIRED_EDUCATION };
  }
}
