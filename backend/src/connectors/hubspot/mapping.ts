import type { FieldKind, FieldValue, Outcome } from '@aix/shared-scoring';
import type { CrmLead, FieldMapping, FieldProblem } from '../crm-record.ts';
import { CONTACT, type HubspotContact, momentOf } from './hubspot-api.ts';
import { FORM_PROPERTIES, formActsOf } from './read/form-acts.ts';

/** Longest text that is kept; nothing longer is a name or a word of a list. */
const MAX_TEXT_LENGTH = 255;

/** When the contact became a customer: the date of the stage, the property that it replaced, and the deal's. */
const CUSTOMER_DATES = [
  'hs_v2_date_entered_customer',
  'hs_lifecyclestage_customer_date',
  'closedate',
] as const;

/** An evangelist is a customer who recommends: HubSpot's next stage. */
const CONVERTED_STAGES = new Set(['customer', 'evangelist']);

/** Ids of the contacts that were merged into this one, separated by semicolons. */
const MERGED_IDS = 'hs_merged_object_ids';

const OWN_PROPERTIES = [
  ...FORM_PROPERTIES,
  'email',
  'firstname',
  'lastname',
  'company',
  'lifecyclestage',
  'hs_lead_status',
  ...CUSTOMER_DATES,
  MERGED_IDS,
] as const;

/** Every property that a read must ask for: HubSpot returns no others. */
export function propertiesToRead(mappings: readonly FieldMapping[]): string[] {
  return [...new Set([...OWN_PROPERTIES, ...mappings.map(each => each.source)])];
}

/** A contact in canonical terms. Whatever cannot be used becomes missing, with a sentence; nothing makes it throw. */
export function toCrmLead(contact: HubspotContact, mappings: readonly FieldMapping[]): CrmLead {
  const text = (name: string) => textOf(contact.properties[name]);
  const problems: FieldProblem[] = [];
  const fields: Record<string, FieldValue> = {};
  for (const { field, kind, source } of mappings) {
    const { value, problem } = toFieldValue(kind, text(source));
    fields[field] = value;
    if (problem !== undefined) problems.push({ field, problem: `${field} ${problem}` });
  }
  const modifiedAt = momentOf(contact.updatedAt) ?? new Date(0);
  const createdAt = momentOf(contact.createdAt) ?? modifiedAt;
  const mergedIds = (text(MERGED_IDS) ?? '').split(';').filter(id => /^\d+$/.test(id) && id !== contact.id);
  const name = [text('firstname'), text('lastname')].filter(part => part !== null).join(' ');
  const acts = formActsOf(contact);
  return {
    objectType: CONTACT,
    objectId: contact.id,
    email: text('email'),
    name: name === '' ? null : name.slice(0, MAX_TEXT_LENGTH),
    company: text('company')?.slice(0, MAX_TEXT_LENGTH) ?? null,
    createdAt,
    modifiedAt,
    outcome: outcomeOf(contact, modifiedAt, problems),
    fields,
    ...(mergedIds.length > 0 && { mergedIds }),
    ...(acts.length > 0 && { acts }),
    problems,
  };
}

function outcomeOf({ properties }: HubspotContact, modifiedAt: Date, problems: FieldProblem[]): Outcome {
  if (CONVERTED_STAGES.has(properties.lifecyclestage ?? '')) {
    for (const name of CUSTOMER_DATES) {
      const at = momentOf(properties[name] ?? '');
      if (at !== undefined) return { kind: 'converted', at };
    }
    problems.push({
      field: 'lifecyclestage',
      problem: 'lifecyclestage has no date for the customer stage; the last change stands in for it',
    });
    return { kind: 'converted', at: modifiedAt };
  }
  return properties.hs_lead_status === 'UNQUALIFIED' ? { kind: 'lost' } : { kind: 'open' };
}

/** A property's value, one of an earlier time too, as a field holds it; whatever cannot be used is missing. */
export function fieldValueOf(kind: FieldKind, value: string | null | undefined): FieldValue {
  return toFieldValue(kind, textOf(value)).value;
}

interface Converted {
  value: FieldValue;
  problem?: string;
}

function toFieldValue(kind: FieldKind, text: string | null): Converted {
  if (text === null) return { value: null };
  switch (kind) {
    case 'number':
      return toNumber(text);
    case 'boolean':
      return toBoolean(text);
    case 'date':
      return toMoment(text);
    default:
      return text.length <= MAX_TEXT_LENGTH
        ? { value: text }
        : {
            value: text.slice(0, MAX_TEXT_LENGTH),
            problem: `holds more than ${MAX_TEXT_LENGTH} characters and was cut`,
          };
  }
}

function toNumber(text: string): Converted {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number)
    ? { value: number }
    : { value: null, problem: 'holds text where a number belongs' };
}

function toBoolean(text: string): Converted {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  return { value: null, problem: 'holds something else where true or false belongs' };
}

/** ISO 8601 text. */
function toMoment(text: string): Converted {
  const moment = momentOf(text);
  return moment === undefined
    ? { value: null, problem: 'holds something else where a date belongs' }
    : { value: moment.toISOString() };
}

/** HubSpot empties a property with '' and knows no blank values; both, and spaces alone, are missing here. */
function textOf(value: string | null | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}
