import type { Condition, Operator } from '@jetstreamapp/soql-parser-js';
import type { StoredRecord } from '../../stand-in/record-store.ts';
import { isRecordId, toLongId } from '../record-id.ts';
import { isNumber, type SObjectField } from '../schema/sobject-field.ts';
import { type DateRange, dateLiteralRange } from './date-range.ts';
import type { FieldPath } from './field-path.ts';
import { invalidField, malformed, type ParsedSoql } from './parse-soql.ts';

export type Predicate = (record: StoredRecord) => boolean;
type FieldCondition = Extract<Condition, { field: string; value: unknown }>;

/** One literal of a condition, ready to compare: a span for dates, else a comparable value or null. */
type Operand = { range: DateRange } | { value: string | number | boolean | null };

/**
 * Turns `field operator value` into a predicate. Texts compare without case, ids with theirs; null equals only null, and
 * is unequal to every value.
 * @throws PlatformError INVALID_FIELD when the literal is of the wrong type for the field
 */
export function compileCondition(
  soql: ParsedSoql,
  path: FieldPath,
  condition: FieldCondition,
  now: number,
): Predicate {
  const { operator } = condition;
  const operands = literalsOf(condition).map(literal => toOperand(soql, path.field, condition, literal, now));
  const actualOf = comparableOf(path);
  if (operator === 'IN') return record => operands.some(operand => equals(actualOf(record), operand));
  if (operator === 'NOT IN') return record => !operands.some(operand => equals(actualOf(record), operand));
  if (operator === 'LIKE') return compileLike(path, condition);
  const operand = operands[0];
  if (operand === undefined || operator === 'INCLUDES' || operator === 'EXCLUDES')
    throw malformed(`unexpected token: '${operator}'`);
  return record => compare(actualOf(record), operator, operand);
}

interface Literal {
  text: string;
  type: string;
  count: number;
}

function literalsOf(condition: FieldCondition): Literal[] {
  const texts = [condition.value].flat();
  const types = [condition.literalType ?? 'STRING'].flat();
  const counts = 'dateLiteralVariable' in condition ? [condition.dateLiteralVariable].flat() : [];
  return texts.map((text, index) => ({
    text,
    type: types[index] ?? types[0] ?? 'STRING',
    count: Number(counts[index] ?? 0),
  }));
}

function toOperand(
  soql: ParsedSoql,
  field: SObjectField,
  condition: FieldCondition,
  { text, type, count }: Literal,
  now: number,
): Operand {
  if (type === 'NULL') return { value: null };
  const wrongType = (form: string) =>
    invalidField(
      soql,
      condition.field,
      `value of filter criterion for field '${field.name}' must be of type ${wordFor(field)} and should ${form} enclosed in quotes`,
    );
  if (field.type === 'date' || field.type === 'datetime') {
    const range = momentRange(text, type, now, count);
    if (range === undefined) throw wrongType('not be');
    return { range };
  }
  if (isNumber(field)) {
    if (type !== 'INTEGER' && type !== 'DECIMAL') throw wrongType('not be');
    return { value: Number(text) };
  }
  if (field.type === 'boolean') {
    if (type !== 'BOOLEAN') throw wrongType('not be');
    return { value: text.toUpperCase() === 'TRUE' };
  }
  if (type !== 'STRING') throw wrongType('be');
  return { value: comparableText(field, unquote(text)) };
}

function wordFor(field: SObjectField): string {
  if (field.type === 'datetime') return 'dateTime';
  return ['id', 'date', 'boolean'].includes(field.type) || isNumber(field) ? field.type : 'string';
}

function momentRange(text: string, type: string, now: number, count: number): DateRange | undefined {
  if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL') return dateLiteralRange(text, now, count);
  if (type !== 'DATE' && type !== 'DATETIME') return undefined;
  const start = Date.parse(text);
  return Number.isNaN(start) ? undefined : { start, end: start };
}

/** Reads a record's value in the form that operands have: epoch milliseconds, folded text, number or boolean. */
function comparableOf(path: FieldPath): (record: StoredRecord) => string | number | boolean | null {
  const { field } = path;
  return record => {
    const value = path.read(record);
    if (value === null || value === undefined) return null;
    if (field.type === 'date' || field.type === 'datetime') return Date.parse(String(value));
    if (typeof value === 'string') return comparableText(field, value);
    return value as number | boolean;
  };
}

/** The form in which texts are compared and sorted: ids in 18 characters, everything else without case. */
export function comparableText(field: SObjectField, text: string): string {
  if (field.type === 'id' || field.type === 'reference') return isRecordId(text) ? toLongId(text) : text;
  return text.toLowerCase();
}

type Actual = string | number | boolean | null;

function equals(actual: Actual, operand: Operand): boolean {
  if (!('range' in operand)) return actual === operand.value;
  const { start, end } = operand.range;
  return typeof actual === 'number' && (start === end ? actual === start : actual >= start && actual < end);
}

function compare(actual: Actual, operator: Operator, operand: Operand): boolean {
  if (operator === '=') return equals(actual, operand);
  if (operator === '!=') return !equals(actual, operand);
  if (actual === null) return false;
  const { low, high, highIsInside } = boundsOf(operand);
  if (low === null || high === null) return false;
  switch (operator) {
    case '<':
      return actual < low;
    case '<=':
      return highIsInside ? actual <= high : actual < high;
    case '>':
      return highIsInside ? actual > high : actual >= high;
    default:
      return actual >= low;
  }
}

function boundsOf(operand: Operand): { low: Actual; high: Actual; highIsInside: boolean } {
  if (!('range' in operand)) return { low: operand.value, high: operand.value, highIsInside: true };
  const { start, end } = operand.range;
  return { low: start, high: end, highIsInside: start === end };
}

function compileLike(path: FieldPath, condition: FieldCondition): Predicate {
  const pattern = unquote(String([condition.value].flat()[0]), true).replace(/\\[%_]|[\s\S]/g, part => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return part.length === 2 ? part.slice(1) : part.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  });
  const expression = new RegExp(`^${pattern}$`, 'is');
  return record => {
    const value = path.read(record);
    return typeof value === 'string' && expression.test(value);
  };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Takes the quotes off a SOQL text and resolves its escapes; for LIKE, `\%` and `\_` stay escaped. */
function unquote(text: string, forLike = false): string {
  return text.slice(1, -1).replace(/\\(.)/gs, (whole, character: string) => {
    if (forLike && (character === '%' || character === '_')) return whole;
    return ESCAPES[character] ?? character;
  });
}
