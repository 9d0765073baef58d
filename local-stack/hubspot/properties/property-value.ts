import type { PropertyDefinition } from './property-definition.ts';

/** Why a value was refused, in the shape that the platform puts (as text) into its message. */
export interface ValueFault {
  isValid: false;
  message: string;
  error: string;
  name: string;
  localizedErrorMessage: string;
  portalId: number;
}

/** Longest text that a property holds (knowledge base: 65,536 characters). */
const MAX_TEXT_LENGTH = 65_536;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const DAY_MS = 86_400_000;

/**
 * What is wrong with a value, if anything. An empty text always passes: it empties the property.
 * Known from the platform's answers: PROPERTY_DOESNT_EXIST, READ_ONLY_VALUE, INVALID_OPTION, INVALID_LONG (moments),
 * INVALID_EMAIL, INVALID_DATE (not midnight). Assumed: INVALID_NUMBER, INVALID_STRING_TOO_LONG.
 */
export function checkValue(
  property: PropertyDefinition | undefined,
  name: string,
  value: string,
): { message: string; error: string } | undefined {
  if (property === undefined)
    return { message: `Property "${name}" does not exist`, error: 'PROPERTY_DOESNT_EXIST' };
  if (property.readOnlyValue)
    return {
      message: `"${name}" is a read only property; its value cannot be set.`,
      error: 'READ_ONLY_VALUE',
    };
  if (value === '') return undefined;
  switch (property.type) {
    case 'number':
      return NUMBER.test(value)
        ? undefined
        : { message: `${value} was not a valid number.`, error: 'INVALID_NUMBER' };
    case 'enumeration':
    case 'bool':
      return checkOptions(property, value);
    case 'datetime':
      return Number.isNaN(momentOf(value))
        ? { message: `${value} was not a valid long.`, error: 'INVALID_LONG' }
        : undefined;
    case 'date':
      return checkDay(value);
    case 'string':
      return checkText(name, value);
  }
}

function checkOptions(property: PropertyDefinition, value: string) {
  const allowed = property.type === 'bool' ? ['true', 'false'] : property.options.map(each => each.value);
  const chosen = property.fieldType === 'checkbox' ? value.split(';').filter(part => part !== '') : [value];
  const wrong = chosen.find(each => !allowed.includes(each));
  if (wrong === undefined) return undefined;
  return {
    message: `${wrong} was not one of the allowed options: [${allowed.join(', ')}]`,
    error: 'INVALID_OPTION',
  };
}

function checkDay(value: string) {
  const moment = momentOf(value);
  if (Number.isNaN(moment)) return { message: `${value} was not a valid long.`, error: 'INVALID_LONG' };
  if (moment % DAY_MS === 0) return undefined;
  return {
    message: `${value} is at ${new Date(moment).toISOString().slice(11, 23)} UTC, not midnight!`,
    error: 'INVALID_DATE',
  };
}

function checkText(name: string, value: string) {
  if (value.length > MAX_TEXT_LENGTH)
    return {
      message: `Value is longer than ${MAX_TEXT_LENGTH} characters`,
      error: 'INVALID_STRING_TOO_LONG',
    };
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    return { message: `Email address ${value} is invalid`, error: 'INVALID_EMAIL' };
  return undefined;
}

/** A checked value as it is kept and returned: `null` for empty, ISO moments, `YYYY-MM-DD` days. */
export function normalizeValue(property: PropertyDefinition, value: string): string | null {
  if (value === '') return null;
  if (property.type === 'datetime') return new Date(momentOf(value)).toISOString();
  if (property.type === 'date') return new Date(momentOf(value)).toISOString().slice(0, 10);
  return value;
}

/** A moment in any of the forms that the platform takes: epoch milliseconds or ISO 8601. NaN for anything else. */
export function momentOf(value: string): number {
  if (/^-?\d{5,}$/.test(value)) return Number(value);
  return /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value) ? Date.parse(value) : Number.NaN;
}
