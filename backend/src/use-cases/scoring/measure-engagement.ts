import { type EngagementOffset, engagementLogOdds, NO_ENGAGEMENT } from '@aix/shared-scoring';
import type { StoredEngagement } from '../../store/engagement.ts';
import type { SignalSet } from '../../store/signals.ts';
import type { ReceiptEngagement } from './receipt-payload.ts';

/**
 * A lead's engagement at a time, as a receipt keeps it. Counters cannot be read before their newest event, so an event that
 * arrived while the lead was being scored moves the time on to its own.
 */
export function engagementAt(
  stored: Omit<StoredEngagement, 'leadId' | 'revision'> | undefined,
  { version, learned, signals }: SignalSet,
  at: Date,
): ReceiptEngagement {
  const state = stored?.state ?? NO_ENGAGEMENT;
  return {
    asOf: new Date(Math.max(at.getTime(), stored?.lastEventAt.getTime() ?? 0)).toISOString(),
    signalsVersion: version,
    isLearned: learned,
    signals: signals
      .filter(({ name }) => Object.hasOwn(state.counters, name))
      .map(({ name, label, halfLifeDays, weight, saturation }) => ({
        name,
        label,
        halfLifeDays,
        weight,
        saturation,
      })),
    state,
    signedState: stored?.hasUnsigned ? stored.signedState : null,
  };
}

/** What an engagement adds to the log-odds at a time, by default its own. */
export function offsetOf(
  { state, signedState, signals, isLearned, asOf }: ReceiptEngagement,
  at: string = asOf,
): EngagementOffset {
  const atMs = Date.parse(at);
  const all = engagementLogOdds(state, signals, atMs);
  const signed = signedState === null ? all : engagementLogOdds(signedState, signals, atMs);
  return { signed, all, isLearned };
}
