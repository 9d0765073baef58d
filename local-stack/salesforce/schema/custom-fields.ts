import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { defineField, type FieldType, type SObjectField } from './sobject-field.ts';

/** Metadata field types, and what a describe call calls them. */
const TYPE_BY_METADATA_TYPE: Readonly<Record<string, FieldType>> = {
  Text: 'string',
  TextArea: 'textarea',
  LongTextArea: 'textarea',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  Picklist: 'picklist',
  MultiselectPicklist: 'multipicklist',
  Checkbox: 'boolean',
  Number: 'double',
  Currency: 'currency',
  Percent: 'percent',
  Date: 'date',
  DateTime: 'datetime',
};

/** Lengths that the metadata leaves out because they are fixed. */
const FIXED_LENGTH: Readonly<Record<string, number>> = {
  TextArea: 255,
  Email: 80,
  Phone: 40,
  Url: 255,
  Picklist: 255,
};

const whole = z.coerce.number().int().nonnegative();
const yesOrNo = z.enum(['true', 'false']).transform(value => value === 'true');
const customFieldSchema = z.object({
  CustomField: z.object({
    fullName: z.string().regex(/^[A-Za-z]\w*__c$/),
    label: z.string().default(''),
    type: z.string(),
    length: whole.default(0),
    precision: whole.default(0),
    scale: whole.default(0),
    required: yesOrNo.default(false),
    trackHistory: yesOrNo.default(false),
    inlineHelpText: z.string().optional(),
    valueSet: z
      .object({
        restricted: yesOrNo.default(false),
        valueSetDefinition: z.object({ value: z.array(z.object({ fullName: z.string() })) }),
      })
      .optional(),
  }),
});

const parser = new XMLParser({ parseTagValue: false, isArray: name => name === 'value' });

/** Reads one `<Field>.field-meta.xml`. @throws Error naming the file when it is none, or of a type not served */
export function customFieldFromXml(xml: string, file: string): SObjectField {
  const parsed = customFieldSchema.safeParse(parser.parse(xml));
  if (!parsed.success) throw new Error(`${file} is no custom field: ${z.prettifyError(parsed.error)}`);
  const { CustomField: metadata } = parsed.data;
  const type = TYPE_BY_METADATA_TYPE[metadata.type];
  if (type === undefined) throw new Error(`${file} has the field type ${metadata.type}, which is not served`);
  return defineField(metadata.fullName, type, {
    label: metadata.label || metadata.fullName,
    custom: true,
    length: metadata.length || FIXED_LENGTH[metadata.type] || 0,
    precision: metadata.precision,
    scale: metadata.scale,
    nillable: type !== 'boolean' && !metadata.required,
    helpText: metadata.inlineHelpText ?? null,
    picklistValues: metadata.valueSet?.valueSetDefinition.value.map(value => value.fullName) ?? [],
    restrictedPicklist: metadata.valueSet?.restricted ?? false,
    trackHistory: metadata.trackHistory,
  });
}

/** The custom fields of an object from `metadata/objects/<object>/fields`, in the order of their names. */
export function readCustomFields(orgDirectory: string, objectName: string): SObjectField[] {
  const directory = join(orgDirectory, 'metadata', 'objects', objectName, 'fields');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter(name => name.endsWith('.field-meta.xml'))
    .sort()
    .map(name => customFieldFromXml(readFileSync(join(directory, name), 'utf8'), name));
}
