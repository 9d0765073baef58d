import type { ScoreScale } from '../domain/score-scale.ts';
import { engagementLogOdds } from '../engagement/cooling.ts';
import { type EngagementState, signalCounts } from '../engagement/engagement.ts';
import { effectiveCount, type Signal } from '../engagement/signals.ts';
import { partPoints } from './lead-score.ts';

const MS_PER_DAY = 86_400_000;
/** Over how many days a change is told. */
export const TREND_DAYS = 7;
/** As little moves when nothing happens but a day going by. */
const STEADY_POINTS = 3;

/** What a lead's engagement says by itself, on the tenant's scale. */
export interface EngagementTrend {
  /** Whole points from 0 to 100; 50 says nothing, ten more double the odds. */
  readonly points: number;
  /** The points less those of seven days before. */
  readonly change7Days: number;
  /** `steady` within three points either way. */
  readonly trend: 'rising' | 'steady' | 'falling';
  /** The signals that occurred, the weightiest first. */
  readonly signals: readonly SignalShare[];
}

/** One signal's part in a lead's engagement. */
export interface SignalShare {
  readonly name: string;
  readonly label: string;
  /** Decayed: each event counts half after a half-life. */
  readonly count: number;
  /** Points above (or, negative, below) 50, not rounded. */
  readonly points: number;
}

/** A lead's engagement now, and as it was seven days ago. */
export interface EngagementHistory {
  readonly now: EngagementState;
  /** Folded from the events up to then only. */
  readonly sevenDaysAgo: EngagementState;
  readonly signals: readonly Signal[];
  /** Epoch milliseconds; no event is later. */
  readonly nowMs: number;
}

/**
 * How engaged a lead is, and where that goes.
 * @throws RangeError when an event is later than the time of its state
 */
export function engagementTrend(history: EngagementHistory, scale: ScoreScale): EngagementTrend {
  const { now, sevenDaysAgo, signals, nowMs } = history;
  const points = partPoints(engagementLogOdds(now, signals, nowMs), scale);
  const before = engagementLogOdds(sevenDaysAgo, signals, nowMs - TREND_DAYS * MS_PER_DAY);
  const change7Days = points - partPoints(before, scale);
  const counts = signalCounts(now, signals, nowMs);
  const shares = signals.map(({ name, label, weight, saturation }, at) => ({
    name,
    label,
    count: counts[at],
    points: scale.pointsPerLogOdds * weight * effectiveCount(counts[at], saturation),
  }));
  return {
    points,
    change7Days,
    trend: Math.abs(change7Days) <= STEADY_POINTS ? 'steady' : change7Days > 0 ? 'rising' : 'falling',
    signals: shares
      .filter(({ name }) => Object.hasOwn(now.counters, name))
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points)),
  };
}
