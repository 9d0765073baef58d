import { SCORE_FIELDS, type ScoreField } from '@aix/shared-scoring';
import type { ScoreWrite } from '../../crm-record.ts';
import { scoreFieldNames } from '../field-name.ts';

/** A record of a collections request. */
export type UpdateRecord = Record<string, unknown>;

const FIELDS = new Map<string, ScoreField>(SCORE_FIELDS.map(field => [field.key, field]));

/**
 * A write as the platform takes it, or why it never would: one value of a wrong type makes the platform refuse the whole
 * request of 200. Numbers are rounded to the field's scale, texts cut to its length.
 */
export function recordFromWrite(
  write: ScoreWrite,
  namespace: string,
): { record: UpdateRecord } | { rejected: string } {
  if (write.objectType !== 'Lead')
    return { rejected: `${write.objectType} is not an object that scores are written to` };
  const names = namesIn(namespace);
  const record: UpdateRecord = { attributes: { type: 'Lead' }, id: write.objectId };
  for (const [key, value] of Object.entries(write.values)) {
    const field = FIELDS.get(key);
    if (field === undefined) return { rejected: `${key} is not a score field` };
    const checked = valueFor(field, value);
    if (checked === undefined) return { rejected: `${key} does not hold a ${field.kind}` };
    record[names.get(key)!] = checked;
  }
  return { record };
}

/** Names by namespace: made once, not for each of many thousand writes. */
const NAMES = new Map<string, ReadonlyMap<string, string>>();

function namesIn(namespace: string): ReadonlyMap<string, string> {
  const names = NAMES.get(namespace) ?? scoreFieldNames(namespace);
  NAMES.set(namespace, names);
  return names;
}

function valueFor(field: ScoreField, value: unknown): string | number | null | undefined {
  if (value === null) return null;
  if (field.kind === 'number')
    return typeof value === 'number' && Number.isFinite(value)
      ? Number(value.toFixed(field.scale ?? 0))
      : undefined;
  if (typeof value !== 'string') return undefined;
  if (field.kind === 'date') return Number.isNaN(Date.parse(value)) ? undefined : value.slice(0, 10);
  if (field.kind === 'datetime')
    return Number.isNaN(Date.parse(value)) ? undefined : new Date(value).toISOString();
  return field.length === undefined ? value : cut(value, field.length);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
