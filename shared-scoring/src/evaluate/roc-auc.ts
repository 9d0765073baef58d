import { rankLeads, type TieGroups, tieGroups } from './ranking.ts';

/**
 * Chance that a lead that converts scores above one that does not; a tie counts half.
 * NaN when all labels are alike.
 * @see Hanley, McNeil (1982), The Meaning and Use of the Area under a ROC Curve
 */
export function rocAuc(scores: Float64Array, labels: Uint8Array): number {
  return rocAucOf(tieGroups(rankLeads(scores), labels));
}

/** The same from groups of equal scores, highest first. */
export function rocAucOf({ rows, conversions }: TieGroups): number {
  let above = 0;
  let others = 0;
  let won = 0;
  for (let group = 0; group < rows.length; group++) {
    const lost = rows[group] - conversions[group];
    won += lost * (above + conversions[group] / 2);
    above += conversions[group];
    others += lost;
  }
  return above === 0 || others === 0 ? Number.NaN : won / (above * others);
}
