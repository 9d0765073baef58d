import type { FieldDefinition, FieldValue, FieldValues } from '../domain/field.ts';
import { emailDomainKind } from './email-domain.ts';
import { jobFunctionOf, seniorityOf } from './job-title.ts';
import { parseMoment } from './parse-moment.ts';

/** What a derived feature tells of its field. */
export type Aspect =
  | 'age_days'
  | 'month'
  | 'weekday'
  | 'seniority'
  | 'function'
  | 'domain_kind'
  | 'given'
  | 'length';

/** Where a derived feature comes from, so that it can be said in words, in any language. */
export interface Derivation {
  /** Name of the field. */
  readonly source: string;
  /** What a rep reads for the field. */
  readonly sourceLabel: string;
  readonly aspect: Aspect;
}

/** One feature of a field: itself, or what is derived from it. */
export interface FieldFeature {
  /** The field's name, followed by `:` and the aspect when derived: `signed_up:age_days`. */
  readonly name: string;
  /** What a rep reads: "Signed up: days ago". */
  readonly label: string;
  readonly kind: 'number' | 'category' | 'boolean';
  readonly derived?: Derivation;
  /**
   * The feature of a lead whose field holds `value`, as known at `asOf` (epoch milliseconds, NaN when unknown). A value of
   * the wrong kind, a blank text and a date after `asOf` count as missing.
   */
  read(value: FieldValue, asOf: number): FieldValue;
}

const MS_PER_DAY = 86_400_000;

/** Names of the months as levels, January first. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Names of the days of a week as levels, Sunday first. */
export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** The features of one field, in a fixed order; the field itself first where it is one. */
export function fieldFeatures(field: FieldDefinition): FieldFeature[] {
  switch (field.kind) {
    case 'number':
    case 'category':
    case 'boolean':
      return [asItIs(field, field.kind)];
    case 'date':
      return dateFeatures(field);
    case 'title':
      return [
        asItIs(field, 'category'),
        derive(field, 'seniority', 'category', value => mapText(value, seniorityOf)),
        derive(field, 'function', 'category', value => mapText(value, jobFunctionOf)),
      ];
    case 'email':
      return [derive(field, 'domain_kind', 'category', value => mapText(value, emailDomainKind))];
    case 'phone':
    case 'address':
    case 'identifier':
      return [derive(field, 'given', 'boolean', value => textOf(value) !== '')];
    case 'text':
      return [derive(field, 'length', 'number', value => textOf(value).length || null)];
  }
}

/**
 * A lead's features by name, as a model's table holds them and a rep reads them. `asOf` is what "now" means for the lead;
 * without it dates are missing.
 */
export function featureValues(
  fields: readonly FieldDefinition[],
  values: FieldValues,
  asOf?: Date,
): FieldValues {
  const now = asOf?.getTime() ?? Number.NaN;
  const entries = fields.flatMap(field => {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : null;
    return fieldFeatures(field).map(feature => [feature.name, feature.read(value, now)] as const);
  });
  return Object.fromEntries(entries);
}

function asItIs({ name, label }: FieldDefinition, kind: FieldFeature['kind']): FieldFeature {
  const read = {
    number: (value: FieldValue) => (typeof value === 'number' && Number.isFinite(value) ? value : null),
    boolean: (value: FieldValue) => (typeof value === 'boolean' ? value : null),
    category: (value: FieldValue) => textOf(value) || null,
  }[kind];
  return { name, label, kind, read };
}

const ASPECT_WORDS: Readonly<Record<Aspect, string>> = {
  age_days: 'days ago',
  month: 'month',
  weekday: 'day of the week',
  seniority: 'seniority',
  function: 'function',
  domain_kind: 'kind of domain',
  given: 'given',
  length: 'characters',
};

function derive(
  { name, label }: FieldDefinition,
  aspect: Aspect,
  kind: FieldFeature['kind'],
  read: FieldFeature['read'],
): FieldFeature {
  return {
    name: `${name}:${aspect}`,
    label: `${label}: ${ASPECT_WORDS[aspect]}`,
    kind,
    derived: { source: name, sourceLabel: label, aspect },
    read,
  };
}

/** Months and weekdays in UTC, as no lead's own zone is known. */
function dateFeatures(field: FieldDefinition): FieldFeature[] {
  const whenPast =
    (read: (instant: number, asOf: number) => FieldValue): FieldFeature['read'] =>
    (value, asOf) => {
      const instant = instantOf(value);
      return instant <= asOf ? read(instant, asOf) : null;
    };
  return [
    derive(
      field,
      'age_days',
      'number',
      whenPast((instant, asOf) => Math.floor((asOf - instant) / MS_PER_DAY)),
    ),
    derive(
      field,
      'month',
      'category',
      whenPast(instant => MONTHS[new Date(instant).getUTCMonth()]),
    ),
    derive(
      field,
      'weekday',
      'category',
      whenPast(instant => WEEKDAYS[new Date(instant).getUTCDay()]),
    ),
  ];
}

/** The most distant instant that a date can hold, in milliseconds from the epoch. */
const LAST_INSTANT = 8.64e15;

/** Epoch milliseconds; NaN when the value is no date. */
function instantOf(value: FieldValue): number {
  if (typeof value === 'number') return Math.abs(value) <= LAST_INSTANT ? value : Number.NaN;
  return typeof value === 'string' ? (parseMoment(value.trim()) ?? Number.NaN) : Number.NaN;
}

function mapText(value: FieldValue, read: (text: string) => string | null): string | null {
  const text = textOf(value);
  return text === '' ? null : read(text);
}

function textOf(value: FieldValue): string {
  return value === null ? '' : String(value).trim();
}
