/** The platform's field types, as a describe call names them. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'anyType';

/** One field of an object, with what a describe call says of it and what a write is checked against. */
export interface SObjectField {
  name: string;
  label: string;
  type: FieldType;
  custom: boolean;
  /** Longest text in characters; 0 for what is no text. */
  length: number;
  /** All digits of a number; 0 for what is no number. */
  precision: number;
  /** Digits after the point. */
  scale: number;
  nillable: boolean;
  updateable: boolean;
  /** Whether a new record may have it; as `updateable` unless said otherwise. */
  createable: boolean;
  /** Whether its changes are kept in the object's history. */
  trackHistory: boolean;
  helpText: string | null;
  picklistValues: readonly string[];
  restrictedPicklist: boolean;
  /** Objects that a reference may point to, and the name under which SOQL follows it. */
  referenceTo: readonly string[];
  relationshipName: string | null;
}

/** An object type: `Lead`, `User`. */
export interface SObjectType {
  name: string;
  label: string;
  labelPlural: string;
  /** First three characters of its record ids. */
  keyPrefix: string;
  updateable: boolean;
  createable: boolean;
  fields: readonly SObjectField[];
  /** Fields by lower-case name: the platform ignores case in names. */
  fieldsByName: ReadonlyMap<string, SObjectField>;
}

/** Every object type of an org, by lower-case name. */
export type OrgSchema = ReadonlyMap<string, SObjectType>;

/** A field with the platform's defaults; `rest` says what differs. */
export function defineField(
  name: string,
  type: FieldType,
  rest: Partial<Omit<SObjectField, 'name' | 'type'>> = {},
): SObjectField {
  return {
    name,
    type,
    label: name.replace(/([a-z])([A-Z])/g, '$1 $2'),
    custom: false,
    length: 0,
    precision: 0,
    scale: 0,
    nillable: true,
    updateable: true,
    createable: rest.updateable ?? true,
    trackHistory: false,
    helpText: null,
    picklistValues: [],
    restrictedPicklist: false,
    referenceTo: [],
    relationshipName: null,
    ...rest,
  };
}

/** An object type from its fields. A later field replaces an earlier one of the same name. */
export function defineObject(
  description: Omit<SObjectType, 'fieldsByName' | 'fields'>,
  fields: readonly SObjectField[],
): SObjectType {
  const fieldsByName = new Map(fields.map(field => [field.name.toLowerCase(), field]));
  return { ...description, fields: [...fieldsByName.values()], fieldsByName };
}

const NUMBER_TYPES: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent']);

/** Whether JSON carries the field's values as numbers. */
export function isNumber({ type }: SObjectField): boolean {
  return NUMBER_TYPES.has(type);
}
