import {
  type FollowedLead,
  type LeadHistory,
  type LearnedSignal,
  learnSignals,
  timedHistories,
  weighSignals,
} from '@aix/shared-scoring';
import type { SignalLearning } from '../use-cases/context.ts';

/** Same outcomes, same signals: nothing that is learned depends on luck. */
const SEED = 20_260_101;
const MS_PER_DAY = 86_400_000;

/**
 * Half-lives from the moments of conversions, then weights as they bear on a conversion within the horizon. Runs in the learner’s
 * process: it may take seconds.
 */
export function learnFromOutcomes({
  leads,
  horizonDays,
  learnedAt,
  defaults,
}: SignalLearning): LearnedSignal[] {
  const timed = learnSignals(timedHistories(leads, SEED), defaults);
  const held = timed.map((signal, at) => ({ ...signal, weight: defaults[at]!.weight }));
  return weighSignals(horizonHistories(leads, horizonDays, learnedAt.getTime()), held);
}

/**
 * What each lead had done at some moment at which it was open, and whether it converted within the horizon after it. The
 * moments are spread evenly over the time for which that is known, so that no outcome can choose its own.
 */
function horizonHistories(leads: readonly FollowedLead[], horizonDays: number, nowMs: number): LeadHistory[] {
  const horizonMs = horizonDays * MS_PER_DAY;
  return leads.flatMap(({ events, fromMs, convertedAtMs }, at): LeadHistory[] => {
    const ripeMs = nowMs - horizonMs - fromMs;
    if (ripeMs < 0) return [];
    const asOfMs = fromMs + Math.floor(ripeMs * goldenFraction(at));
    if (convertedAtMs !== null && convertedAtMs <= asOfMs) return [];
    const label = convertedAtMs !== null && convertedAtMs <= asOfMs + horizonMs ? 1 : 0;
    return [{ events, asOfMs, label }];
  });
}

/** The n-th of numbers that fill 0..1 evenly, however many are taken: multiples of the golden ratio, without their whole part. */
function goldenFraction(n: number): number {
  return (n * 0.618_033_988_749_895) % 1;
}
