import type { FieldKind, FieldValue, Outcome } from '@aix/shared-scoring';
import type { CrmLead, FieldMapping, FieldProblem } from '../crm-record.ts';
import type { Row } from './read/row-query.ts';

/** Longer texts tell a model nothing more, and one of 32,000 characters would be kept for every lead. */
const LONGEST_TEXT = 255;
/** RFC 5321's limit. */
const LONGEST_EMAIL = 254;

/** One row in canonical terms. Never fails: what cannot be used counts as missing and is named in `problems`. */
export function leadFromRow(row: Row, mappings: readonly FieldMapping[]): CrmLead {
  const problems: FieldProblem[] = [];
  const modifiedAt = momentOf(row.SystemModstamp) ?? momentOf(row.CreatedDate) ?? new Date(0);
  const createdAt = momentOf(row.CreatedDate) ?? modifiedAt;
  const fields: Record<string, FieldValue> = {};
  for (const { field, kind, source } of mappings) {
    const { value, problem } = readField(row, source, kind);
    fields[field] = value;
    if (problem !== undefined) problems.push({ field, problem });
  }
  const email = textOf(row.Email);
  return {
    objectType: 'Lead',
    objectId: String(row.Id),
    email: email !== null && email.length <= LONGEST_EMAIL ? email : null,
    name: cutText(textOf(row.Name)),
    company: cutText(textOf(row.Company)),
    createdAt,
    modifiedAt,
    outcome: outcomeOf(row, createdAt, modifiedAt),
    fields,
    problems,
    ...afterConversion(row),
  };
}

/** A converted lead takes no more writes, and what the person does from then on hangs on a contact. */
function afterConversion({ IsConverted, ConvertedContactId: contactId }: Row): Partial<CrmLead> {
  if (IsConverted !== true) return {};
  const closed = { closedReason: 'converted in Salesforce, which then takes no more writes to the lead' };
  if (typeof contactId !== 'string' || contactId === '') return closed;
  return { ...closed, continuesAs: { objectType: 'Contact', objectId: contactId } };
}

function outcomeOf(row: Row, createdAt: Date, modifiedAt: Date): Outcome {
  if (row.IsConverted !== true) return isLost(textOf(row.Status)) ? { kind: 'lost' } : { kind: 'open' };
  // ConvertedDate is a day without a time: a lead converted on its first day must not convert before it existed.
  // Conversion makes a lead read-only, so without that day its last change is the nearest that is known.
  const day = momentOf(row.ConvertedDate) ?? modifiedAt;
  return { kind: 'converted', at: day < createdAt ? createdAt : day };
}

/** The API does not say which statuses close a lead; the standard one, and the tenants' own, begin with "Closed". */
function isLost(status: string | null): boolean {
  if (status === null || !/^closed\b/i.test(status)) return false;
  return !/converted/i.test(status) || /not converted/i.test(status);
}

interface ReadField {
  value: FieldValue;
  problem?: string;
}

/**
 * Reads a value as the kind that the model expects. Texts that plainly are numbers or yes and no count, because orgs keep
 * such values in text fields.
 */
function readField(row: Row, source: string, kind: FieldKind): ReadField {
  const found = Object.keys(row).find(name => name.toLowerCase() === source.toLowerCase());
  if (found === undefined)
    return { value: null, problem: `${source} does not exist on the lead or may not be read` };
  const value = row[found];
  if (value === null || value === undefined || value === '') return { value: null };
  const read = readAs(kind, value);
  if (read !== undefined) return { value: read };
  return {
    value: null,
    problem: `${source} holds ${nameOf(value)} where ${EXPECTED[kind] ?? 'text'} belongs`,
  };
}

/** A value that stands alone, as the kind that the model expects; what cannot be used is missing. */
export function valueAs(value: unknown, kind: FieldKind): FieldValue {
  if (value === null || value === undefined || value === '') return null;
  return readAs(kind, value) ?? null;
}

function readAs(kind: FieldKind, value: unknown): FieldValue | undefined {
  if (kind === 'number') return asNumber(value);
  if (kind === 'boolean') return asBoolean(value);
  return kind === 'date' ? momentOf(value)?.toISOString() : asText(value);
}

const EXPECTED: Readonly<Partial<Record<FieldKind, string>>> = {
  number: 'a number',
  boolean: 'yes or no',
  date: 'a date',
};

function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?\s*$/i.test(value))
    return undefined;
  return asNumber(Number(value));
}

function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

function asText(value: unknown): string | null | undefined {
  if (typeof value === 'string') return cutText(textOf(value));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'yes or no' : 'a compound value';
}

/** Text without surrounding blanks and without NUL, which PostgreSQL cannot hold; empty is null. */
function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.replaceAll('\u0000', '').trim();
  return text === '' ? null : text.toWellFormed();
}

function cutText(text: string | null): string | null {
  return text === null ? null : text.slice(0, LONGEST_TEXT).toWellFormed();
}

function momentOf(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
