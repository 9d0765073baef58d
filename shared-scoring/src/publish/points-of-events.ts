import { engagementLogOdds } from '../engagement/cooling.ts';
import { type EngagementEvent, type EngagementState, withoutEvents } from '../engagement/engagement.ts';
import type { Signal } from '../engagement/signals.ts';
import { type FitScore, type Scale, scoreLead } from './lead-score.ts';

/** What a lead's score is made of at a time. */
export interface ScoredEngagement {
  readonly fit: FitScore;
  /** Of all events. */
  readonly state: EngagementState;
  /** Without what unsigned visitors did; null where they did nothing. */
  readonly signedState: EngagementState | null;
  readonly signals: readonly Signal[];
  readonly isLearned: boolean;
  /** Epoch milliseconds; no event is later. */
  readonly asOfMs: number;
}

/** An event in that engagement. */
export interface SignedEvent extends EngagementEvent {
  readonly signed: boolean;
}

/**
 * What some of a lead's events do to its score: the score less what it would be without them, in whole points, with all that the score
 * itself knows: cooling, saturation, the ends of the scale, and the band that unsigned acts are held in. Where a signal is
 * saturated its events share what they add, so the points of several groups need not add up to those of all.
 * @throws RangeError when a counted event is later than `asOfMs`
 */
export function pointsOfEvents(
  { fit, state, signedState, signals, isLearned, asOfMs }: ScoredEngagement,
  events: readonly SignedEvent[],
  scale: Scale,
): number {
  const pointsOf = (all: EngagementState, signed: EngagementState | null) => {
    const ofAll = engagementLogOdds(all, signals, asOfMs);
    const ofSigned = signed === null ? ofAll : engagementLogOdds(signed, signals, asOfMs);
    return scoreLead(fit, { signed: ofSigned, all: ofAll, isLearned }, scale).scorePoints;
  };
  const signedEvents = events.filter(({ signed }) => signed);
  const without = pointsOf(
    withoutEvents(state, events),
    signedState && withoutEvents(signedState, signedEvents),
  );
  return pointsOf(state, signedState) - without;
}
