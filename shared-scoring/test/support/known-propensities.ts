import type { Table, TableColumn } from '../../src/features/table.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom, drawNormal, type Random } from '../../src/math/random.ts';

/** Made-up leads with the propensity that each was drawn from. */
export interface KnownLeads {
  readonly table: Table;
  /** [nRows], drawn with `propensities`. */
  readonly labels: Uint8Array;
  readonly propensities: Float64Array;
}

/** What conversion depends on: a sum of columns, steps in pairs of columns, a smooth curve, or many weak columns. */
export const WORLDS = ['additive', 'steps', 'smooth', 'weak'] as const;
export type World = (typeof WORLDS)[number];

interface LeadDraw {
  readonly world: World;
  readonly nRows: number;
  /** Log-odds that everything else is added to. */
  readonly intercept: number;
  /** Standard deviation of the log-odds' step between tenths of the rows, as a random walk in the rows' order. */
  readonly drift: number;
  readonly seed: number;
}

const NUMBERS = 8;
const LEVEL_COUNTS = [4, 12, 40];

/** Draws leads: eight numbers (two in ten missing in one of them) and three categories, as many of them noise as the world says. */
export function drawKnownLeads({ world, nRows, intercept, drift, seed }: LeadDraw): KnownLeads {
  const random = createRandom(seed);
  const numbers = Array.from({ length: NUMBERS }, (_, at) =>
    Float64Array.from({ length: nRows }, () =>
      at === 1 && random.next() < 0.2 ? Number.NaN : drawNormal(random),
    ),
  );
  const codes = LEVEL_COUNTS.map(count => Int32Array.from({ length: nRows }, () => random.below(count)));
  const effects = LEVEL_COUNTS.map(count => Float64Array.from({ length: count }, () => drawNormal(random)));
  const weights = Float64Array.from({ length: NUMBERS }, () => drawNormal(random));
  const walk = drawWalk(random, drift);
  const propensities = Float64Array.from({ length: nRows }, (_, row) => {
    const x = numbers.map(values => (Number.isNaN(values[row]) ? -1 : values[row]));
    const levels = codes.map((of, at) => effects[at][of[row]]);
    return sigmoid(
      intercept + walk[Math.floor((10 * row) / nRows)] + signalOf(world, { x, levels, weights }),
    );
  });
  const labels = Uint8Array.from(propensities, propensity => Number(random.next() < propensity));
  return { table: toTable(numbers, codes), labels, propensities };
}

interface Lead {
  x: number[];
  levels: number[];
  weights: Float64Array;
}

function signalOf(world: World, { x, levels, weights }: Lead): number {
  if (world === 'additive') return 0.8 * x[0] + 0.5 * x[1] - 0.4 * x[2] + 0.6 * levels[0] + 0.4 * levels[1];
  if (world === 'steps')
    return (
      1.2 * Number(x[0] > 0) +
      1.2 * Number(x[1] > 0 && x[2] < 0.5) -
      0.8 * Number(levels[0] > 0 && x[3] > 0) -
      0.9
    );
  if (world === 'smooth') return Math.sin(1.5 * x[0]) + 0.7 * Math.abs(x[1]) - 0.5 * x[2] * x[3] - 0.5;
  const numbers = weights.reduce((sum, weight, at) => sum + 0.25 * weight * x[at], 0);
  return levels.reduce((sum, level) => sum + 0.25 * level, numbers);
}

function drawWalk(random: Random, drift: number): Float64Array {
  let at = 0;
  return Float64Array.from({ length: 10 }, () => {
    at += drift * drawNormal(random);
    return at;
  });
}

function toTable(numbers: Float64Array[], codes: Int32Array[]): Table {
  const numberColumns = numbers.map(
    (values, at): TableColumn => ({ kind: 'number', name: `x${at}`, label: `X ${at}`, values }),
  );
  const categoryColumns = codes.map(
    (of, at): TableColumn => ({
      kind: 'category',
      name: `c${at}`,
      label: `C ${at}`,
      codes: of,
      levels: Array.from({ length: LEVEL_COUNTS[at] }, (_, code) => `level ${code}`),
    }),
  );
  return { nRows: codes[0].length, columns: [...numberColumns, ...categoryColumns] };
}
