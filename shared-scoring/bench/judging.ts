/**
 * Whether the 90 % intervals of the measures hold what they claim: leads are drawn from a known truth, an interval is made from each
 * draw, and counted is how often the measure of the whole population lies within. Beside the median width stands an oracle's: the
 * distance of the 5 % and 95 % quantiles of the measure itself over all draws, which nobody who sees one draw can know.
 *
 *   node shared-scoring/bench/judging.ts [--draws 400] [--json]
 */
import { parseArgs } from 'node:util';
import type { JudgedLeads } from '../src/evaluate/bootstrap.ts';
import { type MetricIntervals, measureIntervals } from '../src/evaluate/intervals.ts';
import { measure } from '../src/evaluate/measure.ts';
import { sigmoid } from '../src/math/logistic.ts';
import { quantileSorted } from '../src/math/quantile.ts';
import { createRandom, type Random } from '../src/math/random.ts';

const MEASURES = ['auc', 'prAuc', 'logLoss', 'brier', 'ece10', 'lift10'] as const;
const POPULATION = 1_000_000;

/** How leads come about: their true log-odds, and how far the propensities shown are off. */
const TRUTHS = [
  { name: 'calibrated', slope: 1, shift: 0 },
  { name: 'too sure', slope: 1.6, shift: 0.2 },
] as const;
const SIZES = [400, 2000];

function drawLeads(
  count: number,
  { slope, shift }: { slope: number; shift: number },
  random: Random,
): JudgedLeads {
  const labels = new Uint8Array(count);
  const propensities = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const spread = random.next() + random.next() + random.next() - 1.5;
    const logOdds = -1.2 + 2.2 * spread;
    labels[row] = Number(random.next() < sigmoid(logOdds));
    propensities[row] = sigmoid(-1.2 + slope * (logOdds + 1.2) + shift);
  }
  return { propensities, labels };
}

interface Coverage {
  truth: string;
  rows: number;
  measure: string;
  /** Share of the intervals that hold the population's measure. */
  coverage: number;
  medianWidth: number;
  oracleWidth: number;
}

function coverageOf(truth: (typeof TRUTHS)[number], rows: number, draws: number): Coverage[] {
  const population = drawLeads(POPULATION, truth, createRandom(7));
  const expected = measure(population.propensities, population.labels);
  const found = Array.from({ length: draws }, (_, draw) => {
    const leads = drawLeads(rows, truth, createRandom(1000 + draw));
    return { metrics: measure(leads.propensities, leads.labels), intervals: measureIntervals([leads], draw) };
  });
  return MEASURES.map(name => {
    const within = found.filter(
      ({ intervals }) => intervals[name].low <= expected[name] && expected[name] <= intervals[name].high,
    );
    const widths = Float64Array.from(found, ({ intervals }) => widthOf(intervals, name)).sort();
    const values = Float64Array.from(found, ({ metrics }) => metrics[name]).sort();
    return {
      truth: truth.name,
      rows,
      measure: name,
      coverage: within.length / draws,
      medianWidth: quantileSorted(widths, 0.5),
      oracleWidth: quantileSorted(values, 0.95) - quantileSorted(values, 0.05),
    };
  });
}

function widthOf(intervals: MetricIntervals, name: (typeof MEASURES)[number]): number {
  return intervals[name].high - intervals[name].low;
}

const { values } = parseArgs({
  options: { draws: { type: 'string', default: '400' }, json: { type: 'boolean', default: false } },
});
const coverages = TRUTHS.flatMap(truth =>
  SIZES.flatMap(rows => coverageOf(truth, rows, Number(values.draws))),
);
if (values.json) process.stdout.write(`${JSON.stringify({ draws: Number(values.draws), coverages })}\n`);
else {
  process.stdout.write('truth       rows  measure  coverage  median width  oracle\n');
  for (const { truth, rows, measure: name, coverage, medianWidth, oracleWidth } of coverages) {
    process.stdout.write(
      `${truth.padEnd(11)} ${String(rows).padStart(4)}  ${name.padEnd(8)} ${(100 * coverage).toFixed(1).padStart(6)} %  ${medianWidth.toFixed(4).padStart(12)}  ${oracleWidth.toFixed(4)}\n`,
    );
  }
}
