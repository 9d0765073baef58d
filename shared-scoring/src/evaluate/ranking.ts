import { descendingOrder } from '../math/order.ts';

/** Leads from the highest score to the lowest, with the groups of equal scores. */
export interface Ranking {
  /** [n], row numbers. */
  readonly order: Int32Array;
  /** Position in `order` after the last lead of each group of equal scores, rising. */
  readonly groupEnds: Int32Array;
}

/** A group of leads with equal scores: how many, and how many of them converted. Counts may be weighted. */
export interface TieGroup {
  rows: number;
  conversions: number;
}

/**
 * Ranks scores [n]; any measure on the ranking then treats ties alike, whatever the order of the rows.
 * @throws RangeError when a score is NaN
 */
export function rankLeads(scores: Float64Array): Ranking {
  if (scores.some(Number.isNaN)) throw new RangeError('rankLeads requires scores that are numbers, got NaN');
  const order = descendingOrder(scores);
  const groupEnds: number[] = [];
  for (let at = 1; at <= order.length; at++) {
    if (at === order.length || scores[order[at]] !== scores[order[at - 1]]) groupEnds.push(at);
  }
  return { order, groupEnds: Int32Array.from(groupEnds) };
}

/** The groups from the top down, each lead counted `counts[row]` times (once without counts). */
export function tieGroups(ranking: Ranking, labels: Uint8Array, counts?: Int32Array): TieGroup[] {
  const groups: TieGroup[] = [];
  let at = 0;
  for (const end of ranking.groupEnds) {
    const group = { rows: 0, conversions: 0 };
    for (; at < end; at++) {
      const row = ranking.order[at];
      const count = counts === undefined ? 1 : counts[row];
      group.rows += count;
      group.conversions += count * labels[row];
    }
    groups.push(group);
  }
  return groups;
}
