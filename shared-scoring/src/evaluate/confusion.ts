import { drawStatistics, type Interval, percentileInterval } from './intervals/bootstrap.ts';
import { requireJudged } from './judged-leads.ts';

/** What each kind of decision costs, in any one unit; a gain is negative. */
export interface DecisionCosts {
  /** Calling a lead that does not convert. */
  readonly wastedCall: number;
  /** Leaving out a lead that converts. */
  readonly missedConversion: number;
  /** Calling a lead that converts; 0 without. */
  readonly wonCall?: number;
}

/** What comes of calling the leads whose propensity is at least a threshold. */
export interface Confusion {
  readonly threshold: number;
  /** Called, converted. */
  readonly truePositives: number;
  /** Called, not converted. */
  readonly falsePositives: number;
  /** Not called, converted. */
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly rates: ConfusionRates;
  /** 90 % intervals of the rates (bootstrap); NaN where no draw has one. */
  readonly intervals: { readonly [Rate in keyof ConfusionRates]: Interval };
}

/** NaN where nothing is counted, such as the precision of calling nobody. */
export interface ConfusionRates {
  /** Share of the called that convert. */
  readonly precision: number;
  /** Share of the conversions that are called; the sensitivity. */
  readonly recall: number;
  /** Share of the others that are left alone. */
  readonly specificity: number;
  /** Share of all leads that is called. */
  readonly called: number;
  /** Mean of a lead, in the costs' unit. */
  readonly costPerLead: number;
}

/** The four counts of `Confusion`: true and false positives, false and true negatives. */
type Cells = readonly [number, number, number, number];

/**
 * Confusion of propensities [n] at a threshold. Same seed, same intervals.
 * @throws RangeError when lengths differ, there are no leads, a propensity or label is out of range, or the threshold or a cost is NaN
 */
export function confusionAt(
  propensities: Float64Array,
  labels: Uint8Array,
  { threshold, costs, seed }: { threshold: number; costs: DecisionCosts; seed: number },
): Confusion {
  requireJudged('confusionAt', { propensities, labels });
  if ([threshold, ...Object.values(costs)].some(Number.isNaN))
    throw new RangeError('confusionAt requires a threshold and costs that are numbers, got NaN');
  const cellOf = Uint8Array.from(labels, (label, row) =>
    propensities[row] >= threshold ? 1 - label : 3 - label,
  );
  const count = (counts?: Int32Array): Cells => {
    const cells: [number, number, number, number] = [0, 0, 0, 0];
    for (let row = 0; row < cellOf.length; row++)
      cells[cellOf[row]] += counts === undefined ? 1 : counts[row];
    return cells;
  };
  const cells = count();
  const [truePositives, falsePositives, falseNegatives, trueNegatives] = cells;
  const drawn = drawStatistics(labels.length, counts => ratesOf(count(counts), costs), { seed });
  return {
    threshold,
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    rates: nameRates(ratesOf(cells, costs)),
    intervals: nameRates(drawn.map(percentileInterval)),
  };
}

/**
 * The threshold on calibrated propensities above which calling costs less than leaving out: where
 * p x wonCall + (1 - p) x wastedCall = p x missedConversion.
 * @throws RangeError when calling never or always pays, so that there is nothing to decide
 * @see Elkan (2001), The Foundations of Cost-Sensitive Learning, equation 2
 */
export function bestThreshold({ wastedCall, missedConversion, wonCall = 0 }: DecisionCosts): number {
  if (!(wastedCall > 0 && missedConversion > wonCall)) {
    throw new RangeError(
      `bestThreshold requires a wasted call that costs and a missed conversion dearer than a won call, got ${wastedCall}, ${missedConversion} and ${wonCall}`,
    );
  }
  return wastedCall / (wastedCall + missedConversion - wonCall);
}

function ratesOf([won, wasted, missed, spared]: Cells, costs: DecisionCosts): number[] {
  const total = won + wasted + missed + spared;
  const cost = won * (costs.wonCall ?? 0) + wasted * costs.wastedCall + missed * costs.missedConversion;
  return [
    won / (won + wasted),
    won / (won + missed),
    spared / (spared + wasted),
    (won + wasted) / total,
    cost / total,
  ];
}

function nameRates<T>(values: readonly T[]): { readonly [Rate in keyof ConfusionRates]: T } {
  const [precision, recall, specificity, called, costPerLead] = values;
  return { precision, recall, specificity, called, costPerLead };
}
