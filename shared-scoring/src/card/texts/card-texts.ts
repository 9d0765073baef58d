import type { NotEligibleReason } from '../../domain/lead.ts';
import type { Locale } from '../card-view.ts';
import type { Band } from '../score-points.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';

/** Every sentence of the card, in one language. Numbers and dates come formatted. */
export interface CardTexts {
  bands: Readonly<Record<Band, string>>;
  yes: string;
  no: string;
  probability(percent: string, days: number, low: string, high: string): string;
  evidence(outcomes: string, conversions: string): string;
  start(points: number): string;
  rest: string;
  is(label: string, value: string): string;
  isMissing(label: string): string;
  suchLeads(rate: string, average: string): string;
  leadsBetween(from: string, to: string, rate: string, average: string): string;
  stale(minutes: string): string;
  old(hours: string): string;
  updated(age: string, model: string): string;
  seconds(count: number): string;
  minutes(count: number): string;
  hours(count: number): string;
  days(count: number): string;
  neverScored: TextOfState;
  setupUnfinished: TextOfState;
  tooLittle: TextOfState;
  notEligible: Readonly<Record<NotEligibleReason, (date: string) => TextOfState>>;
}

export interface TextOfState {
  title: string;
  text: string;
  help: string | null;
}

/** The sentences of one language. */
export function cardTexts(locale: Locale): CardTexts {
  return locale === 'de' ? DE : EN;
}
