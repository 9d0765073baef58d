import { SCORE_FIELDS, type ScoreField, type ScoreFieldValues } from '@aix/shared-scoring';

/** A property to create: the part of HubSpot's definition that the product decides. */
export interface PropertyToCreate {
  name: string;
  label: string;
  description: string;
  groupName: string;
  type: 'number' | 'string' | 'enumeration' | 'date' | 'datetime';
  fieldType: 'number' | 'text' | 'select' | 'date';
  formField: boolean;
  options: { label: string; value: string; displayOrder: number; hidden: boolean }[];
}

/** The group under which HubSpot shows the score properties. */
export const SCORE_PROPERTY_GROUP = {
  name: 'aix_lead_qualification',
  label: 'AIX Lead Qualification',
} as const;

const TYPES = {
  number: { type: 'number', fieldType: 'number' },
  text: { type: 'string', fieldType: 'text' },
  choice: { type: 'enumeration', fieldType: 'select' },
  date: { type: 'date', fieldType: 'date' },
  datetime: { type: 'datetime', fieldType: 'date' },
} as const;

/** `score` is `aix_score` on a contact. */
export function scorePropertyName(key: string): string {
  return `aix_${key}`;
}

/** The score fields as HubSpot's properties, in the order of `SCORE_FIELDS`. */
export const SCORE_PROPERTIES: readonly PropertyToCreate[] = SCORE_FIELDS.map((field: ScoreField) => ({
  name: scorePropertyName(field.key),
  label: field.label,
  description: field.help,
  groupName: SCORE_PROPERTY_GROUP.name,
  ...TYPES[field.kind],
  formField: false,
  options: (field.choices ?? []).map((value, displayOrder) => ({
    label: value,
    value,
    displayOrder,
    hidden: false,
  })),
}));

const FIELDS_BY_KEY = new Map<string, ScoreField>(SCORE_FIELDS.map(field => [field.key, field]));

/** Score values as HubSpot takes them: every value a text, '' where a property is to be emptied. */
export function toHubspotProperties(values: ScoreFieldValues): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    const field = FIELDS_BY_KEY.get(key);
    if (field !== undefined && value !== undefined) properties[scorePropertyName(key)] = toText(field, value);
  }
  return properties;
}

function toText(field: ScoreField, value: string | number | null): string {
  if (value === null) return '';
  switch (field.kind) {
    case 'number':
      // Never in exponent notation, and without the digits that the field does not show.
      return String(Number(Number(value).toFixed(field.scale ?? 0)));
    case 'text':
      return cutTo(String(value), field.length ?? Number.POSITIVE_INFINITY);
    case 'date':
      return String(value).slice(0, 'YYYY-MM-DD'.length);
    default:
      return String(value);
  }
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
