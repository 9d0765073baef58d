/**
 * Whether a score is worth acting on, judged on leads that the model has not learned from:
 *   not_ready  fewer than 10 conversions or 10 others, or the lower end of the 90 % interval of AUC is under .60
 *              or that of the top tenth's lift under 1.2
 *   ready      that end of AUC is at least .70, there are at least 100 conversions and as many others, and the propensities are off by
 *              at most 5 percentage points on average
 *   usable     everything between
 */
import { bootstrapLowerBounds, type LowerBounds } from './intervals/bootstrap.ts';
import type { JudgedLeads } from './judged-leads.ts';
import { type Metrics, measure } from './measure.ts';

export interface Verdict {
  readonly verdict: 'ready' | 'usable' | 'not_ready';
  /** One plain sentence with its figures. */
  readonly reason: string;
  /** Lower ends of the 90 % intervals; null where there are too few leads to have any. */
  readonly lowerBounds: LowerBounds | null;
}

const LEAST = { auc: 0.6, lift10: 1.2, outcomes: 10 };
const READY = { auc: 0.7, outcomes: 100, ece10: 0.05 };

/** Judges propensities [n] against labels [n]; same seed, same verdict. */
export function judge(propensities: Float64Array, labels: Uint8Array, seed: number): Verdict {
  return judgeTogether([{ propensities, labels }], seed);
}

/**
 * Judges leads of several parts, each scored by a model of its own, such as folds or windows of time. Leads are ranked within their
 * part only: where base rates move, ranking last year's leads under this year's would flatter the score. Their number and the error of
 * their propensities are taken of all together. Same seed, same verdict.
 * @param parts at least one
 */
export function judgeTogether(parts: readonly JudgedLeads[], seed: number): Verdict {
  const metrics = measureTogether(parts);
  const fewest = Math.min(metrics.conversions, metrics.rows - metrics.conversions);
  if (fewest < LEAST.outcomes) {
    const reason = `Only ${metrics.conversions} of ${metrics.rows} held-out leads converted; at least ${LEAST.outcomes} conversions and as many others are needed to judge a score`;
    return { verdict: 'not_ready', reason, lowerBounds: null };
  }
  const lowerBounds = bootstrapLowerBounds(parts, seed);
  return { ...decide(metrics, fewest, lowerBounds), lowerBounds };
}

/** The measures of parts together: AUC and lift as means over the parts, the others of all leads. */
export function measureTogether(parts: readonly JudgedLeads[]): Metrics {
  const propensities = Float64Array.from(parts.flatMap(part => [...part.propensities]));
  const labels = Uint8Array.from(parts.flatMap(part => [...part.labels]));
  const each = parts.map(part => measure(part.propensities, part.labels));
  const mean = (of: 'auc' | 'lift10') => each.reduce((sum, part) => sum + part[of], 0) / parts.length;
  return { ...measure(propensities, labels), auc: mean('auc'), lift10: mean('lift10') };
}

function decide(metrics: Metrics, fewest: number, lower: LowerBounds): Pick<Verdict, 'verdict' | 'reason'> {
  const ranks = `a lead that converts ranks above one that does not in ${percent(metrics.auc)} of pairs (at least ${percent(lower.auc)})`;
  const tenth = `the top tenth converts ${times(metrics.lift10)} as often as the average lead (at least ${times(lower.lift10)})`;
  if (!(lower.auc >= LEAST.auc))
    return { verdict: 'not_ready', reason: sayTooCloseToChance(metrics.auc, lower.auc) };
  if (!(lower.lift10 >= LEAST.lift10)) {
    return {
      verdict: 'not_ready',
      reason: `Calling the top leads first gains too little: ${tenth}, and ${times(LEAST.lift10)} must be certain`,
    };
  }
  if (lower.auc < READY.auc) return { verdict: 'usable', reason: `The score helps but errs often: ${ranks}` };
  if (fewest < READY.outcomes) {
    return {
      verdict: 'usable',
      reason: `The score sorts well, but it was judged on only ${metrics.conversions} conversions among ${metrics.rows} leads`,
    };
  }
  if (metrics.ece10 > READY.ece10) {
    const reason = `The score sorts well, but its probabilities are off by ${(100 * metrics.ece10).toFixed(1)} percentage points on average`;
    return { verdict: 'usable', reason };
  }
  return { verdict: 'ready', reason: `The score sorts well: ${ranks}, and ${tenth}` };
}

/** For a sales manager: what the score would change in a day's calls. */
function sayTooCloseToChance(auc: number, lower: number): string {
  const cases = (share: number) => `${Math.round(100 * share)}`;
  const pair = `of two leads, one that converts and one that does not, it puts the right one first ${cases(auc)} times in 100`;
  return auc < LEAST.auc
    ? `Calling leads in the order of this score is hardly better than calling them at random: ${pair}, where chance gives 50 and at least ${cases(LEAST.auc)} must be certain`
    : `It is not certain that this score beats calling leads at random: ${pair}, but that may be as few as ${cases(lower)}, and at least ${cases(LEAST.auc)} must be certain`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function times(factor: number): string {
  return `${factor.toFixed(1)} times`;
}
