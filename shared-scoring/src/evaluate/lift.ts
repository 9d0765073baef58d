import { rankLeads, type TieGroups, tieGroups } from './ranking.ts';

/**
 * Rate of conversion in the top share of leads, divided by the base rate. Of leads tied at the border each counts
 * with the same fraction. NaN when no lead converts.
 * @param share in (0, 1]
 */
export function liftAtTop(scores: Float64Array, labels: Uint8Array, share: number): number {
  return liftAtTopOf(tieGroups(rankLeads(scores), labels), share);
}

/** The same from groups of equal scores, highest first. */
export function liftAtTopOf(groups: TieGroups, share: number): number {
  const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0);
  const [rows, conversions] = [sum(groups.rows), sum(groups.conversions)];
  const wanted = share * rows;
  let taken = 0;
  let found = 0;
  for (let group = 0; group < groups.rows.length && taken < wanted; group++) {
    const part = Math.min(1, (wanted - taken) / Math.max(groups.rows[group], Number.MIN_VALUE));
    taken += groups.rows[group] * part;
    found += groups.conversions[group] * part;
  }
  return conversions === 0 ? Number.NaN : found / wanted / (conversions / rows);
}
