/** Leads of nearly the same log-odds, and what became of them. */
export interface LeadGroup {
  /** Mean. */
  readonly logOdds: number;
  /** At least 1. */
  readonly rows: number;
  readonly conversions: number;
}
