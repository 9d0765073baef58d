/**
 * Half-lives planted in leads that are followed day by day for 90 days, learned in two ways: from a label 30 days after one as-of time, and
 * from the moments of the conversions (`timedHistories`). For each: how many come within 20 %, how many are given back as the default, how
 * many 90 % intervals hold the truth. From the moments, which tell weights of the same meaning as those planted, also how far the fall of a
 * score in 7 quiet days is foretold wrongly, in points.
 *
 *   node shared-scoring/bench/followed-half-lives.ts [--draws 20] [--leads 5000] [--json]
 */
import { parseArgs } from 'node:util';
import { forecastCooling } from '../src/engagement/cooling.ts';
import type { LeadHistory } from '../src/engagement/decay-likelihood.ts';
import { foldEvents } from '../src/engagement/engagement.ts';
import { type LearnedSignal, learnSignals } from '../src/engagement/learn-signals.ts';
import type { Signal } from '../src/engagement/signals.ts';
import { type FollowedLead, timedHistories } from '../src/engagement/timed-histories.ts';
import { quantileSorted } from '../src/math/quantile.ts';
import { followLeads } from '../test/support/followed-leads.ts';

/** Log-odds of converting on a day, per effective event, and without any: the stronger the signals, the fewer convert without. */
const PLANTS = [
  { weight: 2, base: -7.5 },
  { weight: 1.5, base: -7.5 },
  { weight: 1, base: -6.5 },
  { weight: 0.5, base: -6.5 },
];
const HALF_LIVES = { demo_request: 3, pricing_view: 6, webinar: 20 };
const DEFAULT = { halfLifeDays: 8, weight: 0.5, saturation: 1 };
const MS_PER_DAY = 86_400_000;
const DAYS = 90;
const AS_OF_DAY = 30;
const HORIZON_DAYS = 30;
const AHEAD_DAYS = 7;
const POINTS_PER_LOG_ODDS = 10 / Math.LN2;
const WITHIN = 0.2;

/** Shares of draws. */
interface Recovery {
  within20: number;
  learned: number;
  covered90: number;
}

interface PlantFigures {
  weight: number;
  /** Mean of a draw. */
  conversions: number;
  signals: { signal: string; halfLifeDays: number; labels: Recovery; moments: Recovery }[];
  /** Points, over leads of all draws: half of the leads are off by less, nine of ten. */
  forecastError: { median: number; ninetieth: number };
}

function labelAtHorizon(leads: readonly FollowedLead[]): LeadHistory[] {
  const asOfMs = AS_OF_DAY * MS_PER_DAY;
  return leads
    .filter(({ convertedAtMs }) => convertedAtMs === null || convertedAtMs > asOfMs)
    .map(({ events, convertedAtMs }) => {
      const converts = convertedAtMs !== null && convertedAtMs <= asOfMs + HORIZON_DAYS * MS_PER_DAY;
      return { events, asOfMs, label: converts ? 1 : 0 };
    });
}

/** Points by which the fall of each lead's score is foretold too high or too low. */
function forecastErrors(planted: Signal[], learned: Signal[], leads: readonly FollowedLead[]): number[] {
  const nowMs = AS_OF_DAY * MS_PER_DAY;
  const atMs = [nowMs, nowMs + AHEAD_DAYS * MS_PER_DAY];
  return leads.map(({ events }) => {
    const fallOf = (signals: Signal[]) => {
      const state = foldEvents(events, signals, nowMs);
      const [now, ahead] = forecastCooling({ state, signals, restLogOdds: 0, atMs });
      return now - ahead;
    };
    return Math.abs(fallOf(learned) - fallOf(planted)) * POINTS_PER_LOG_ODDS;
  });
}

function judge({ weight, base }: (typeof PLANTS)[number], draws: number, leads: number): PlantFigures {
  const planted = Object.entries(HALF_LIVES).map(([name, halfLifeDays]) => ({
    name,
    label: name,
    halfLifeDays,
    weight,
    saturation: 1,
  }));
  const defaults = planted.map(signal => ({ ...signal, ...DEFAULT }));
  const drawn = Array.from({ length: draws }, (_, seed) =>
    followLeads(planted, { leads, seed: seed + 1, base, days: DAYS }),
  );
  const labels = drawn.map(followed => learnSignals(labelAtHorizon(followed), defaults));
  const moments = drawn.map(followed => learnSignals(timedHistories(followed, 1), defaults));
  const errors = moments.flatMap((learned, at) => forecastErrors(planted, learned, drawn[at].slice(0, 500)));
  const sorted = Float64Array.from(errors).sort();
  const recoveryOf = (runs: LearnedSignal[][], at: number) =>
    recover(
      runs.map(run => run[at]),
      planted[at].halfLifeDays,
    );
  return {
    weight,
    conversions: Math.round(drawn.flat().filter(lead => lead.convertedAtMs !== null).length / draws),
    signals: planted.map(({ name, halfLifeDays }, at) => ({
      signal: name,
      halfLifeDays,
      labels: recoveryOf(labels, at),
      moments: recoveryOf(moments, at),
    })),
    forecastError: {
      median: round(quantileSorted(sorted, 0.5)),
      ninetieth: round(quantileSorted(sorted, 0.9)),
    },
  };
}

function recover(runs: readonly LearnedSignal[], truth: number): Recovery {
  const shareOf = (holds: (run: LearnedSignal) => boolean) => round(runs.filter(holds).length / runs.length);
  return {
    within20: shareOf(({ halfLifeDays }) => Math.abs(halfLifeDays / truth - 1) <= WITHIN),
    learned: shareOf(({ learned }) => learned),
    covered90: shareOf(
      ({ halfLifeLowDays, halfLifeHighDays }) => halfLifeLowDays <= truth && truth <= halfLifeHighDays,
    ),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '20' },
    leads: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
});
const [draws, leads] = [Number(values.draws), Number(values.leads)];
const figures = PLANTS.map(plant => judge(plant, draws, leads));
if (values.json) process.stdout.write(`${JSON.stringify({ draws, leads, figures })}\n`);
else {
  for (const { weight, conversions, signals, forecastError } of figures) {
    process.stdout.write(
      `weight ${weight}, ${conversions} conversions, 7 days ahead off by ${forecastError.median} points in the median, ${forecastError.ninetieth} in one of ten\n`,
    );
    for (const each of signals) process.stdout.write(`  ${JSON.stringify(each)}\n`);
  }
}
