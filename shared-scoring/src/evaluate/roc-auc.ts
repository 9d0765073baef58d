import { rankLeads, type TieGroup, tieGroups } from './ranking.ts';

/**
 * Chance that a lead that converts scores above one that does not; a tie counts half.
 * NaN when all labels are alike.
 * @see Hanley, McNeil (1982), The Meaning and Use of the Area under a ROC Curve
 */
export function rocAuc(scores: Float64Array, labels: Uint8Array): number {
  return rocAucOf(tieGroups(rankLeads(scores), labels));
}

/** The same from groups of equal scores, highest first. */
export function rocAucOf(groups: readonly TieGroup[]): number {
  let above = 0;
  let others = 0;
  let won = 0;
  for (const { rows, conversions } of groups) {
    const lost = rows - conversions;
    won += lost * (above + conversions / 2);
    above += conversions;
    others += lost;
  }
  return above === 0 || others === 0 ? Number.NaN : won / (above * others);
}
