/**
 * Planted half-lives learned again, beside the best that any unbiased method could reach (Cramér and Rao's bound from
 * Fisher's information at the truth): how many of them come within 20 %, and how many 90 % intervals hold the truth.
 *
 *   node shared-scoring/bench/half-lives.ts [--draws 100] [--leads 5000] [--json]
 */
import { parseArgs } from 'node:util';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { decayLikelihood, tabulateHistories } from '../src/engagement/decay-likelihood.ts';
import { learnSignals } from '../src/engagement/learn-signals.ts';
import type { Signal } from '../src/engagement/signals.ts';
import { plantHistories } from '../test/support/planted-histories.ts';

/** Differentiator 8's figures, and weights as strong, half as strong, and with repeated events that tell less. */
const PLANTS = [
  { strength: 1, saturation: 1000 },
  { strength: 1, saturation: 1 },
  { strength: 0.5, saturation: 1000 },
];
const HALF_LIVES = { demo_request: 3, pricing_view: 6, webinar: 20 };
const WEIGHT = 2;
const PLAN = { base: -4, mostEvents: 4, halfLives: 4 };
/** What the learner starts from, for every signal alike. */
const DEFAULT = { halfLifeDays: 8, weight: 0.5, saturation: 1 };
const WITHIN = 0.2;

interface HalfLifeFigures {
  signal: string;
  halfLifeDays: number;
  strength: number;
  saturation: number;
  /** Shares of draws. */
  within20: number;
  boundWithin20: number;
  covered90: number;
  learned: number;
  /** Mean of ln(learned / truth). */
  bias: number;
}

function judge(plant: (typeof PLANTS)[number], draws: number, leads: number): HalfLifeFigures[] {
  const planted = Object.entries(HALF_LIVES).map(([name, halfLifeDays]) => ({
    name,
    label: name,
    halfLifeDays,
    weight: WEIGHT * plant.strength,
    saturation: plant.saturation,
  }));
  const defaults = planted.map(signal => ({ ...signal, ...DEFAULT }));
  const runs = Array.from({ length: draws }, (_, seed) =>
    learnSignals(plantHistories(planted, { ...PLAN, leads, seed }), defaults),
  );
  const bounds = lowestDeviations(planted, leads);
  return planted.map(({ name, halfLifeDays }, at) => {
    const learned = runs.map(run => run[at]);
    const shareOf = (holds: (each: (typeof learned)[number]) => boolean) =>
      round(learned.filter(holds).length / draws);
    const errors = learned.map(each => Math.log(each.halfLifeDays / halfLifeDays));
    return {
      signal: name,
      halfLifeDays,
      ...plant,
      within20: shareOf(each => Math.abs(each.halfLifeDays / halfLifeDays - 1) <= WITHIN),
      boundWithin20: round(normalWithin(bounds[at])),
      covered90: shareOf(
        each => each.halfLifeLowDays <= halfLifeDays && halfLifeDays <= each.halfLifeHighDays,
      ),
      learned: shareOf(each => each.learned),
      bias: round(errors.reduce((sum, error) => sum + error, 0) / draws),
    };
  });
}

/** Of ln(half-life), from the information that a large sample holds at the truth. */
function lowestDeviations(planted: readonly Signal[], leads: number): number[] {
  const sample = 50_000;
  const table = tabulateHistories(plantHistories(planted, { ...PLAN, leads: sample, seed: 0 }), planted);
  const truth = Float64Array.from([
    PLAN.base,
    ...planted.map(({ weight }) => weight),
    ...planted.map(({ halfLifeDays }) => Math.log(halfLifeDays)),
  ]);
  const { curvature } = decayLikelihood(table, truth, planted[0].saturation);
  const information = Matrix.from1DArray(truth.length, truth.length, curvature);
  const covariance = new CholeskyDecomposition(information).solve(Matrix.eye(truth.length));
  return covariance
    .diag()
    .slice(1 + planted.length)
    .map(variance => Math.sqrt((variance * sample) / leads));
}

/** Chance that a normal error of ln(half-life) leaves the half-life within 20 %. */
function normalWithin(deviation: number): number {
  const below = (limit: number) => {
    const steps = 2000;
    let sum = 0;
    const from = -8;
    const width = (limit / deviation - from) / steps;
    for (let step = 0; step < steps; step++)
      sum += Math.exp(-((from + (step + 0.5) * width) ** 2) / 2) * width;
    return sum / Math.sqrt(2 * Math.PI);
  };
  return below(Math.log(1 + WITHIN)) - below(Math.log(1 - WITHIN));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '100' },
    leads: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
});
const [draws, leads] = [Number(values.draws), Number(values.leads)];
const figures = PLANTS.flatMap(plant => judge(plant, draws, leads));
process.stdout.write(
  values.json
    ? `${JSON.stringify({ draws, leads, figures })}\n`
    : `${figures.map(each => JSON.stringify(each)).join('\n')}\n`,
);
