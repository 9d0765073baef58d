import { z } from 'zod';

/** The value types of a property and, for each, the form fields that may show it (2026-03 properties reference). */
export const FIELD_TYPES_BY_TYPE = {
  string: ['text', 'textarea', 'html', 'phonenumber', 'file', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
} as const;

export type PropertyType = keyof typeof FIELD_TYPES_BY_TYPE;

const optionSchema = z.object({
  label: z.string(),
  value: z.string(),
  description: z.string().optional(),
  displayOrder: z.number().int().default(-1),
  hidden: z.boolean().default(false),
});

/** A property as a call or a portal's directory defines it. */
export const propertySchema = z.object({
  name: z.string(),
  label: z.string(),
  groupName: z.string(),
  type: z.enum(Object.keys(FIELD_TYPES_BY_TYPE) as [PropertyType, ...PropertyType[]]),
  fieldType: z.string(),
  description: z.string().default(''),
  displayOrder: z.number().int().default(-1),
  formField: z.boolean().default(false),
  hidden: z.boolean().default(false),
  hasUniqueValue: z.boolean().default(false),
  options: z.array(optionSchema).default([]),
});

export const groupSchema = z.object({
  name: z.string(),
  label: z.string(),
  displayOrder: z.number().int().default(-1),
});

export type PropertyGroup = z.output<typeof groupSchema>;

export interface PropertyDefinition extends z.output<typeof propertySchema> {
  /** Defined by the platform: nobody can change or delete it. */
  hubspotDefined: boolean;
  /** Set by the platform only. */
  readOnlyValue: boolean;
  createdAt?: string;
  updatedAt?: string;
}

/** A property in the shape that the API returns. */
export function propertyToJson(property: PropertyDefinition): Record<string, unknown> {
  const { readOnlyValue, hubspotDefined, ...rest } = property;
  return {
    ...rest,
    ...(hubspotDefined ? { hubspotDefined } : {}),
    calculated: false,
    externalOptions: false,
    archived: false,
    modificationMetadata: {
      archivable: !hubspotDefined,
      readOnlyDefinition: hubspotDefined,
      readOnlyValue,
    },
  };
}
