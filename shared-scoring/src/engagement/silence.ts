/**
 * Coming back after a long silence is a signal of its own that nobody sends: it follows from when the lead acted. The times in which a
 * lead was active, each pause in them shorter than the longest that still belongs together, are the clusters of its acts on the
 * line of time. The clusters of two sets of acts together are found from the ends of the clusters of each, so they can be kept in place
 * of the acts, and are the same in whatever order and in whatever parts the acts came. Each cluster but the oldest begins with a return.
 */
import type { EngagementEvent } from './engagement.ts';

/** The signal of a return. An event that bears this name is none. */
export const RETURN_SIGNAL = 'back_after_silence';

/** The signal that several people of the lead's company were active: others' acts, not its own. */
export const COMPANY_SIGNAL = 'company_active';

/** A pause of so long, and the lead has come back. */
export const SILENCE_MS = 40 * 86_400_000;

/**
 * Signals that are no acts of the person: what mail programs do by themselves, what comes of an e-mail that was not wanted, what reps
 * write, and what follows from other acts.
 */
export const NO_ACTS: readonly string[] = [
  'email_open',
  'email_bounce',
  'unsubscribe',
  'note',
  COMPANY_SIGNAL,
  RETURN_SIGNAL,
];

/** First and last act of each active time, epoch milliseconds in pairs, oldest first. Some nine pairs a year at most. */
export type ActiveTimes = readonly number[];

/** The active times of both. Commutative, associative and idempotent, exactly. */
export function mergeActiveTimes(a: ActiveTimes, b: ActiveTimes): ActiveTimes {
  const pairs = [...pairsOf(a), ...pairsOf(b)].sort(([from], [other]) => from - other);
  const merged: number[] = [];
  for (const [from, to] of pairs) {
    const end = merged.length - 1;
    if (end > 0 && from - merged[end] < SILENCE_MS) merged[end] = Math.max(merged[end], to);
    else merged.push(from, to);
  }
  return merged;
}

/** The active times with one more act. Mostly it is the newest, and belongs to the last of them. */
export function addActiveTime(active: ActiveTimes, atMs: number): ActiveTimes {
  const end = active.length - 1;
  if (end < 0 || atMs < active[end - 1] || atMs - active[end] >= SILENCE_MS)
    return mergeActiveTimes(active, [atMs, atMs]);
  return atMs <= active[end] ? active : active.with(end, atMs);
}

/** When the lead came back, oldest first. */
export function returnTimes(active: ActiveTimes): number[] {
  return pairsOf(active)
    .slice(1)
    .map(([from]) => from);
}

/** One lead's events and its returns as events. */
export function withReturns<Event extends EngagementEvent>(
  events: readonly Event[],
): (Event | EngagementEvent)[] {
  const acts = events.filter(({ signal }) => !NO_ACTS.includes(signal));
  const times = acts.map(({ atMs }) => atMs).sort((a, b) => a - b);
  const active = mergeActiveTimes(
    times.flatMap(atMs => [atMs, atMs]),
    [],
  );
  return [...events, ...returnTimes(active).map(atMs => ({ signal: RETURN_SIGNAL, atMs }))];
}

function pairsOf(active: ActiveTimes): [from: number, to: number][] {
  return Array.from({ length: active.length / 2 }, (_, at) => [active[2 * at], active[2 * at + 1]]);
}
