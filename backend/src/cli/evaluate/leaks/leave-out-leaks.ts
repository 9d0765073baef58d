import { findTableLeaks, InputError, type LeakSuspect, leaveOutBlocked } from '@aix/shared-scoring';
import type { CsvLeads } from '../read-leads.ts';

/** Leads without the columns whose times prove a leak, and everything that the check found. */
export interface CheckedLeads {
  leads: CsvLeads;
  /** Those left out first, then suspects by falling AUC. */
  suspects: LeakSuspect[];
}

/**
 * Checks every column for a leak and leaves out those that are proved. Needs two leads of each outcome.
 * @throws InputError ERR_INPUT_INVALID when no column is left
 */
export function leaveOutLeaks(leads: CsvLeads, seed: number): CheckedLeads {
  const { labels, knownTimes } = leads;
  const suspects = findTableLeaks(leads.table, { labels, seed, ...(knownTimes && { times: knownTimes }) });
  const table = leaveOutBlocked(leads.table, suspects);
  if (table.columns.length > 0) return { leads: { ...leads, table }, suspects };
  throw new InputError(
    'ERR_INPUT_INVALID',
    'every column is filled after the outcome, so none is left to learn from; add columns that are known before it',
  );
}
