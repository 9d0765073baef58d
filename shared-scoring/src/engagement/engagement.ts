import {
  countEvent,
  type DecayedCounter,
  mergeCounters,
  readCounter,
  uncountEvents,
} from './decayed-counter.ts';
import type { Signal } from './signals.ts';
import {
  type ActiveTimes,
  addActiveTime,
  mergeActiveTimes,
  NO_ACTS,
  RETURN_SIGNAL,
  returnTimes,
} from './silence.ts';

/** One timestamped act by a lead. */
export interface EngagementEvent {
  /** Name of its signal. */
  readonly signal: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * What a lead's events left behind: one decayed counter for each signal that occurred, by name, that of its returns
 * after silence included. Plain JSON. The same events give an equal state in whatever order and in whatever parts they came.
 */
export interface EngagementState {
  readonly counters: Readonly<Record<string, DecayedCounter>>;
  /** When it was active, from which returns follow; absent while it did nothing, or where returns are no signal. */
  readonly active?: ActiveTimes;
}

/** The state of a lead that did nothing yet. */
export const NO_ENGAGEMENT: EngagementState = { counters: {} };

/**
 * The state after one more event, which may be older than those before. An event of a signal that is not among `signals`
 * changes nothing. Takes the same time however many events there were; each event must be given once.
 * @throws RangeError when the event's time is not finite, or the state was folded with another half-life
 */
export function addEvent(
  state: EngagementState,
  { signal, atMs }: EngagementEvent,
  signals: readonly Signal[],
): EngagementState {
  const known = signals.find(({ name }) => name === signal);
  if (known === undefined || signal === RETURN_SIGNAL) return state;
  const counters = mergeByName(state.counters, { [signal]: countEvent(known.halfLifeDays, atMs) });
  if (NO_ACTS.includes(signal) || halfLifeOfReturns(signals) === undefined) return { ...state, counters };
  const before = state.active ?? [];
  const active = addActiveTime(before, atMs);
  // Returns follow from the beginnings alone; mostly an act only moves the last end.
  return beginAlike(before, active) ? { counters, active } : withActiveTimes(counters, active, signals);
}

/**
 * The state of one lead of whom two were known, both folded with these signals. Commutative and associative, exactly.
 * @throws RangeError when the states were folded with different half-lives
 */
export function mergeEngagement(
  a: EngagementState,
  b: EngagementState,
  signals: readonly Signal[],
): EngagementState {
  const active = mergeActiveTimes(a.active ?? [], b.active ?? []);
  return withActiveTimes(mergeByName(a.counters, b.counters), active, signals);
}

type Counters = EngagementState['counters'];

function mergeByName(a: Counters, b: Counters): Counters {
  const counters = new Map(Object.entries(a));
  for (const [name, counter] of Object.entries(b)) {
    const known = counters.get(name);
    counters.set(name, known === undefined ? counter : mergeCounters(known, counter));
  }
  // A Map, because a signal may be called `__proto__`.
  return Object.fromEntries(counters);
}

/** Returns are counted anew and never added up: those of each of two states may be none of both together. */
function withActiveTimes(
  { [RETURN_SIGNAL]: _, ...counters }: Counters,
  active: ActiveTimes,
  signals: readonly Signal[],
): EngagementState {
  if (active.length === 0) return { counters };
  const halfLifeDays = halfLifeOfReturns(signals);
  if (halfLifeDays === undefined || active.length === 2) return { counters, active };
  const returns = returnTimes(active).map(atMs => countEvent(halfLifeDays, atMs));
  return { counters: { ...counters, [RETURN_SIGNAL]: returns.reduce(mergeCounters) }, active };
}

function halfLifeOfReturns(signals: readonly Signal[]): number | undefined {
  return signals.find(({ name }) => name === RETURN_SIGNAL)?.halfLifeDays;
}

function beginAlike(a: ActiveTimes, b: ActiveTimes): boolean {
  return a.length === b.length && a.every((time, at) => at % 2 === 1 || time === b[at]);
}

/**
 * What a state would say without some of the events in it, to be read from the newest of all its events on. Events that are not
 * in it must not be given. Returns after silence stay, unless they are given, too.
 */
export function withoutEvents(state: EngagementState, events: readonly EngagementEvent[]): EngagementState {
  const times = Map.groupBy(events, ({ signal }) => signal);
  const counters = Object.entries(state.counters).map(([name, counter]) => {
    const gone = times.get(name);
    return [
      name,
      gone
        ? uncountEvents(
            counter,
            gone.map(({ atMs }) => atMs),
          )
        : counter,
    ] as const;
  });
  return { ...state, counters: Object.fromEntries(counters) };
}

/**
 * The state that a lead's events up to `asOfMs` (included) leave; later ones are not known yet and change nothing.
 * @throws RangeError when a time is not finite
 */
export function foldEvents(
  events: Iterable<EngagementEvent>,
  signals: readonly Signal[],
  asOfMs: number,
): EngagementState {
  let state = NO_ENGAGEMENT;
  for (const event of events) if (!(event.atMs > asOfMs)) state = addEvent(state, event, signals);
  return state;
}

/**
 * The decayed count of every signal, 0 for those that did not occur, in the order of `signals`.
 * @throws RangeError when a counted event is later than `asOfMs`
 */
export function signalCounts(
  state: EngagementState,
  signals: readonly Signal[],
  asOfMs: number,
): Float64Array {
  return Float64Array.from(signals, ({ name }) =>
    Object.hasOwn(state.counters, name) ? readCounter(state.counters[name], asOfMs) : 0,
  );
}
