import assert from 'node:assert/strict';
import { confusionAt } from '../../src/evaluate/confusion.ts';
import { judgeFairness } from '../../src/evaluate/groups/judge-fairness.ts';
import { measureSlices } from '../../src/evaluate/groups/measure-slices.ts';
import { measureIntervals } from '../../src/evaluate/intervals/measure-intervals.ts';
import type { JudgedLeads } from '../../src/evaluate/judged-leads.ts';
import { measure } from '../../src/evaluate/measure.ts';
import { reliabilityBins } from '../../src/evaluate/reliability.ts';

const costs = { wastedCall: 1, missedConversion: 3 };
const noGroups = ({ labels }: JudgedLeads) => new Int32Array(labels.length);
const JUDGES: Record<string, (leads: JudgedLeads) => unknown> = {
  measure: ({ propensities, labels }) => measure(propensities, labels),
  measureIntervals: leads => measureIntervals([leads], 1),
  reliabilityBins: ({ propensities, labels }) => reliabilityBins(propensities, labels, 10),
  confusionAt: ({ propensities, labels }) =>
    confusionAt(propensities, labels, { threshold: 0.5, costs, seed: 1 }),
  measureSlices: leads => measureSlices(leads, noGroups(leads), 1),
  judgeFairness: leads => judgeFairness(leads, noGroups(leads), { threshold: 0.5, seed: 1 }),
};

for (const [name, judge] of Object.entries(JUDGES)) {
  describe(`${name} refuses`, () => {
    for (const [what, propensities, labels, message] of [
      ['no leads', [], [], 'as many labels as propensities and at least one, got 0 and 0'],
      ['other lengths', [0.5, 0.5], [1], 'as many labels as propensities and at least one, got 1 and 2'],
      ['propensities that are no numbers', [0.5, Number.NaN], [1, 0], 'propensities from 0 to 1, got NaN'],
      ['log-odds', [-1.2, 0.5], [1, 0], 'propensities from 0 to 1, got -1.2'],
      ['points', [0.5, 61], [1, 0], 'propensities from 0 to 1, got 61'],
      ['labels that are none', [0.5, 0.6], [0, 2], 'labels of 0 and 1, got 2'],
    ] as const) {
      it(what, () => {
        const leads = { propensities: Float64Array.from(propensities), labels: Uint8Array.from(labels) };
        assert.throws(() => judge(leads), new RangeError(`${name} requires ${message}`));
      });
    }
  });
}
