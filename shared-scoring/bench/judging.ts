/**
 * Whether the 90 % intervals of the measures hold what they claim: leads are drawn from a known truth, an interval is made from each
 * draw, and counted is how often the measure of the whole population lies within. Beside the median width stands an oracle's: the
 * distance of the 5 % and 95 % quantiles of the measure itself over all draws, which nobody who sees one draw can know.
 *
 *   node shared-scoring/bench/judging.ts [--draws 400] [--json]
 */
import { parseArgs } from 'node:util';
import { type ConfusionRates, confusionAt } from '../src/evaluate/confusion.ts';
import type { Interval } from '../src/evaluate/intervals/bootstrap.ts';
import { type MetricIntervals, measureIntervals } from '../src/evaluate/intervals/measure-intervals.ts';
import type { JudgedLeads } from '../src/evaluate/judged-leads.ts';
import { measure } from '../src/evaluate/measure.ts';
import { sigmoid } from '../src/math/logistic.ts';
import { quantileSorted } from '../src/math/quantile.ts';
import { createRandom, type Random } from '../src/math/random.ts';

const MEASURES = ['auc', 'prAuc', 'logLoss', 'brier', 'ece10', 'lift10'] as const;
const RATES = ['precision', 'recall', 'specificity', 'called', 'costPerLead'] as const;
const DECISION = { threshold: 0.4, costs: { wastedCall: 1, missedConversion: 4 } };
const POPULATION = 300_000;

/** How leads come about: the log-odds shown of true ones. The last errs in one place only, as no line in the log-odds does. */
const TRUTHS: { name: string; shown: (logOdds: number) => number }[] = [
  { name: 'calibrated', shown: logOdds => logOdds },
  { name: 'too sure', shown: logOdds => -1.2 + 1.6 * (logOdds + 1.2) + 0.2 },
  { name: 'base rate moved', shown: logOdds => logOdds + 0.5 },
  { name: 'wrong at the top', shown: logOdds => logOdds + Number(logOdds > 0) },
];
type Truth = (typeof TRUTHS)[number];
const SIZES = [400, 2000];

function drawLeads(count: number, { shown }: Truth, random: Random): JudgedLeads {
  const labels = new Uint8Array(count);
  const propensities = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const spread = random.next() + random.next() + random.next() - 1.5;
    const logOdds = -1.2 + 2.2 * spread;
    labels[row] = Number(random.next() < sigmoid(logOdds));
    propensities[row] = sigmoid(shown(logOdds));
  }
  return { propensities, labels };
}

type Figures = Record<keyof MetricIntervals | keyof ConfusionRates, number>;

interface Judged {
  figures: Figures;
  intervals: Record<keyof Figures, Interval>;
}

function judge({ propensities, labels }: JudgedLeads, seed: number): Judged {
  const { rates, intervals } = confusionAt(propensities, labels, { ...DECISION, seed });
  return {
    figures: { ...measure(propensities, labels), ...rates },
    intervals: { ...measureIntervals([{ propensities, labels }], seed), ...intervals },
  };
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

function coverageOf(truth: Truth, rows: number, draws: number): Coverage[] {
  const expected = judge(drawLeads(POPULATION, truth, createRandom(7)), 1).figures;
  const found = Array.from({ length: draws }, (_, draw) =>
    judge(drawLeads(rows, truth, createRandom(1000 + draw)), draw),
  );
  return [...MEASURES, ...RATES].map(name => {
    const within = found.filter(
      ({ intervals }) => intervals[name].low <= expected[name] && expected[name] <= intervals[name].high,
    );
    const widths = found.map(({ intervals }) => intervals[name].high - intervals[name].low);
    const values = Float64Array.from(found, ({ figures }) => figures[name]).sort();
    return {
      truth: truth.name,
      rows,
      measure: name,
      coverage: within.length / draws,
      medianWidth: quantileSorted(Float64Array.from(widths).sort(), 0.5),
      oracleWidth: quantileSorted(values, 0.95) - quantileSorted(values, 0.05),
    };
  });
}

const { values } = parseArgs({
  options: { draws: { type: 'string', default: '400' }, json: { type: 'boolean', default: false } },
});
const coverages = TRUTHS.flatMap(truth =>
  SIZES.flatMap(rows => coverageOf(truth, rows, Number(values.draws))),
);
if (values.json) process.stdout.write(`${JSON.stringify({ draws: Number(values.draws), coverages })}\n`);
else {
  process.stdout.write('truth             rows  measure      coverage  median width  oracle\n');
  for (const { truth, rows, measure: name, coverage, medianWidth, oracleWidth } of coverages) {
    process.stdout.write(
      `${truth.padEnd(16)} ${String(rows).padStart(4)}  ${name.padEnd(11)} ${(100 * coverage).toFixed(1).padStart(6)} %  ${medianWidth.toFixed(4).padStart(12)}  ${oracleWidth.toFixed(4)}\n`,
    );
  }
}
