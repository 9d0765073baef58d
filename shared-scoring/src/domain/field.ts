/** What a canonical field holds. `category` covers every closed or open list of words. */
export type FieldKind = 'number' | 'category' | 'boolean';

/** One canonical field of a lead: the same name and label whichever CRM it was read from. */
export interface FieldDefinition {
  /** Stable name, `snake_case`; also the feature's name in the model. */
  name: string;
  /** What a rep reads: "Job", "Consumer price index". */
  label: string;
  kind: FieldKind;
}

/** A canonical field's value; `null` is missing. */
export type FieldValue = string | number | boolean | null;

/** Canonical field values of one lead, by field name. An absent name is missing too. */
export type FieldValues = Readonly<Record<string, FieldValue>>;
