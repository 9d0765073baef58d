import type { FieldValue } from '../domain/field.ts';
import type { Derivation } from '../features/field-features.ts';
import type { Locale } from './card-view.ts';
import { formatCount, formatLabel, formatNumber, formatValue } from './format.ts';
import type { CardTexts } from './texts/card-texts.ts';

/** What is known of a lead in one feature. */
export interface Fact {
  /** What a rep reads for the feature. */
  label: string;
  /** As the model read it: what it could not use is null. */
  value: FieldValue;
  /** Of which field it tells what; absent when it is the field itself. */
  derived?: Derivation;
}

/** "Job: “student”", "Trial started: 12 days before the lead came in": the field's label and what it says, in words. */
export function sayFact({ label, value, derived }: Fact, texts: CardTexts, locale: Locale): string {
  const ofField = derived?.sourceLabel ?? label;
  const shown = texts.ownLabels.get(ofField) ?? formatLabel(ofField);
  if (derived !== undefined) return texts.fact(shown, sayDerived(derived, value, texts, locale));
  return texts.fact(shown, value === null ? texts.missing : formatValue(value, texts, locale));
}

/** An end of a range of the feature's numbers: "93.99", "12 days". */
export function sayRangeEnd(
  number: number,
  derived: Derivation | undefined,
  texts: CardTexts,
  locale: Locale,
): string {
  if (derived?.aspect === 'age_days') return texts.derived.span(number);
  return formatNumber(number, locale);
}

function sayDerived(
  { aspect }: Derivation,
  value: FieldValue,
  { derived, missing, quoted }: CardTexts,
  locale: Locale,
): string {
  if (value === null) return derived.missing[aspect] ?? missing;
  if (typeof value === 'number')
    return aspect === 'age_days' ? derived.age(value) : derived.characters(formatCount(value, locale));
  const words: Readonly<Record<string, string>> =
    aspect === 'age_days' || aspect === 'length' ? {} : derived.levels[aspect];
  const level = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  return words[level] ?? quoted(level);
}
