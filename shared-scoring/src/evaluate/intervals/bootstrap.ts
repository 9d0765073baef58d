/**
 * How far measures could be off by the luck of which leads were judged: the leads are drawn again with replacement, the measures
 * taken anew each time, and the middle 90 % of what comes out is the interval.
 * @see Efron, Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentile interval)
 */
import { quantileSorted } from '../../math/quantile.ts';
import { createRandom } from '../../math/random.ts';
import type { JudgedLeads } from '../judged-leads.ts';
import { liftAtTopOf } from '../lift.ts';
import { rankLeads, tieGroups } from '../ranking.ts';
import { rocAucOf } from '../roc-auc.ts';

/** Both ends of a 90 % interval; NaN where there is nothing to judge from. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Lower ends of 90 % intervals. */
export interface LowerBounds {
  readonly auc: number;
  readonly lift10: number;
}

/** Times that leads are drawn again: the ends of an interval then repeat to about a tenth of its width. */
export const DRAWS = 400;
/** Share of the draws beyond either end of an interval. */
export const TAIL = 0.05;

/** Statistics of one draw, [nStatistics]: `counts[row]` says how often each lead was drawn. */
export type Statistics = (counts: Int32Array) => ArrayLike<number>;

export interface DrawOptions {
  readonly seed: number;
  /** Rows that are drawn among themselves, each as often as there are of them. Without strata all leads are one. */
  readonly strata?: readonly Int32Array[];
}

/** The statistics over all draws, [nStatistics][DRAWS]; same seed, same draws. O(DRAWS x nRows). */
export function drawStatistics(
  nRows: number,
  statistics: Statistics,
  { seed, strata = [Int32Array.from({ length: nRows }, (_, row) => row)] }: DrawOptions,
): Float64Array[] {
  const random = createRandom(seed);
  const counts = new Int32Array(nRows);
  const drawn: Float64Array[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    counts.fill(0);
    for (const rows of strata) {
      for (let taken = 0; taken < rows.length; taken++) counts[rows[random.below(rows.length)]]++;
    }
    const values = statistics(counts);
    for (let at = 0; at < values.length; at++) {
      drawn[at] ??= new Float64Array(DRAWS);
      drawn[at][draw] = values[at];
    }
  }
  return drawn;
}

/** The middle 90 % of a statistic's draws; those that are NaN, for want of an outcome, say nothing. */
export function percentileInterval(draws: Float64Array): Interval {
  const sorted = draws.filter(value => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return { low: Number.NaN, high: Number.NaN };
  return { low: quantileSorted(sorted, TAIL), high: quantileSorted(sorted, 1 - TAIL) };
}

/** Draws of each part, [nParts][nStatistics][DRAWS], as draws of their means over the parts, [nStatistics][DRAWS]. */
export function meanOverParts(drawn: readonly (readonly Float64Array[])[]): Float64Array[] {
  return drawn[0].map((_, statistic) => {
    const means = new Float64Array(DRAWS);
    for (const part of drawn)
      for (let draw = 0; draw < DRAWS; draw++) means[draw] += part[statistic][draw] / drawn.length;
    return means;
  });
}

/**
 * Bounds of the means over parts [nParts >= 1] that each hold both outcomes; same seed, same bounds. The converted leads and the
 * others are drawn each among themselves, so that every draw holds both.
 */
export function bootstrapLowerBounds(parts: readonly JudgedLeads[], seed: number): LowerBounds {
  const [aucs, lifts] = meanOverParts(parts.map((part, at) => drawRanks(part, seed + at)));
  return { auc: percentileInterval(aucs).low, lift10: percentileInterval(lifts).low };
}

function drawRanks({ propensities, labels }: JudgedLeads, seed: number): Float64Array[] {
  const ranking = rankLeads(propensities);
  const strata = [0, 1].map(outcome => ranking.order.filter(row => labels[row] === outcome).sort());
  const ofDraw = (counts: Int32Array) => {
    const groups = tieGroups(ranking, labels, counts);
    return [rocAucOf(groups), liftAtTopOf(groups, 0.1)];
  };
  return drawStatistics(labels.length, ofDraw, { seed, strata });
}
