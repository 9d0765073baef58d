/**
 * The measures for each group of leads, such as an industry or a country: a score that works on the whole may fail in a part of it.
 */
import { pickLabels, pickNumbers } from '../../math/order.ts';
import { type MetricIntervals, measureIntervals } from '../intervals/measure-intervals.ts';
import { type JudgedLeads, requireJudged } from '../judged-leads.ts';
import { type Metrics, measure } from '../measure.ts';

export interface Slice {
  /** Code of the group; -1 = leads of no known group. */
  readonly group: number;
  /** NaN where a measure needs an outcome that the group lacks. */
  readonly metrics: Metrics;
  /** 90 %. */
  readonly intervals: MetricIntervals;
}

/**
 * Measures each group that has leads, by rising code. Same seed, same intervals.
 * @param groups [n], a code of 0 or more for each lead, -1 = unknown
 * @throws RangeError when lengths differ, there are no leads, or a propensity or label is out of range
 */
export function measureSlices(leads: JudgedLeads, groups: Int32Array, seed: number): Slice[] {
  return [...splitByGroup(leads, groups, 'measureSlices')].map(([group, ofGroup]) => ({
    group,
    metrics: measure(ofGroup.propensities, ofGroup.labels),
    intervals: measureIntervals([ofGroup], seed),
  }));
}

/**
 * The leads of each group, by rising code.
 * @param caller who asks, for the message
 * @throws RangeError when lengths differ, there are no leads, or a propensity or label is out of range
 */
export function splitByGroup(
  leads: JudgedLeads,
  groups: Int32Array,
  caller: string,
): Map<number, JudgedLeads> {
  requireJudged(caller, leads);
  const { propensities, labels } = leads;
  if (groups.length !== labels.length)
    throw new RangeError(`${caller} requires ${labels.length} groups, got ${groups.length}`);
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const rows = rowsOf.get(groups[row]);
    if (rows === undefined) rowsOf.set(groups[row], [row]);
    else rows.push(row);
  }
  const codes = [...rowsOf.keys()].sort((a, b) => a - b);
  return new Map(
    codes.map(code => {
      const rows = Int32Array.from(rowsOf.get(code)!);
      return [code, { propensities: pickNumbers(propensities, rows), labels: pickLabels(labels, rows) }];
    }),
  );
}
