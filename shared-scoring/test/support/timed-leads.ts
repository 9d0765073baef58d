/**
 * Made-up leads of which it is known when each value was filled: 25 honest columns, some of which tell much, are often empty, are
 * corrected late or lack some times, and 5 leaks of the kinds that CRMs have: the `common` ones, or `subtle` ones that are late
 * in few leads, tell little, or look like something else. For the leak check's tests and bench.
 */

import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom, type Random } from '../../src/math/random.ts';

export interface TimedLeads {
  readonly names: readonly string[];
  readonly matrix: ColumnMatrix;
  readonly labels: Uint8Array;
  /** Days. */
  readonly times: { outcomeAt: Float64Array; filledAt: Float64Array[] };
  /** The planted leaks. */
  readonly leaks: readonly string[];
}

/** A value and the day it was filled; NaN for none. */
type Cell = readonly [value: number, filledAt: number];

interface Lead {
  fit: number;
  converted: number;
  createdAt: number;
  outcomeAt: number;
}

const EMPTY: Cell = [Number.NaN, Number.NaN];

const LEAKS = { common: commonLeaks, subtle: subtleLeaks };
export type LeakKind = keyof typeof LEAKS;

/** The same leads for the same seed. */
export function drawTimedLeads(nRows: number, seed: number, kind: LeakKind = 'common'): TimedLeads {
  const random = createRandom(seed);
  const leads = Array.from({ length: nRows }, () => drawLead(random));
  const makers = [...honestColumns(random), ...LEAKS[kind](random)];
  const cells = makers.map(([, make]) => leads.map(make));
  return {
    names: makers.map(([name]) => name),
    matrix: {
      nRows,
      columns: cells.map(column => ({
        kind: 'number',
        values: Float64Array.from(column, ([value]) => value),
      })),
    },
    labels: Uint8Array.from(leads, ({ converted }) => converted),
    times: {
      outcomeAt: Float64Array.from(leads, ({ outcomeAt }) => outcomeAt),
      filledAt: cells.map(column => Float64Array.from(column, ([, filledAt]) => filledAt)),
    },
    leaks: makers.map(([name]) => name).filter(name => name.startsWith('leak')),
  };
}

function drawLead(random: Random): Lead {
  const fit = 4 * (random.next() - 0.5);
  const createdAt = 365 * random.next();
  return {
    fit,
    converted: Number(random.next() < sigmoid(fit - 1.2)),
    createdAt,
    outcomeAt: createdAt + 1 + 60 * random.next(),
  };
}

type Maker = readonly [name: string, make: (lead: Lead) => Cell];

function honestColumns(random: Random): Maker[] {
  const between = ({ createdAt, outcomeAt }: Lead) => createdAt + (outcomeAt - createdAt) * random.next();
  const strong: Maker[] = [0.3, 0.6, 1].map(noise => [
    `strong ${noise}`,
    lead => [lead.fit + noise * 4 * (random.next() - 0.5), lead.createdAt],
  ]);
  const weak: Maker[] = Array.from({ length: 8 }, (_, at) => [
    `weak ${at}`,
    lead => [lead.fit + 12 * random.next(), between(lead)],
  ]);
  const noise: Maker[] = Array.from({ length: 6 }, (_, at) => [
    `noise ${at}`,
    lead => [random.below(4 + at), lead.createdAt],
  ]);
  const sparse: Maker[] = Array.from({ length: 3 }, (_, at) => [
    `filled by the eager ${at}`,
    lead => (random.next() < sigmoid(1.5 * lead.fit) ? [random.next(), between(lead)] : EMPTY),
  ]);
  const corrected: Maker[] = [0.01, 0.03, 0.08].map(share => [
    `corrected late ${share}`,
    lead => [
      lead.fit + 6 * random.next(),
      random.next() < share ? lead.outcomeAt + 30 * random.next() : lead.createdAt,
    ],
  ]);
  const untimed: Maker[] = [0.3, 0.6].map(share => [
    `half timed ${share}`,
    lead => [lead.fit + 12 * random.next(), random.next() < share ? Number.NaN : between(lead)],
  ]);
  return [...strong, ...weak, ...noise, ...sparse, ...corrected, ...untimed];
}

/** A day within three weeks of the outcome. */
function drawAfter({ outcomeAt }: Lead, random: Random): number {
  return outcomeAt + 20 * random.next();
}

function commonLeaks(random: Random): Maker[] {
  const after = (lead: Lead) => drawAfter(lead, random);
  return [
    [
      'leak: amount, filled by winning',
      lead => (lead.converted ? [1 + random.next(), lead.outcomeAt] : EMPTY),
    ],
    ['leak: rating, given to all in the end', lead => [lead.converted + 1.5 * random.next(), after(lead)]],
    [
      'leak: stage, overwritten in a third',
      lead =>
        random.next() < 0.33 ? [3 + 2 * lead.converted, after(lead)] : [random.below(8), lead.createdAt],
    ],
    [
      'leak: profile, researched for buyers',
      lead =>
        random.next() < (lead.converted ? 0.7 : 0.2)
          ? [random.next(), lead.converted ? after(lead) : lead.createdAt]
          : EMPTY,
    ],
    [
      'leak: note, a word on one in seven',
      lead =>
        random.next() < 0.15 ? [lead.converted ? 9 : 0, after(lead)] : [1 + random.below(8), lead.createdAt],
    ],
  ];
}

function subtleLeaks(random: Random): Maker[] {
  const after = (lead: Lead) => drawAfter(lead, random);
  let deals = 1000;
  return [
    ['leak: deal number, given by winning', lead => (lead.converted ? [deals++, lead.outcomeAt + 1] : EMPTY)],
    [
      'leak: survey, a noisy copy of the outcome',
      lead => [random.next() < 0.7 ? lead.converted : random.below(2), after(lead)],
    ],
    [
      'leak: owner, passed on by half of the winners',
      lead =>
        lead.converted && random.next() < 0.5
          ? [8 + random.below(2), after(lead)]
          : [random.below(10), lead.createdAt],
    ],
    [
      'leak: days open, set for all by closing',
      lead => [Math.round(lead.outcomeAt - lead.createdAt + 15 * lead.converted), lead.outcomeAt],
    ],
    [
      'leak: discount, added late for one winner in five',
      lead => {
        if (lead.converted && random.next() < 0.2) return [1 + random.below(3), after(lead)];
        return random.next() < 0.1 ? [1 + random.below(3), lead.createdAt] : EMPTY;
      },
    ],
  ];
}
