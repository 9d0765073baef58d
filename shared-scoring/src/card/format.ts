import type { FieldValue } from '../domain/field.ts';
import type { Locale } from './card-view.ts';
import type { CardTexts } from './texts/card-texts.ts';

/** Longest field value that a sentence quotes, in characters. */
const LONGEST_VALUE = 60;
const SIGNIFICANT_DIGITS = 6;

/** A number as the language writes it: "5,191", "4.857". */
export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: SIGNIFICANT_DIGITS }).format(value);
}

/** A chance, 0..1, in per cent without the sign. Never "0" or "100", which would claim certainty. */
export function formatPercent(share: number, locale: Locale): string {
  const percent = Math.min(99, Math.max(1, Math.round(share * 100)));
  return new Intl.NumberFormat(locale).format(percent);
}

/** A frequency that was counted, in per cent without the sign: "8", "0.4". Here 0 and 100 are facts. */
export function formatRate(rate: number, locale: Locale): string {
  const percent = rate * 100;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: percent < 1 ? 1 : 0 }).format(percent);
}

/** Points with their sign: "+9", "−6" (a true minus), "±0". */
export function formatPoints(points: number): string {
  if (points === 0) return '±0';
  return points > 0 ? `+${points}` : `−${-points}`;
}

/** A field's value inside a sentence; words stand in quotation marks. */
export function formatValue(value: Exclude<FieldValue, null>, texts: CardTexts, locale: Locale): string {
  if (typeof value === 'number') return formatNumber(value, locale);
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  const short = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
  return locale === 'de' ? `„${short}“` : `“${short}”`;
}

/** "3 Nov" in the reader's language and time zone (UTC unless said otherwise). */
export function formatDay(date: Date, locale: Locale, timeZone = 'UTC'): string {
  const language = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone }).format(date);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long something has lasted, in its largest whole unit. */
export function formatAge(ageMs: number, texts: CardTexts): string {
  if (ageMs < MINUTE_MS) return texts.seconds(Math.max(0, Math.floor(ageMs / 1000)));
  if (ageMs < HOUR_MS) return texts.minutes(Math.floor(ageMs / MINUTE_MS));
  if (ageMs < 2 * DAY_MS) return texts.hours(Math.floor(ageMs / HOUR_MS));
  return texts.days(Math.floor(ageMs / DAY_MS));
}
