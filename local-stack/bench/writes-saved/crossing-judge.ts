import {
  BANDS,
  type Band,
  type Crossing,
  DEFAULT_BAND_THRESHOLDS,
  DEFAULT_DWELL_MS,
  DEFAULT_HYSTERESIS_POINTS,
  type LeadScore,
  type Threshold,
} from '@aix/shared-scoring';

/** Judges what was told of crossings by the scores themselves. */
export interface CrossingJudge {
  /** Follows one lead from time 0. */
  follow(): FollowedLead;
  verdict(): { trueCrossings: number; crossings: number; crossingsMissed: number; crossingsDoubled: number };
}

/** One lead under judgement. */
export interface FollowedLead {
  /** The product told these crossings. */
  tell(crossings: readonly Crossing[]): void;
  /** Looks at the scores up to a time, and at the band that stands then. */
  watch(untilMs: number, scoreAt: (atMs: number) => LeadScore, band: () => Band): void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const THRESHOLDS: readonly Threshold[] = ['nurture', 'warm', 'hot'];

/** On which side of a threshold the scores are, since when, and whether that has been judged. */
interface Side {
  side: 'up' | 'down';
  sinceMs: number;
  isJudged: boolean;
}

export function createCrossingJudge(): CrossingJudge {
  const counts = { trueCrossings: 0, crossings: 0, crossingsMissed: 0, crossingsDoubled: 0 };
  return {
    verdict: () => counts,
    follow() {
      const told = new Map<Threshold, 'up' | 'down'>();
      const sides = new Map<Threshold, Side>();
      let watchedMs = 0;
      const lookAt = (atMs: number, points: number, band: Band) => {
        for (const threshold of THRESHOLDS) {
          const now = sideOf(points, threshold);
          const before = sides.get(threshold);
          // Between a threshold and the end of its hysteresis a score is on neither side.
          if (now === undefined) sides.delete(threshold);
          else if (before?.side !== now)
            sides.set(threshold, { side: now, sinceMs: atMs, isJudged: before === undefined && atMs === 0 });
          else if (!before.isJudged && atMs - before.sinceMs > DEFAULT_DWELL_MS) {
            before.isJudged = true;
            counts.trueCrossings += 1;
            if (isAbove(band, threshold) !== (now === 'up')) counts.crossingsMissed += 1;
          }
        }
      };
      return {
        tell(crossings) {
          for (const { threshold, direction } of crossings) {
            counts.crossings += 1;
            if (told.get(threshold) === direction) counts.crossingsDoubled += 1;
            told.set(threshold, direction);
          }
        },
        watch(untilMs, scoreAt, band) {
          const pointsAt = (atMs: number) => scoreAt(atMs).scorePoints;
          lookAt(watchedMs, pointsAt(watchedMs), band());
          // Between events a score only cools or recovers, slowly: minutes matter only in hours in which it changes sides.
          for (let fromMs = watchedMs; fromMs < untilMs; fromMs += HOUR_MS) {
            const toMs = Math.min(untilMs, fromMs + HOUR_MS);
            if (haveSameSides(pointsAt(fromMs), pointsAt(toMs))) lookAt(toMs, pointsAt(toMs), band());
            else
              for (let atMs = fromMs; atMs <= toMs; atMs += MINUTE_MS) lookAt(atMs, pointsAt(atMs), band());
          }
          lookAt(untilMs, pointsAt(untilMs), band());
          watchedMs = untilMs;
        },
      };
    },
  };
}

function haveSameSides(a: number, b: number): boolean {
  return a === b || THRESHOLDS.every(threshold => sideOf(a, threshold) === sideOf(b, threshold));
}

function sideOf(points: number, threshold: Threshold): 'up' | 'down' | undefined {
  if (points >= DEFAULT_BAND_THRESHOLDS[threshold]) return 'up';
  return points < DEFAULT_BAND_THRESHOLDS[threshold] - DEFAULT_HYSTERESIS_POINTS ? 'down' : undefined;
}

function isAbove(band: Band, threshold: Threshold): boolean {
  return BANDS.length - 1 - BANDS.indexOf(band) > THRESHOLDS.indexOf(threshold);
}
