/**
 * Whether propensities come true: leads in bins of equal size by propensity, the mean propensity of each bin beside what happened
 * in it. Leads of equal propensity on a border are shared fairly, so the order of rows does not matter.
 */
import { betaQuantile } from '../math/beta.ts';
import { type Interval, TAIL } from './intervals/bootstrap.ts';
import { requireJudged } from './judged-leads.ts';
import { rankLeads, tieGroups } from './ranking.ts';

/** A bin of the reliability diagram. */
export interface ReliabilityBin {
  /** A fraction where leads of one propensity lie on a border. */
  readonly rows: number;
  readonly conversions: number;
  /** Mean, 0..1. */
  readonly propensity: number;
  /** Share that converted, 0..1. */
  readonly rate: number;
  /** 90 % interval of the rate (Jeffreys: the posterior of Beta(1/2, 1/2), which also holds where nobody or everybody converts). */
  readonly rateInterval: Interval;
}

/**
 * Bins of equal size from the highest propensities to the lowest.
 * @param binCount at least 1; with fewer leads than bins a bin holds a part of a lead
 * @throws RangeError when lengths differ, there are no leads, or a propensity or label is out of range
 */
export function reliabilityBins(
  propensities: Float64Array,
  labels: Uint8Array,
  binCount: number,
): ReliabilityBin[] {
  requireJudged('reliabilityBins', { propensities, labels });
  const { rows, conversions, propensitySums } = binSums(propensities, labels, binCount);
  return Array.from({ length: binCount }, (_, bin) => ({
    rows: rows[bin],
    conversions: conversions[bin],
    propensity: propensitySums[bin] / rows[bin],
    rate: conversions[bin] / rows[bin],
    rateInterval: rateInterval(conversions[bin], rows[bin]),
  }));
}

/**
 * Expected calibration error: mean over leads of the absolute difference between their bin's mean propensity and its rate of
 * conversion. Chance counts as error too: of few leads even true propensities show some.
 */
export function calibrationError(propensities: Float64Array, labels: Uint8Array, binCount: number): number {
  const { conversions, propensitySums } = binSums(propensities, labels, binCount);
  return (
    propensitySums.reduce((sum, expected, bin) => sum + Math.abs(expected - conversions[bin]), 0) /
    labels.length
  );
}

function binSums(propensities: Float64Array, labels: Uint8Array, binCount: number) {
  const ranking = rankLeads(propensities);
  const groups = tieGroups(ranking, labels);
  const sums = {
    rows: new Float64Array(binCount).fill(labels.length / binCount),
    conversions: new Float64Array(binCount),
    propensitySums: new Float64Array(binCount),
  };
  let position = 0;
  for (let group = 0; group < groups.rows.length; group++) {
    const end = ranking.groupEnds[group];
    const rate = groups.conversions[group] / groups.rows[group];
    const propensity = propensities[ranking.order[end - 1]];
    for (
      let bin = Math.floor((position * binCount) / labels.length);
      bin < binCount && position < end;
      bin++
    ) {
      const taken = Math.min(end, ((bin + 1) * labels.length) / binCount) - position;
      sums.conversions[bin] += rate * taken;
      sums.propensitySums[bin] += propensity * taken;
      position += taken;
    }
    position = end;
  }
  return sums;
}

function rateInterval(conversions: number, rows: number): Interval {
  const [a, b] = [conversions + 0.5, rows - conversions + 0.5];
  return { low: betaQuantile(TAIL, a, b), high: betaQuantile(1 - TAIL, a, b) };
}
