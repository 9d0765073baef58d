import { rankLeads, type TieGroups, tieGroups } from './ranking.ts';

/** A point of the curves of gains and lift: what calling the top share of leads first brings. */
export interface Gain {
  /** Share of the leads called, in (0, 1]. */
  readonly share: number;
  /** Share of all conversions that lie among them, 0..1. */
  readonly found: number;
  /** `found / share`: how many times as often they convert as the average lead. */
  readonly lift: number;
}

/** Gains of the top 1, 2, … of `steps` equal shares; the last is everybody. NaN when no lead converts. */
export function gainsCurve(scores: Float64Array, labels: Uint8Array, steps: number): Gain[] {
  const groups = tieGroups(rankLeads(scores), labels);
  return Array.from({ length: steps }, (_, step) => {
    const share = (step + 1) / steps;
    const lift = liftAtTopOf(groups, share);
    return { share, found: lift * share, lift };
  });
}

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
