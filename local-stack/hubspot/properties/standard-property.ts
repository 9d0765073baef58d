import type { PropertyDefinition, PropertyType } from './property-definition.ts';

/** How a standard property differs from a line of text that anyone may edit. */
interface Shape {
  type?: PropertyType;
  fieldType?: string;
  groupName?: string;
  values?: readonly string[];
  readOnly?: boolean;
}

/** A property as the platform defines it. */
export function standard(name: string, label: string, shape: Shape = {}): PropertyDefinition {
  return {
    name,
    label,
    description: '',
    groupName: shape.groupName ?? 'contactinformation',
    type: shape.type ?? 'string',
    fieldType: shape.fieldType ?? 'text',
    displayOrder: -1,
    formField: shape.readOnly !== true,
    hidden: false,
    hasUniqueValue: name === 'hs_object_id',
    options: (shape.values ?? []).map((value, displayOrder) => ({
      label: value,
      value,
      displayOrder,
      hidden: false,
    })),
    hubspotDefined: true,
    readOnlyValue: shape.readOnly ?? false,
  };
}

/** Shapes that many properties share. */
export const number = { type: 'number', fieldType: 'number' } as const;
export const moment = { type: 'datetime', fieldType: 'date' } as const;
export const setByPlatform = { ...moment, readOnly: true };
