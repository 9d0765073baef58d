import { rankLeads, type TieGroup, tieGroups } from './ranking.ts';

/**
 * Rate of conversion in the top share of leads, divided by the base rate. Of leads tied at the border each counts
 * with the same fraction. NaN when no lead converts.
 * @param share in (0, 1]
 */
export function liftAtTop(scores: Float64Array, labels: Uint8Array, share: number): number {
  return liftAtTopOf(tieGroups(rankLeads(scores), labels), share);
}

/** The same from groups of equal scores, highest first. */
export function liftAtTopOf(groups: readonly TieGroup[], share: number): number {
  let rows = 0;
  let conversions = 0;
  for (const group of groups) {
    rows += group.rows;
    conversions += group.conversions;
  }
  const wanted = share * rows;
  let taken = 0;
  let found = 0;
  for (const group of groups) {
    if (taken >= wanted) break;
    const part = Math.min(1, (wanted - taken) / Math.max(group.rows, Number.MIN_VALUE));
    taken += group.rows * part;
    found += group.conversions * part;
  }
  return conversions === 0 ? Number.NaN : found / wanted / (conversions / rows);
}
