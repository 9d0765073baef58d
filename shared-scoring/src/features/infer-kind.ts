/**
 * Infers what a column of texts holds from its texts and, where texts alone cannot tell, from its name. When in doubt a
 * column stays a number or a category, as these lose nothing.
 */
import type { FieldKind } from '../domain/field.ts';
import { emailDomainKind } from './email-domain.ts';
import { jobFunctionOf, seniorityOf } from './job-title.ts';
import { parseDecimal } from './parse-decimal.ts';
import { parseMoment } from './parse-moment.ts';

/** The distinct texts of a column that are not missing, with how many rows hold each. */
export interface ColumnTexts {
  readonly name: string;
  readonly levels: readonly string[];
  /** [levels.length], each at least 1. */
  readonly counts: ArrayLike<number>;
}

/** Fewer rows than this show no pattern. */
const MIN_ROWS = 50;
/** A few odd texts do not make an e-mail column another one. */
const MOST = 0.9;
/** Titles use words that no list knows. */
const MANY = 0.5;
/** A level of fewer rows than this says nothing of its own. */
const COMMON_ROWS = 5;
/** Below this, categories would be nearly all "other". */
const MIN_COMMON_SHARE = 0.1;
/** Fewer distinct titles than this are a list to choose from, whose words mean what the list's maker meant. */
const MIN_TITLES = 20;
const MIN_WORDS_OF_TEXT = 4;

const PHONE_NAME = /phone|mobile|\bcell\b|\bfax\b|telefon|\btel\b|handy/i;
const ADDRESS_NAME = /(?<!e-?mail[ _.-]?|ip[ _.-]?|web[ _.-]?)(address|adresse|street|stra(ß|ss)e)/i;
const TITLE_NAME = /(^|[ _.-])(title|titel|position|designation|role)$|job|occupation|beruf/i;
const IDENTIFIER_NAME = /(^|[ _.-])(id|uuid|guid|key|no|nr|number)$/i;
const IDENTIFIER_NAME_IN_CAMEL_CASE = /[a-z](Id|ID)$/;
const PHONE = /^\+?[\d ()./-]{6,24}( ?(x|ext\.?) ?\d{1,6})?$/i;

/** The words that spell a boolean; each pair false, true. */
const BOOLEAN_WORDS = [
  ['no', 'yes'],
  ['false', 'true'],
  ['n', 'y'],
  ['f', 't'],
] as const;

/** What the column holds. Texts decide before names; a column without texts is of numbers. */
export function inferKind(texts: ColumnTexts): FieldKind {
  const rows = sum(texts.counts);
  const isEnough = rows >= MIN_ROWS;
  if (isEnough && PHONE_NAME.test(texts.name) && share(texts, isPhone) >= MOST) return 'phone';
  if (texts.levels.every(text => !Number.isNaN(parseDecimal(text))))
    return isEnough && isNumbered(texts) ? 'identifier' : 'number';
  if (texts.levels.length <= 2 && booleanPairOf(texts.levels) !== undefined) return 'boolean';
  if (isDates(texts.levels)) return 'date';
  if (!isEnough) return 'category';
  if (share(texts, text => emailDomainKind(text) !== 'invalid') >= MOST) return 'email';
  if (isTitles(texts)) return 'title';
  if (commonRows(texts) >= MIN_COMMON_SHARE * rows) return 'category';
  if (ADDRESS_NAME.test(texts.name)) return 'address';
  return wordsPerRow(texts) >= MIN_WORDS_OF_TEXT ? 'text' : 'identifier';
}

/** What a text says as a boolean, in whatever case; null when it is none. */
export function parseBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  const pair = BOOLEAN_WORDS.find(each => each.some(spelling => spelling === word));
  return pair === undefined ? null : word === pair[1];
}

function booleanPairOf(levels: readonly string[]) {
  const words = levels.map(level => level.toLowerCase());
  return BOOLEAN_WORDS.find(([no, yes]) => words.every(word => word === no || word === yes));
}

function isDates(levels: readonly string[]): boolean {
  const moments = levels.map(text => parseMoment(text));
  return moments.every(each => each !== undefined) && levels.some(isDay);
}

/** Whichever way its column writes slashes. */
function isDay(text: string): boolean {
  return Number.isFinite(parseMoment(text)) || Number.isFinite(parseMoment(text, 'day-first'));
}

/** More than a year and six digits in a row of a phone's signs. */
function isPhone(text: string): boolean {
  return PHONE.test(text) && text.replace(/\D/g, '').length >= 7 && !Number.isFinite(parseMoment(text));
}

/** Whole numbers, each once, in a column that is called a number of something. */
function isNumbered({ name, levels, counts }: ColumnTexts): boolean {
  return (
    (IDENTIFIER_NAME.test(name) || IDENTIFIER_NAME_IN_CAMEL_CASE.test(name)) &&
    levels.length === sum(counts) &&
    levels.every(text => Number.isInteger(Number(text)))
  );
}

function isTitles(texts: ColumnTexts): boolean {
  if (texts.levels.length < MIN_TITLES || !TITLE_NAME.test(texts.name)) return false;
  return share(texts, text => seniorityOf(text) !== null || jobFunctionOf(text) !== null) >= MANY;
}

function sum(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((total, count) => total + count, 0);
}

/** Of the rows that have a text. */
function share({ levels, counts }: ColumnTexts, holds: (text: string) => boolean): number {
  let rows = 0;
  levels.forEach((text, level) => {
    if (holds(text)) rows += counts[level];
  });
  return rows / sum(counts);
}

function commonRows({ counts }: ColumnTexts): number {
  return sum(Array.from(counts).filter(count => count >= COMMON_ROWS));
}

function wordsPerRow({ levels, counts }: ColumnTexts): number {
  const words = levels.map((text, level) => text.split(/\s+/).length * counts[level]);
  return sum(words) / sum(counts);
}
