// Generated from shared-scoring/src/card/score-points.ts by npm run generate:hubspot. Do not edit.
import type { ScoreScale } from './score-scale.ts';

/** The points of an average lead. */
export const MID_POINTS = 50;
/** The most points that a lead can have; the least are 0. */
export const MAX_POINTS = 100;

/** Score points, a whole number from 0 to 100, of calibrated log-odds. */
export function scorePointsOf(logOdds: number, scale: ScoreScale): number {
  const points = Math.round(MID_POINTS + scale.pointsPerLogOdds * (logOdds - scale.midLogOdds));
  return Math.min(MAX_POINTS, Math.max(0, points));
}

/** The bands from best to worst, as they are stored and written; what people read may be renamed. */
export const BANDS = ['Hot', 'Warm', 'Nurture', 'Low'] as const;
/** One of `BANDS`. */
export type Band = (typeof BANDS)[number];

/** The grid of fit (A best) and engagement (1 best). */
export const CELLS = ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1', 'C2', 'C3'] as const;
/** One of `CELLS`. */
export type Cell = (typeof CELLS)[number];

/** Lowest score points of each band; what lies under `nurture` is Low. */
export interface BandThresholds {
  hot: number;
  warm: number;
  nurture: number;
}

/**
 * With points that double the odds every 10: Hot has at least four times the odds of an average lead, Warm twice,
 * Nurture half.
 */
export const DEFAULT_BAND_THRESHOLDS: BandThresholds = { hot: 70, warm: 60, nurture: 40 };

/** The band that points fall into. */
export function bandOf(scorePoints: number, thresholds: BandThresholds): Band {
  if (scorePoints >= thresholds.hot) return 'Hot';
  if (scorePoints >= thresholds.warm) return 'Warm';
  return scorePoints >= thresholds.nurture ? 'Nurture' : 'Low';
}
