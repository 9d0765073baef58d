/**
 * When a lead has to be looked at again though nothing happens: the first time at which its cooling engagement may leave a
 * range. Every signal's part of the log-odds shrinks towards 0, so between two times the engagement lies between
 *   parts for at the end + parts against at the start   and   parts for at the start + parts against at the end.
 * Where these bounds stay in the range nothing can happen; where they do not, the time is halved until it is short. The result
 * may be a little early, never late.
 */

import { readCounter } from '../engagement/decayed-counter.ts';
import type { EngagementState } from '../engagement/engagement.ts';
import type { Signal } from '../engagement/signals.ts';

/** A cooling lead, and the log-odds of its engagement between which nothing has to be done. */
export interface CoolingWatch {
  readonly state: EngagementState;
  readonly signals: readonly Signal[];
  /** Epoch milliseconds, not before the newest event. */
  readonly fromMs: number;
  /** Both ends included; may be infinite. */
  readonly least: number;
  readonly most: number;
}

const MS_PER_DAY = 86_400_000;
/** A look that is this much early does no harm. */
const SHORTEST_MS = 60_000;
const TOLERANCE = 0.01;
/** Whatever is left of an engagement by then, somebody looks. */
const LONGEST_MS = 400 * MS_PER_DAY;

/**
 * The first time after `fromMs`, epoch milliseconds, at which the engagement's log-odds may be out of the range; `fromMs` when
 * they are already, undefined when they never will be. Some dozen evaluations of the signals that occurred.
 * @throws RangeError when an event is later than `fromMs`
 */
export function nextLook({ state, signals, fromMs, least, most }: CoolingWatch): number | undefined {
  const parts = coolingParts(state, signals, fromMs);
  const isQuiet = (begin: number, end: number): boolean => {
    const [forBegin, againstBegin] = sumParts(parts, begin);
    const [forEnd, againstEnd] = end === Number.POSITIVE_INFINITY ? [0, 0] : sumParts(parts, end);
    return forEnd + againstBegin >= least && forBegin + againstEnd <= most;
  };
  const firstLoud = (begin: number, end: number): number | undefined => {
    if (isQuiet(begin, end)) return undefined;
    if (end - begin <= Math.max(SHORTEST_MS, TOLERANCE * begin)) return begin;
    const middle = (begin + end) / 2;
    return firstLoud(begin, middle) ?? firstLoud(middle, end);
  };
  if (!isQuiet(0, 0)) return fromMs;
  for (let begin = 0, end = SHORTEST_MS; begin < LONGEST_MS; begin = end, end *= 2) {
    if (isQuiet(begin, Number.POSITIVE_INFINITY)) return undefined;
    const found = firstLoud(begin, end);
    if (found !== undefined) return Math.ceil(fromMs + Math.max(found, SHORTEST_MS));
  }
  return fromMs + LONGEST_MS;
}

/** One signal's part: weight * effective count, the count halving every half-life. */
interface CoolingPart {
  readonly weight: number;
  readonly saturation: number;
  readonly count: number;
  readonly halfLifeMs: number;
}

function coolingParts(state: EngagementState, signals: readonly Signal[], fromMs: number): CoolingPart[] {
  return signals.flatMap(({ name, weight, saturation }) => {
    if (weight === 0 || !Object.hasOwn(state.counters, name)) return [];
    const counter = state.counters[name];
    const count = readCounter(counter, fromMs);
    return [{ weight, saturation, count, halfLifeMs: counter.halfLifeDays * MS_PER_DAY }];
  });
}

/** The parts that speak for a conversion and those that speak against it, each summed, so many milliseconds on. */
function sumParts(parts: readonly CoolingPart[], elapsedMs: number): [number, number] {
  let [pro, contra] = [0, 0];
  for (const { weight, saturation, count, halfLifeMs } of parts) {
    const cooled = count * 2 ** (-elapsedMs / halfLifeMs);
    const part = weight * saturation * Math.log1p(cooled / saturation);
    if (part > 0) pro += part;
    else contra += part;
  }
  return [pro, contra];
}
