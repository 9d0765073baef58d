import {
  type FitScore,
  groupVisits,
  MOST_ENTRIES,
  pointsOfEvents,
  RETURN_SIGNAL,
  returnTimes,
  type Scale,
  type ScoredEngagement,
  type Signal,
  type ToldAct,
  type ToldGroup,
} from '@aix/shared-scoring';
import type { LatestEvent } from '../../store/card-source.ts';
import type { StoredEngagement } from '../../store/engagement.ts';
import type { SignalSet } from '../../store/signals.ts';
import { aboutOf, spellSignal } from './say-event.ts';

/** Acts that happen on a web site whoever reports them; what a visitor's browser tells does so always. */
const ON_SITE: ReadonlySet<string> = new Set([
  'page_view',
  'pricing_view',
  'page_read',
  'click',
  'content_download',
  'form_submit',
  'chat',
]);
/** How long a page was in view. That tells how long a visit was; it is no act of its own. */
const READING = 'page_read';

/** How many acts are enough to tell of. */
export const MOST_EVENTS = 200;

/** What a lead did of late, and what that is worth. */
export interface LatestActs {
  signals: SignalSet;
  /** Newest first, at most `MOST_EVENTS`. */
  events: readonly LatestEvent[];
}

/** What a lead did of late, by visits, with what each does to the score now, as far as a card has room. */
export function tellTimeline(
  { signals, events }: LatestActs,
  {
    engagement: stored,
    fit,
    scale,
    now,
  }: {
    engagement: Pick<StoredEngagement, 'state' | 'signedState' | 'hasUnsigned' | 'lastEventAt'>;
    fit: FitScore;
    scale: Scale;
    now: Date;
  },
): ToldGroup[] {
  const scored: ScoredEngagement = {
    ...{ fit, state: stored.state, signedState: stored.hasUnsigned ? stored.signedState : null },
    ...{ signals: signals.signals, isLearned: signals.learned },
    // Another process's clock may be ahead of ours.
    asOfMs: Math.max(now.getTime(), stored.lastEventAt.getTime()),
  };
  const groups = wholeGroups(events)
    .filter(({ acts }) => acts.some(({ signal }) => signal !== READING))
    .slice(0, MOST_ENTRIES)
    .map(({ kind, acts }) => ({
      kind,
      from: new Date(acts[0]!.atMs),
      to: new Date(acts.at(-1)!.atMs),
      points: pointsOfEvents(scored, acts, scale),
      acts: tellActs(acts, signals.signals),
    }));
  return [...groups, ...tellReturns(scored, scale)]
    .sort((a, b) => b.to.getTime() - a.to.getTime())
    .slice(0, MOST_ENTRIES);
}

/** Returns after silence, which no event tells. */
function tellReturns(scored: ScoredEngagement, scale: Scale): ToldGroup[] {
  const { label } = scored.signals.find(({ name }) => name === RETURN_SIGNAL) ?? {};
  if (label === undefined) return [];
  const signedTimes = returnTimes((scored.signedState ?? scored.state).active ?? []);
  return returnTimes(scored.state.active ?? []).map(atMs => {
    const event = { signal: RETURN_SIGNAL, atMs, signed: signedTimes.includes(atMs) };
    const at = new Date(atMs);
    const points = pointsOfEvents(scored, [event], scale);
    return { kind: 'act', from: at, to: at, points, acts: [{ label, count: 1, about: [] }] };
  });
}

/** Where there are more events than were read, the oldest group may lack some: it is left out, unless it is all there is. */
function wholeGroups(events: readonly LatestEvent[]) {
  const groups = groupVisits(
    events.map(event => ({
      ...event,
      atMs: event.at.getTime(),
      isOnSite: event.isOfVisitor || ON_SITE.has(event.signal),
    })),
  );
  return events.length < MOST_EVENTS || groups.length === 1 ? groups : groups.slice(0, -1);
}

/** A group's acts by their signals, the weightiest first. */
function tellActs(acts: readonly LatestEvent[], signals: readonly Signal[]): ToldAct[] {
  const known = new Map(signals.map(signal => [signal.name, signal]));
  const weightOf = (name: string) => Math.abs(known.get(name)?.weight ?? 0);
  return [...Map.groupBy(acts, ({ signal }) => signal)]
    .filter(([signal]) => signal !== READING)
    .sort(([a], [b]) => weightOf(b) - weightOf(a))
    .map(([signal, alike]) => ({
      label: known.get(signal)?.label ?? spellSignal(signal),
      count: alike.length,
      about: [...new Set(alike.flatMap(({ properties }) => aboutOf(properties) ?? []))],
    }));
}
