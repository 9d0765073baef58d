import type { FieldValue } from '../domain/field.ts';
import type { Locale } from './card-view.ts';
import type { CardTexts } from './texts/card-texts.ts';

const STYLES = {
  count: { maximumFractionDigits: 0 },
  // Four digits say enough, but none before the point is ever lost. Four digits stay ungrouped: many are years.
  measure: {
    maximumSignificantDigits: 4,
    maximumFractionDigits: 0,
    roundingPriority: 'morePrecision',
    useGrouping: 'min2',
  },
  extreme: { notation: 'scientific', maximumSignificantDigits: 4 },
  tenth: { minimumFractionDigits: 1, maximumFractionDigits: 1 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;

/** Making a formatter takes longer than using it a hundred times, so each is made once. */
const formatters = new Map<string, Intl.NumberFormat>();

function format(value: number, locale: Locale, style: keyof typeof STYLES): string {
  const key = `${locale} ${style}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    // Without a sign on zero: −0 is nothing that a reader knows.
    formatter = new Intl.NumberFormat(locale, { signDisplay: 'negative', ...STYLES[style] });
    formatters.set(key, formatter);
  }
  return formatter.format(value).replaceAll('-', '−');
}

/** How many there are, to the last one: "9,240". */
export function formatCount(count: number, locale: Locale): string {
  return format(count, locale, 'count');
}

const LARGEST_WRITTEN_OUT = 1e12;
const SMALLEST_WRITTEN_OUT = 1e-4;

/**
 * A finite number from a field: four significant digits, whole part in full ("93.99", "5099", "1,234,568"), a true minus
 * ("−46.2"), powers of ten where it would be long ("1.5E20"). At most 16 characters.
 */
export function formatNumber(value: number, locale: Locale): string {
  const size = Math.abs(value);
  const isExtreme = size >= LARGEST_WRITTEN_OUT || (size < SMALLEST_WRITTEN_OUT && size > 0);
  return format(value, locale, isExtreme ? 'extreme' : 'measure');
}

/**
 * A chance, 0..1, in per cent without the sign: "28", "0.4", "<0.1", ">99.9". One digit under 1 and over 99, or for all when
 * asked for. Never "0" or "100", which would claim certainty.
 */
export function formatChance(share: number, locale: Locale, digits: 0 | 1 = 0): string {
  const percent = share * 100;
  const tenths = Math.round(percent * 10);
  if (tenths < 1) return `<${format(0.1, locale, 'tenth')}`;
  if (tenths > 999) return `>${format(99.9, locale, 'tenth')}`;
  return format(percent, locale, digits === 1 || percent < 1 || percent > 99 ? 'tenth' : 'count');
}

/** A chance and the ends of its interval, in one precision: with a digit more where whole numbers would show no width. */
export function formatInterval(
  { propensity, low, high }: { propensity: number; low: number; high: number },
  locale: Locale,
): { chance: string; interval: string } {
  const inDigits = (digits: 0 | 1) =>
    [propensity, low, high].map(share => formatChance(share, locale, digits));
  const whole = inDigits(0);
  const [chance, from, to] = whole[1] === whole[2] ? inDigits(1) : whole;
  return { chance, interval: from === to ? from : `${from}–${to}` };
}

/** A frequency that was counted, 0..1, in per cent without the sign. Here 0 and 100 are facts, if they are exact. */
export function formatRate(rate: number, locale: Locale): string {
  return rate === 0 || rate === 1 ? format(rate * 100, locale, 'count') : formatChance(rate, locale);
}

/** Points with their sign: "+9", "−6" (a true minus), "±0". */
export function formatPoints(points: number): string {
  if (points === 0) return '±0';
  return points > 0 ? `+${points}` : `−${-points}`;
}

/** Longest label and longest word of a field that a sentence quotes, in UTF-16 units as CRM fields count them. */
const LONGEST_LABEL = 80;
const LONGEST_WORD = 60;

/** A field's label as the customer wrote it, on one line. */
export function formatLabel(label: string): string {
  return shorten(label, LONGEST_LABEL);
}

/** A field's value inside a sentence; words stand in quotation marks, so that they are not read as ours. */
export function formatValue(value: Exclude<FieldValue, null>, texts: CardTexts, locale: Locale): string {
  if (typeof value === 'number') return formatNumber(value, locale);
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return texts.quoted(shorten(value, LONGEST_WORD));
}

/** One line of at most `longest` UTF-16 units; no half of a character stays where it is cut. */
function shorten(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim().toWellFormed();
  if (line.length <= longest) return line;
  const kept = line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}

const LONGEST_REMARK = 200;

/** What a person wrote, on one line. */
export function formatRemark(words: string): string {
  return shorten(words, LONGEST_REMARK);
}

/** How the reader's calendar writes a day. */
export interface Calendar {
  locale: Locale;
  now: Date;
  timeZone?: string;
}

const DAY_MS = 86_400_000;
const MOST_CALENDARS = 1_000;

/**
 * "3 Nov" in the reader's language and time zone (UTC unless said otherwise), with its year when that is not the current one.
 * Exactly midnight in UTC is how CRMs give a day without a time: it stays that day in every time zone.
 */
export function formatDay(date: Date, { locale, now, timeZone = 'UTC' }: Calendar): string {
  const language = locale === 'en' ? 'en-GB' : locale;
  const zone = date.getTime() % DAY_MS === 0 ? 'UTC' : timeZone;
  const yearOf = (of: Date, timeZone: string) => calendarOf('en', 'year', timeZone).format(of);
  const parts = yearOf(date, zone) === yearOf(now, timeZone) ? 'day' : 'dayAndYear';
  return calendarOf(language, parts, zone).format(date);
}

/** "16:00" in the reader's language and time zone, with its day when that is not today. */
export function formatTime(time: Date, reader: Calendar): string {
  const { locale, now, timeZone = 'UTC' } = reader;
  const hours = calendarOf(locale === 'en' ? 'en-GB' : locale, 'hours', timeZone).format(time);
  const [day, today] = [time, now].map(each => calendarOf('en', 'dayAndYear', timeZone).format(each));
  return day === today ? hours : `${formatDay(time, reader)}, ${hours}`;
}

const DAY_PARTS = { day: 'numeric', month: 'short' } as const;
const CALENDARS = {
  year: { year: 'numeric' },
  day: DAY_PARTS,
  dayAndYear: { ...DAY_PARTS, year: 'numeric' },
  hours: { hour: '2-digit', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const calendars = new Map<string, Intl.DateTimeFormat>();

function calendarOf(language: string, parts: keyof typeof CALENDARS, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${parts} ${timeZone}`;
  let calendar = calendars.get(key);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat(language, { ...CALENDARS[parts], timeZone });
    // Readers' zones are few, but whoever asks may make them up.
    if (calendars.size < MOST_CALENDARS) calendars.set(key, calendar);
  }
  return calendar;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long something has lasted, in its largest whole unit; up to two days in hours. Clocks that differ make no negative age. */
export function formatAge(ageMs: number, texts: CardTexts): string {
  if (ageMs < MINUTE_MS) return texts.seconds(Math.max(0, Math.floor(ageMs / 1000)));
  if (ageMs < HOUR_MS) return texts.minutes(Math.floor(ageMs / MINUTE_MS));
  if (ageMs < 2 * DAY_MS) return texts.hours(Math.floor(ageMs / HOUR_MS));
  return texts.days(Math.floor(ageMs / DAY_MS));
}
