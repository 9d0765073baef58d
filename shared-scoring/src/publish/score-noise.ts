import { logit } from '../math/logistic.ts';

/** 90 % of a normal distribution lie within this many standard errors. */
const STANDARD_ERRORS = 1.6448536269514722;
/** However sure a model is, fewer points than this change nothing for whoever reads them. */
const LEAST_POINTS = 2;
/** However unsure it is, ten points are twice the odds, and that is said. */
const MOST_POINTS = 10;

/**
 * A score's own noise: the standard error of its log-odds, read off its 90 % interval (propensities), in points; from 2 to
 * 10. A move that is no larger leaves both numbers well within one another's interval.
 */
export function scoreNoise({ low, high }: { low: number; high: number }, pointsPerLogOdds: number): number {
  const standardError = (logit(high) - logit(low)) / 2 / STANDARD_ERRORS;
  return Math.min(MOST_POINTS, Math.max(LEAST_POINTS, standardError * pointsPerLogOdds));
}
