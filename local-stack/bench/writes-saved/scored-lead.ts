import {
  addEvent,
  DEFAULT_BAND_THRESHOLDS,
  DEFAULT_DWELL_MS,
  DEFAULT_HYSTERESIS_POINTS,
  DEFAULT_SIGNALS,
  decidePublication,
  type EngagementState,
  engagementLogOdds,
  type FitScore,
  type LeadScore,
  NO_ENGAGEMENT,
  type PublishedScore,
  type PublishPolicy,
  type ScoreScale,
  scoreLead,
  scoreNoise,
  sigmoid,
  watchScore,
} from '@aix/shared-scoring';
import type { CrossingJudge } from './crossing-judge.ts';

/** An event of the trace. */
export interface TraceEvent {
  type: string;
  /** When it happened and when it arrived, milliseconds since the trace began. */
  at: number;
  arrives: number;
}

/** One lead of the trace with the product's rules. */
export interface ScoredLead {
  /** An event arrives. Returns whether it counts. */
  take(event: TraceEvent): boolean;
  /** The trace ends. Returns how often the lead was written. */
  finish(endMs: number): number;
}

/** A tenant's usual scale: fifty points an average lead, ten more double the odds. */
const SCALE: ScoreScale = { pointsPerLogOdds: 10 / Math.LN2, midLogOdds: -2 };
/** Fits spread by this much log-odds around the average lead. */
const FIT_SPREAD = 0.8;
/**
 * How far a fit's 90 % interval reaches to either side, in log-odds. Models of real leads have medians of .46 (bank_additional,
 * 41,188 leads), .73 (shoppers, 12,330) and .90 (xedu, 9,240): the narrowest, so that most moves count.
 */
const INTERVAL_REACH = 0.46;
export const POLICY: PublishPolicy = {
  thresholds: DEFAULT_BAND_THRESHOLDS,
  hysteresisPoints: DEFAULT_HYSTERESIS_POINTS,
  dwellMs: DEFAULT_DWELL_MS,
};
const SWEEP_MS = 5_000;

/** A lead whose fit lies so many deviations from the average. */
export function createScoredLead(deviations: number, judge: CrossingJudge): ScoredLead {
  const logOdds = SCALE.midLogOdds + FIT_SPREAD * deviations;
  const fit: FitScore = {
    logOdds,
    low: sigmoid(logOdds - INTERVAL_REACH),
    high: sigmoid(logOdds + INTERVAL_REACH),
  };
  const noisePoints = scoreNoise(fit, SCALE.pointsPerLogOdds);
  let state: EngagementState = NO_ENGAGEMENT;
  let published: PublishedScore | undefined;
  let nextLookMs: number | undefined;
  let writes = 0;
  let newestMs = 0;
  const judged = judge.follow();

  const scoreAt = (atMs: number): LeadScore => {
    const offset = engagementLogOdds(state, DEFAULT_SIGNALS, Math.max(atMs, newestMs));
    const engagement = { signed: offset, all: offset, isLearned: true };
    return scoreLead(fit, engagement, { scale: SCALE, thresholds: POLICY.thresholds });
  };
  const look = (atMs: number) => {
    const score = scoreAt(atMs);
    const fresh = { ...score, atMs, noisePoints };
    const { because, band, crossings, waitsUntilMs } = decidePublication(published, fresh, POLICY);
    if (because !== null) {
      if (published !== undefined) writes += 1;
      const bandSinceMs = published && crossings.length === 0 ? published.bandSinceMs : atMs;
      published = { scorePoints: score.scorePoints, band, bandSinceMs };
      judged.tell(crossings);
    }
    const watched = { score, noisePoints, waitsUntilMs, published: published!, fitLogOdds: fit.logOdds };
    const engagement = { signals: DEFAULT_SIGNALS, state, signedState: null };
    nextLookMs = watchScore({ ...watched, ...engagement, atMs: Math.max(atMs, newestMs) }, POLICY, SCALE);
  };
  /** Passing time until the next event: the sweep looks when the product's own watch says so, and the judge every minute. */
  const passTime = (untilMs: number) => {
    while (nextLookMs !== undefined && nextLookMs <= untilMs) {
      // The sweep comes round every few seconds.
      const atMs = Math.min(untilMs, nextLookMs + SWEEP_MS);
      judged.watch(atMs, scoreAt, () => published!.band);
      look(atMs);
    }
    judged.watch(untilMs, scoreAt, () => published!.band);
  };

  look(0);
  return {
    take({ type, at, arrives }) {
      passTime(arrives);
      // A stamp of the future counts as of its arrival, as the ingest has it.
      const after = addEvent(state, { signal: type, atMs: Math.min(at, arrives) }, DEFAULT_SIGNALS);
      if (after === state) return false;
      state = after;
      newestMs = Math.max(newestMs, Math.min(at, arrives));
      look(arrives);
      judged.watch(arrives, scoreAt, () => published!.band);
      return true;
    },
    finish(endMs) {
      passTime(endMs);
      return writes;
    },
  };
}
