/**
 * The measures for each group of leads, such as an industry or a country: a score that works on the whole may fail in a part of it.
 */
import { pickLabels, pickNumbers } from '../../math/order.ts';
import type { JudgedLeads } from '../bootstrap.ts';
import { type MetricIntervals, measureIntervals } from '../intervals.ts';
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
 * @throws RangeError when the lengths differ or there are no leads
 */
export function measureSlices(leads: JudgedLeads, groups: Int32Array, seed: number): Slice[] {
  return [...splitByGroup(leads, groups)].map(([group, ofGroup]) => ({
    group,
    metrics: measure(ofGroup.propensities, ofGroup.labels),
    intervals: measureIntervals([ofGroup], seed),
  }));
}

/**
 * The leads of each group, by rising code.
 * @throws RangeError when the lengths differ or there are no leads
 */
export function splitByGroup(
  { propensities, labels }: JudgedLeads,
  groups: Int32Array,
): Map<number, JudgedLeads> {
  if (groups.length === 0 || labels.length !== groups.length || propensities.length !== groups.length) {
    throw new RangeError(
      `groups require as many propensities and labels, and at least one, got ${groups.length} groups, ${propensities.length} and ${labels.length}`,
    );
  }
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
