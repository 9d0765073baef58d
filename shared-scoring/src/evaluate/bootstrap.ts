/**
 * How far measures could be off by the luck of which leads were held out: leads are drawn again with replacement, the
 * converted ones and the others each among themselves, so that every draw holds both.
 * @see Efron, Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentile interval)
 */
import { quantileSorted } from '../math/quantile.ts';
import { createRandom, type Random } from '../math/random.ts';
import { liftAtTopOf } from './lift.ts';
import { rankLeads, tieGroups } from './ranking.ts';
import { rocAucOf } from './roc-auc.ts';

/** Lower ends of 90 % intervals. */
export interface LowerBounds {
  readonly auc: number;
  readonly lift10: number;
}

const DRAWS = 400;
const LOWER_TAIL = 0.05;

/** Bounds for scores [n] and labels [n] holding both outcomes; same seed, same bounds. O(draws x n). */
export function bootstrapLowerBounds(scores: Float64Array, labels: Uint8Array, seed: number): LowerBounds {
  const ranking = rankLeads(scores);
  const byOutcome = [0, 1].map(outcome => ranking.order.filter(row => labels[row] === outcome).sort());
  const random = createRandom(seed);
  const counts = new Int32Array(labels.length);
  const aucs = new Float64Array(DRAWS);
  const lifts = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    counts.fill(0);
    for (const rows of byOutcome) drawAgain(rows, counts, random);
    const groups = tieGroups(ranking, labels, counts);
    aucs[draw] = rocAucOf(groups);
    lifts[draw] = liftAtTopOf(groups, 0.1);
  }
  return { auc: quantileSorted(aucs.sort(), LOWER_TAIL), lift10: quantileSorted(lifts.sort(), LOWER_TAIL) };
}

function drawAgain(rows: Int32Array, counts: Int32Array, random: Random): void {
  for (let drawn = 0; drawn < rows.length; drawn++) counts[rows[random.below(rows.length)]]++;
}
