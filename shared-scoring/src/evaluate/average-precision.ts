import { rankLeads, type TieGroups, tieGroups } from './ranking.ts';

/**
 * Area under the precision-recall curve as a sum of steps: sum of (R_k - R_{k-1}) P_k over the distinct scores.
 * NaN when no lead converts.
 */
export function averagePrecision(scores: Float64Array, labels: Uint8Array): number {
  return averagePrecisionOf(tieGroups(rankLeads(scores), labels));
}

/** The same from groups of equal scores, highest first. */
export function averagePrecisionOf(groups: TieGroups): number {
  let rows = 0;
  let found = 0;
  let area = 0;
  for (let group = 0; group < groups.rows.length; group++) {
    if (groups.rows[group] === 0) continue;
    rows += groups.rows[group];
    found += groups.conversions[group];
    area += (groups.conversions[group] * found) / rows;
  }
  return found === 0 ? Number.NaN : area / found;
}
