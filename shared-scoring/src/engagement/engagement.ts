import { countEvent, type DecayedCounter, mergeCounters, readCounter } from './decayed-counter.ts';
import type { Signal } from './signals.ts';

/** One timestamped act by a lead. */
export interface EngagementEvent {
  /** Name of its signal. */
  readonly signal: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * What a lead's events left behind: one decayed counter for each signal that occurred, by name. Plain JSON. The same events
 * give an equal state in whatever order and in whatever parts they came.
 */
export interface EngagementState {
  readonly counters: Readonly<Record<string, DecayedCounter>>;
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
  if (known === undefined) return state;
  return mergeEngagement(state, { counters: { [signal]: countEvent(known.halfLifeDays, atMs) } });
}

/**
 * The state of one lead of whom two were known. Commutative and associative, exactly.
 * @throws RangeError when the states were folded with different half-lives
 */
export function mergeEngagement(a: EngagementState, b: EngagementState): EngagementState {
  const counters = new Map(Object.entries(a.counters));
  for (const [name, counter] of Object.entries(b.counters)) {
    const known = counters.get(name);
    counters.set(name, known === undefined ? counter : mergeCounters(known, counter));
  }
  // A Map, because a signal may be called `__proto__`.
  return { counters: Object.fromEntries(counters) };
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
