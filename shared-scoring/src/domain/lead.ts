import type { FieldValues } from './field.ts';

/** What is known of a lead, merged from all records that show it. */
export interface LeadFacts {
  email: string | null;
  name: string | null;
  company: string | null;
  fields: FieldValues;
  createdAt: Date;
  outcome: Outcome;
}

/** `open`: nothing decided yet. `lost`: a CRM says that it ended without a conversion. */
export type Outcome = { kind: 'open' } | { kind: 'lost' } | { kind: 'converted'; at: Date };

const MS_PER_DAY = 86_400_000;

/**
 * Whether the lead converted within `horizonDays` of its creation: 1 or 0, or undefined while that cannot be known at
 * `asOf` because the horizon has not passed.
 */
export function labelOf(
  lead: Pick<LeadFacts, 'createdAt' | 'outcome'>,
  horizonDays: number,
  asOf: Date,
): 0 | 1 | undefined {
  const horizonEnds = lead.createdAt.getTime() + horizonDays * MS_PER_DAY;
  if (lead.outcome.kind === 'converted' && lead.outcome.at.getTime() <= Math.min(horizonEnds, asOf.getTime()))
    return 1;
  return horizonEnds <= asOf.getTime() ? 0 : undefined;
}

/** Why a lead gets no score, as a code that the card turns into words; undefined when it gets one. */
export type NotEligibleReason = 'converted' | 'lost' | 'no_email_and_no_company';

export function notEligibleReason(
  lead: Pick<LeadFacts, 'email' | 'company' | 'outcome'>,
): NotEligibleReason | undefined {
  if (lead.outcome.kind !== 'open') return lead.outcome.kind;
  return lead.email === null && lead.company === null ? 'no_email_and_no_company' : undefined;
}
