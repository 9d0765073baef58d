import type { NotEligibleReason } from '../../domain/lead.ts';
import type { Locale } from '../card-view.ts';
import type { Band } from '../score-points.ts';
import { DE } from './de.ts';
import type { DerivedTexts } from './derived-texts.ts';
import { EN } from './en.ts';
import type { InsightTexts } from './insight-texts.ts';
import type { StandingTexts } from './standing-texts.ts';
import type { StepTexts } from './step-texts.ts';

/**
 * Every sentence of the card, in one language. Numbers and dates come formatted, shares in per cent without the sign. A
 * no-break space stands between a number and its sign or unit, in CRM fields too.
 */
export interface CardTexts {
  bands: Readonly<Record<Band, string>>;
  yes: string;
  no: string;
  /** A word of the customer's, marked as such. */
  quoted(word: string): string;
  probability(chance: string, days: number, interval: string): string;
  evidence(outcomes: string, conversions: string): string;
  /** `share` is the starter's in per cent; `mostly` from a half on. */
  evidenceWithStarter(
    share: string,
    mostly: boolean,
    evidence: { outcomes: string; conversions: string },
  ): string;
  start(points: number): string;
  rest: string;
  /** The rest of a score that would have gone past the end of the scale. */
  restAtLimit(limit: number): string;
  /** A label can be singular, plural or a question, so no verb of ours follows it. */
  fact(label: string, value: string): string;
  missing: string;
  /** Labels that are ours, not a customer's, in this language. */
  ownLabels: ReadonlyMap<string, string>;
  derived: DerivedTexts;
  /** A fact that the starter model takes for a good or a weak sign. */
  goodSign(fact: string): string;
  weakSign(fact: string): string;
  /** Stands above such signs. */
  assumed: string;
  suchLeads(rate: string, average: string): string;
  leadsBetween(from: string, to: string, rate: string, average: string): string;
  leadsWithRareValue(rate: string, average: string): string;
  standing: StandingTexts;
  step: StepTexts;
  insight: InsightTexts;
  /** What a person could add; the points come with their signs. */
  emptyField(label: string, low: string, high: string): string;
  stale(age: string): string;
  old(age: string): string;
  /** `until` is undefined where nobody can tell. */
  delayed(crm: string, until: string | undefined): string;
  updated(age: string, model: string): string;
  seconds(count: number): string;
  minutes(count: number): string;
  hours(count: number): string;
  days(count: number): string;
  neverScored: TextOfState;
  setupUnfinished: TextOfState;
  /** Undefined while there are no outcomes at all. */
  tooLittle(evidence: { outcomes: string; conversions: string } | undefined): TextOfState;
  /** `day` is when it converted, where that is known. */
  notEligible: Readonly<Record<NotEligibleReason, (day: string | undefined) => TextOfState>>;
}

/** What a card without a score says; `help` is what a person can do about it. */
export interface TextOfState {
  title: string;
  text: string;
  help: string | null;
}

const TEXTS: Readonly<Record<Locale, CardTexts>> = { en: EN, de: DE };

/** The sentences of one language. */
export function cardTexts(locale: Locale): CardTexts {
  return TEXTS[locale];
}
