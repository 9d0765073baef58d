import type { EmailDomainKind } from '../../features/email-domain.ts';
import type { Aspect, MONTHS, WEEKDAYS } from '../../features/field-features.ts';
import type { JobFunction, Seniority } from '../../features/job-title.ts';

/** How what is derived from a field is said behind the field's label, in one language. */
export interface DerivedTexts {
  /** A date by its age in days when the lead came in: "12 days before the lead came in". */
  age(days: number): string;
  /** The same as one end of a range: "12 days". */
  span(days: number): string;
  /** A text by its length. */
  characters(count: string): string;
  levels: {
    month: Readonly<Record<(typeof MONTHS)[number], string>>;
    weekday: Readonly<Record<(typeof WEEKDAYS)[number], string>>;
    seniority: Readonly<Record<Seniority, string>>;
    function: Readonly<Record<JobFunction, string>>;
    domain_kind: Readonly<Record<EmailDomainKind, string>>;
    given: Readonly<Record<'yes' | 'no', string>>;
  };
  /** What a missing value means, where it is more than an empty field. */
  missing: Readonly<Partial<Record<Aspect, string>>>;
}

export type SpanUnit = 'day' | 'month' | 'year';

const LONGEST_IN_DAYS = 60;
const LONGEST_IN_MONTHS = 730;
const DAYS_PER_MONTH = 30.44;
const DAYS_PER_YEAR = 365.25;

/** Days in the unit in which people count that long. */
export function roundSpan(days: number): { count: number; unit: SpanUnit } {
  if (days < LONGEST_IN_DAYS) return { count: Math.round(days), unit: 'day' };
  if (days < LONGEST_IN_MONTHS) return { count: Math.round(days / DAYS_PER_MONTH), unit: 'month' };
  return { count: Math.floor(days / DAYS_PER_YEAR), unit: 'year' };
}
