import { MAX_POINTS, MID_POINTS } from '../card/score-points.ts';
import type { ScoreScale } from '../domain/score-scale.ts';
import type { EngagementState } from '../engagement/engagement.ts';
import type { Signal } from '../engagement/signals.ts';
import {
  type PointRange,
  type PublishedScore,
  type PublishPolicy,
  quietPoints,
} from './decide-publication.ts';
import type { LeadScore } from './lead-score.ts';
import { nextLook } from './next-look.ts';

/** A score that was just made, and what stands published after it. */
export interface WatchedScore {
  readonly score: LeadScore;
  readonly fitLogOdds: number;
  readonly noisePoints: number;
  readonly published: PublishedScore;
  /** When a fall of the band may happen that has to wait; undefined when none waits. */
  readonly waitsUntilMs: number | undefined;
  /** When the engagement was read, epoch milliseconds. */
  readonly atMs: number;
  readonly signals: readonly Signal[];
  readonly state: EngagementState;
  /** Null when it is the same. */
  readonly signedState: EngagementState | null;
}

const EVERYWHERE: LogOddsRange = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

/**
 * When passing time alone may move what is published of a lead, epoch milliseconds: its band or, beyond the noise, its number.
 * Undefined when it cannot.
 */
export function watchScore(
  watched: WatchedScore,
  policy: PublishPolicy,
  scale: ScoreScale,
): number | undefined {
  const { score, fitLogOdds, published, noisePoints, waitsUntilMs, state, signedState } = watched;
  const quiet = quietPoints(published, noisePoints, policy);
  const inLogOdds = (range: PointRange) => engagementRange(range, fitLogOdds, scale);
  const band = waitsUntilMs === undefined ? inLogOdds(quiet.band) : EVERYWHERE;
  // A number that is held back in its band moves when the band's own evidence does.
  const number = score.isHeld ? EVERYWHERE : inLogOdds(quiet.number);
  const look = (of: EngagementState, { least, most }: LogOddsRange) =>
    nextLook({ state: of, signals: watched.signals, fromMs: watched.atMs, least, most });
  const looks =
    signedState === null
      ? [look(state, { least: Math.max(band.least, number.least), most: Math.min(band.most, number.most) })]
      : [look(signedState, band), look(state, number)];
  const times = [...looks, waitsUntilMs].filter(time => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

interface LogOddsRange {
  least: number;
  most: number;
}

/** The engagement's log-odds that make points within the range, together with the fit. */
function engagementRange(
  { from, to }: PointRange,
  fitLogOdds: number,
  { pointsPerLogOdds, midLogOdds }: ScoreScale,
): LogOddsRange {
  const offsetOf = (points: number) => midLogOdds + (points - MID_POINTS) / pointsPerLogOdds - fitLogOdds;
  return {
    least: from <= 0 ? Number.NEGATIVE_INFINITY : offsetOf(from - 0.5),
    most: to >= MAX_POINTS ? Number.POSITIVE_INFINITY : offsetOf(to + 0.5),
  };
}
