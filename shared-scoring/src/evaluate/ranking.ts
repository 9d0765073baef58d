import { descendingOrder } from '../math/order.ts';

/** Leads from the highest score to the lowest, with the groups of equal scores. */
export interface Ranking {
  /** [n], row numbers. */
  readonly order: Int32Array;
  /** Position in `order` after the last lead of each group of equal scores, rising. */
  readonly groupEnds: Int32Array;
}

/** Groups of leads with equal scores, from the top down: how many, and how many of them converted. Counts may be weighted. */
export interface TieGroups {
  /** [nGroups] */
  readonly rows: Float64Array;
  readonly conversions: Float64Array;
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

/** The groups of a ranking, each lead counted `counts[row]` times (once without counts). */
export function tieGroups(ranking: Ranking, labels: Uint8Array, counts?: Int32Array): TieGroups {
  const { order, groupEnds } = ranking;
  const rows = new Float64Array(groupEnds.length);
  const conversions = new Float64Array(groupEnds.length);
  let at = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    for (; at < groupEnds[group]; at++) {
      const count = counts === undefined ? 1 : counts[order[at]];
      rows[group] += count;
      conversions[group] += count * labels[order[at]];
    }
  }
  return { rows, conversions };
}
