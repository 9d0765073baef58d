/**
 * A lead's score: what the model says of who the lead is (fit), plus what its engagement adds to the log-odds. Both are parts of
 * one sum, so in points
 *   score - 50 = (fit - 50) + (engagement - 50)
 * up to rounding and the ends of the scale. Engagement of an identity that nobody signed for moves the number within its
 * band and never over a threshold: whoever can type another's address must not be able to start that person's workflows.
 */
import {
  type BandThresholds,
  type Cell,
  MAX_POINTS,
  MID_POINTS,
  scorePointsOf,
} from '../card/score-points.ts';
import type { ScoreScale } from '../domain/score-scale.ts';
import { logit, sigmoid } from '../math/logistic.ts';

/** What the model says of a lead's fields. */
export interface FitScore {
  /** Calibrated. */
  readonly logOdds: number;
  /** Ends of the 90 % interval, as propensities. */
  readonly low: number;
  readonly high: number;
}

/** What a lead's engagement adds, in log-odds; 0 without any. */
export interface EngagementOffset {
  readonly signed: number;
  /** Signed or not. */
  readonly all: number;
  /** Whether the signals' weights were learned from the tenant's own outcomes; else they are an assumption. */
  readonly isLearned: boolean;
}

/** How log-odds become points and bands, for one tenant. */
export interface Scale {
  readonly scale: ScoreScale;
  readonly thresholds: BandThresholds;
}

/** A lead's score with its parts. */
export interface LeadScore {
  /** Fit and engagement as counted. */
  readonly logOdds: number;
  readonly engagementLogOdds: number;
  readonly propensity: number;
  readonly low: number;
  readonly high: number;
  /** Whole points from 0 to 100: the score, the part for the band, fit and engagement each alone. */
  readonly scorePoints: number;
  readonly bandPoints: number;
  readonly fitPoints: number;
  readonly engagementPoints: number;
  /** Whether unsigned engagement would have moved it over a threshold and was held back. */
  readonly isHeld: boolean;
}

/** The score of one lead. Pure arithmetic: the same input gives the same bits. */
export function scoreLead(
  fit: FitScore,
  engagement: EngagementOffset,
  { scale, thresholds }: Scale,
): LeadScore {
  const signed = fit.logOdds + engagement.signed;
  const bandPoints = scorePointsOf(signed, scale);
  const logOdds = withinBand(fit.logOdds + engagement.all, signed, { scale, thresholds });
  const offset = logOdds - fit.logOdds;
  return {
    logOdds,
    engagementLogOdds: offset,
    propensity: sigmoid(logOdds),
    ...intervalOf(fit, offset, engagement.isLearned),
    scorePoints: scorePointsOf(logOdds, scale),
    bandPoints,
    fitPoints: scorePointsOf(fit.logOdds, scale),
    engagementPoints: partPoints(offset, scale),
    isHeld: logOdds !== fit.logOdds + engagement.all,
  };
}

/** The log-odds nearest to `all` in the band of `signed`. */
function withinBand(all: number, signed: number, { scale, thresholds }: Scale): number {
  if (all === signed) return all;
  const points = scorePointsOf(signed, scale);
  const lines = [thresholds.nurture, thresholds.warm, thresholds.hot];
  const from = Math.max(Number.NEGATIVE_INFINITY, ...lines.filter(line => line <= points));
  const to = Math.min(Number.POSITIVE_INFINITY, ...lines.filter(line => line > points)) - 1;
  return all > signed
    ? Math.max(signed, Math.min(all, logOddsOfPoints(to, scale)))
    : Math.min(signed, Math.max(all, logOddsOfPoints(from, scale)));
}

/** The log-odds in the middle of those that make so many points. */
function logOddsOfPoints(points: number, { midLogOdds, pointsPerLogOdds }: ScoreScale): number {
  return midLogOdds + (points - MID_POINTS) / pointsPerLogOdds;
}

/**
 * The fit's interval, moved along with the score. While the engagement's weights are an assumption it also reaches to where it
 * would lie without them: so much of the score nobody has measured yet.
 */
function intervalOf(fit: FitScore, offset: number, isLearned: boolean): { low: number; high: number } {
  if (offset === 0) return { low: fit.low, high: fit.high };
  const [down, up] = isLearned ? [offset, offset] : [Math.min(0, offset), Math.max(0, offset)];
  return { low: sigmoid(logit(fit.low) + down), high: sigmoid(logit(fit.high) + up) };
}

/** A part of the score on its own: 50 when it says nothing, ten more when it doubles the odds. */
export function partPoints(logOdds: number, { pointsPerLogOdds }: ScoreScale): number {
  const points = Math.round(MID_POINTS + pointsPerLogOdds * logOdds);
  return Math.min(MAX_POINTS, Math.max(0, points));
}

/**
 * A lead's cell. Fit: A from the Warm threshold on, B from the Nurture threshold on, else C. Engagement: 1 from the Warm
 * threshold on, 2 when it speaks for a conversion at all, else 3.
 */
export function cellOf(
  { fitPoints, engagementPoints }: Pick<LeadScore, 'fitPoints' | 'engagementPoints'>,
  thresholds: BandThresholds,
): Cell {
  const fit = fitPoints >= thresholds.warm ? 'A' : fitPoints >= thresholds.nurture ? 'B' : 'C';
  const engagement = engagementPoints >= thresholds.warm ? 1 : engagementPoints > MID_POINTS ? 2 : 3;
  return `${fit}${engagement}`;
}
