import { createDraw, shuffledIndices } from './seeded-draw.ts';

/** What is wrong with a record, the way real CRMs have it. */
export type Dirt = (typeof DIRT)[number];

/**
 * - `no-contact-details`: neither an e-mail address nor a company
 * - `empty-fields`: most of the bank's fields were never filled or were cleared
 * - `long-text`: an employer and a job as long as the CRM holds
 * - `odd-number`: text in HubSpot's number fields, which stays there when an admin changes a field's type from text to
 *   number; Salesforce holds no text there, so an impossible age stands instead
 * - `retired-option`: an education from a list that the bank no longer uses
 */
export const DIRT = [
  'no-contact-details',
  'empty-fields',
  'long-text',
  'odd-number',
  'retired-option',
] as const;

/** Canonical names of the fields that `empty-fields` leaves empty. */
export const EMPTY_FIELDS = [
  'age',
  'job',
  'marital',
  'education',
  'default',
  'housing',
  'loan',
  'euribor3m',
] as const;

/** What `retired-option` puts for the education. */
export const RETIRED_EDUCATION = 'secondary (old list)';

/** So many leads are dirty, half of them open, but at most one in fifty. */
export const DIRTY_LEADS = 40;
const CLEAN_PER_DIRTY = 50;

/**
 * Chooses the dirty leads by seed, each kind as often as the others, among those that `mayBeDirty`.
 * Returns what is wrong by the lead's place in the demo; the first `closedCount` places are closed leads.
 */
export function chooseDirt(options: {
  seed: number;
  leadCount: number;
  closedCount: number;
  mayBeDirty: (lead: number) => boolean;
}): Map<number, Dirt> {
  const { seed, leadCount, closedCount, mayBeDirty } = options;
  const dirtyCount = Math.min(DIRTY_LEADS, Math.floor(leadCount / CLEAN_PER_DIRTY));
  const candidates = [...shuffledIndices(leadCount, createDraw(seed, 'dirt'))].filter(mayBeDirty);
  const half = Math.floor(dirtyCount / 2);
  const closed = candidates.filter(lead => lead < closedCount).slice(0, half);
  const open = candidates.filter(lead => lead >= closedCount).slice(0, half);
  return new Map([...closed, ...open].map((lead, index) => [lead, DIRT[index % DIRT.length]!]));
}
