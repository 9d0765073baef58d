import { PlatformError } from '../platform-error.ts';
import { isNumber, type SObjectField } from '../schema/sobject-field.ts';

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * How the platform refuses a value. Two kinds:
 * - what its JSON reader cannot turn into the field's type fails the whole request with JSON_PARSER_ERROR (known for
 *   single records; assumed for collections, whose body is read by the same parser);
 * - what is of the right type but not allowed fails the one record, with the codes below (known).
 * A text that is a number counts as one in a number field: the platform's own command line sends every number so.
 */
export function parseJsonValue(field: SObjectField, sent: unknown): unknown {
  const value = isNumber(field) && typeof sent === 'string' && NUMBER.test(sent) ? Number(sent) : sent;
  if (value === null) return null;
  if (typeof value === 'object')
    throw unreadable(field, Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT', '');
  const expected = isNumber(field) ? 'number' : field.type === 'boolean' ? 'boolean' : 'string';
  if (typeof value !== expected) throw unreadable(field, tokenOf(value), String(value));
  if (field.type === 'int' && !Number.isInteger(value))
    throw unreadable(field, tokenOf(value), String(value));
  if (field.type === 'date' || field.type === 'datetime') return parseMoment(field, String(value));
  return value;
}

/**
 * Reads a CSV cell as a value of the field.
 * @throws PlatformError INVALID_TYPE_ON_FIELD_IN_RECORD, which fails one record: a CSV knows no types
 */
export function parseCsvValue(field: SObjectField, cell: string): unknown {
  try {
    if (isNumber(field)) return parseJsonValue(field, cell.trim() === '' ? cell : asJson(Number(cell), cell));
    if (field.type !== 'boolean') return parseJsonValue(field, cell);
    return parseJsonValue(
      field,
      /^(?:true|1)$/i.test(cell) ? true : /^(?:false|0)$/i.test(cell) ? false : cell,
    );
  } catch {
    const message = `${field.label}: value not of required type: ${cell}`;
    throw refused('INVALID_TYPE_ON_FIELD_IN_RECORD', message, field);
  }
}

const asJson = (number: number, cell: string) => (Number.isFinite(number) ? number : cell);

/** @throws PlatformError that belongs to one record when the value is not allowed in the field */
export function checkValue(field: SObjectField, value: unknown): void {
  if (value === null) {
    if (field.nillable) return;
    throw refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${field.name}]`, field);
  }
  if (isNumber(field)) checkNumber(field, Number(value));
  else if (typeof value === 'string' && field.type !== 'date' && field.type !== 'datetime')
    checkText(field, value);
}

function checkText(field: SObjectField, text: string): void {
  if (field.restrictedPicklist && !field.picklistValues.includes(text)) {
    const message = `bad value for restricted picklist field: ${text}`;
    throw refused('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, field);
  }
  if (field.length > 0 && text.length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
    throw refused('STRING_TOO_LONG', message, field);
  }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    throw refused('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field);
}

function checkNumber(field: SObjectField, value: number): void {
  const limit = 10 ** (field.precision - field.scale);
  if (Math.abs(value) < limit) return;
  const message = `${field.label}: value outside of valid range on numeric field: ${value}`;
  throw refused('NUMBER_OUTSIDE_VALID_RANGE', message, field);
}

/** Dates and times as the platform keeps them: `2026-11-22`, `2026-11-22T10:00:00.000+0000`. */
function parseMoment(field: SObjectField, text: string): string {
  const form =
    field.type === 'date'
      ? /^\d{4}-\d\d-\d\d$/
      : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;
  const epoch = Date.parse(text);
  if (!form.test(text) || Number.isNaN(epoch)) throw unreadable(field, 'VALUE_STRING', text);
  return field.type === 'date' ? text : toPlatformTime(epoch);
}

/** Epoch milliseconds as the API writes a dateTime. */
export function toPlatformTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '+0000');
}

function tokenOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE';
  if (typeof value === 'number') return Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  return 'VALUE_STRING';
}

function unreadable(field: SObjectField, token: string, value: string): PlatformError {
  const shown = token.startsWith('START') ? `${token} value` : `${token} value ${value}`;
  const message = `Cannot deserialize instance of ${field.type} from ${shown} or request may be missing a required field`;
  return new PlatformError(400, 'JSON_PARSER_ERROR', message, [field.name]);
}

function refused(code: string, message: string, field: SObjectField): PlatformError {
  return new PlatformError(400, code, message, [field.name]);
}
