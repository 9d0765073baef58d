/**
 * What a field holds, and so what a model may learn from it:
 * - `number`, `category` (every closed or open list of words), `boolean`: the value itself;
 * - `date`: its age in days at the as-of time, its month and its weekday;
 * - `title`: a job title, with the seniority and the function that its words tell;
 * - `email`: whether its domain is a free provider's, a disposable one or a business's, never the address;
 * - `phone`, `address`, `identifier`: whether there is one, never which;
 * - `text`: how long it is, never what it says.
 */
export const FIELD_KINDS = [
  'number',
  'category',
  'boolean',
  'date',
  'title',
  'email',
  'phone',
  'address',
  'text',
  'identifier',
] as const;
/** One of `FIELD_KINDS`. */
export type FieldKind = (typeof FIELD_KINDS)[number];

/** One canonical field of a lead: the same name and label whichever CRM it was read from. */
export interface FieldDefinition {
  /** Stable name, `snake_case`; also the feature's name in the model, or the first part of it. */
  name: string;
  /** What a rep reads: "Job", "Consumer price index". */
  label: string;
  kind: FieldKind;
}

/** A canonical field's value; `null` is missing. A date is ISO 8601 text or epoch milliseconds. */
export type FieldValue = string | number | boolean | null;

/** Canonical field values of one lead, by field name. An absent name is missing too. */
export type FieldValues = Readonly<Record<string, FieldValue>>;
