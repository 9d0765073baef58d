import { recordIdOf } from '../../salesforce/record-id.ts';
import { BANK_FIELDS } from '../bank-fields.ts';
import type { DemoLead } from '../leads/demo-lead.ts';
import { EMPTY_FIELDS, RETIRED_EDUCATION } from '../leads/dirt.ts';

/** Key prefix of Lead records. */
const LEAD = '00Q';
/** Company and custom picklists hold 255 characters. */
const LONGEST_TEXT = 255;
const IMPOSSIBLE_AGE = 999;

const STATUS = {
  open: 'Open - Not Contacted',
  converted: 'Closed - Converted',
  'not converted': 'Closed - Not Converted',
} as const;

type LeadRecord = Record<string, string | number | boolean | null>;

/** A lead as the org's REST API returns the record, without its `attributes`. `ordinal` counts the org's leads. */
export function toSalesforceLead(lead: DemoLead, ordinal: number, ownerId: string): LeadRecord {
  const { person, outcome } = lead;
  const converted = outcome === 'converted';
  const modified = dateTime(lead.modifiedAt);
  const record: LeadRecord = {
    Id: recordIdOf(LEAD, ordinal),
    IsDeleted: false,
    FirstName: person.firstName,
    LastName: person.lastName,
    Name: `${person.firstName} ${person.lastName}`,
    Title: lead.title,
    Company: person.company,
    Phone: person.phone,
    Email: lead.capitalisedEmail ? capitalise(person.email) : person.email,
    Status: STATUS[outcome],
    OwnerId: ownerId,
    HasOptedOutOfEmail: false,
    DoNotCall: false,
    IsUnreadByOwner: outcome === 'open',
    IsConverted: converted,
    ConvertedDate: converted ? modified.slice(0, 10) : null,
    CreatedDate: dateTime(lead.createdAt),
    CreatedById: ownerId,
    LastModifiedDate: modified,
    LastModifiedById: ownerId,
    SystemModstamp: modified,
  };
  for (const { column, salesforce, kind } of BANK_FIELDS) {
    const text = lead.columns[column] ?? '';
    record[salesforce] = kind === 'number' ? Number(text) : text;
  }
  return spoil(record, lead);
}

/** Puts the lead's dirt on its record. */
function spoil(record: LeadRecord, { dirt, person }: DemoLead): LeadRecord {
  switch (dirt) {
    case undefined:
      return record;
    case 'no-contact-details':
      return { ...record, Email: null, Company: null };
    case 'empty-fields':
      return { ...record, ...Object.fromEntries(namesOf(EMPTY_FIELDS).map(name => [name, null])) };
    case 'long-text': {
      const text = `${person.company} `.repeat(LONGEST_TEXT).slice(0, LONGEST_TEXT);
      return { ...record, Company: text, Job__c: text };
    }
    case 'odd-number':
      return { ...record, Age__c: IMPOSSIBLE_AGE };
    case 'retired-option':
      return { ...record, Education__c: RETIRED_EDUCATION };
  }
}

function namesOf(names: readonly string[]): string[] {
  return BANK_FIELDS.filter(field => names.includes(field.name)).map(field => field.salesforce);
}

/** `anna.silva7@mail.example` as people type it: `Anna.Silva7@Mail.example`. */
function capitalise(email: string): string {
  return email.replace(/(?<=^|[.@])[a-z](?!xample$)/g, letter => letter.toUpperCase());
}

/** As the REST API writes moments: `2026-11-22T10:00:00.000+0000`. */
function dateTime(time: Date): string {
  return time.toISOString().replace('Z', '+0000');
}
