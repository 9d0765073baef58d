import { keep, readKept } from './kept.ts';
import type { SiteState } from './live.ts';

/** What the visitor did last, and what has been seen of it; kept through the loads of pages, where the browser keeps anything. */
export interface Act {
  what: string;
  atMs: number;
  /** How all stood before it. */
  before: SiteState | null;
  /** Seconds until each record was seen changed; null while it is not. */
  seconds: (number | null)[];
  /** When it was first seen that the service has scored the visitor since. */
  scoredSeenMs: number | null;
}

/** What has come of an act. `unchanged`: scored again, and nothing of it has to be written. `late`: nothing is seen of it. */
export type Outcome = 'down' | 'changed' | 'unchanged' | 'late' | 'waiting';

/** So long is looked for what comes of an act. */
export const LOOK_FOR_MS = 15_000;
/** What happens at once may be scored twice, and the second score be the one that is written. */
const SETTLES_MS = 1_500;
const MS_PER_SECOND = 1_000;
const KEY = 'demo.act';

export function readAct(): Act | null {
  return JSON.parse(readKept('sessionStorage', KEY) ?? 'null') as Act | null;
}

export function keepAct(act: Act | null): void {
  keep('sessionStorage', KEY, act && JSON.stringify(act));
}

/** Notes in the act what a look at service and records shows for the first time. */
export function observe(act: Act, state: SiteState, nowMs: number): void {
  act.before ??= state;
  const { before } = act;
  state.records.forEach((fields, at) => {
    act.seconds[at] ??= null;
    const isNew = fields !== null && JSON.stringify(fields) !== JSON.stringify(before.records[at]);
    // A record that could not be read before shows nothing new by being read.
    if (isNew && before.records[at] && act.seconds[at] === null)
      act.seconds[at] = (nowMs - act.atMs) / MS_PER_SECOND;
  });
  if (state.service && state.service.scoredAt !== before.service?.scoredAt) act.scoredSeenMs ??= nowMs;
}

export function outcomeOf(act: Act, { service }: SiteState, nowMs: number): Outcome {
  if (service === null) return 'down';
  if (act.seconds.length > 0 && !act.seconds.includes(null)) return 'changed';
  const isPublished = service.publishedAt !== act.before?.service?.publishedAt;
  const isSettled = act.scoredSeenMs !== null && nowMs - act.scoredSeenMs > SETTLES_MS;
  if (isSettled && !isPublished) return 'unchanged';
  return nowMs - act.atMs > LOOK_FOR_MS ? 'late' : 'waiting';
}
