/**
 * When a score goes to the CRM. A workflow acts on what is written, so a write must mean something: the band changed, or the
 * number moved by more than its own noise.
 *
 * A band is entered at its threshold and left only below threshold - hysteresis, so points that waver around a threshold
 * change nothing. It rises at once, because a buyer is hot now; it falls no sooner than a dwell after it last changed, so
 * that no band is shown for seconds. A fall that must wait is looked at again when the dwell ends: a crossing that lasts
 * longer than the dwell is never missed.
 */
import { BANDS, type Band, type BandThresholds } from '../card/score-points.ts';

/** What has to be met before a score is written. */
export interface PublishPolicy {
  readonly thresholds: BandThresholds;
  /** How far below its threshold a band reaches once it was entered, in points. */
  readonly hysteresisPoints: number;
  /** How long a band stays at least before it may fall. */
  readonly dwellMs: number;
}

/** Hysteresis and dwell that are used unless a tenant says otherwise. */
export const DEFAULT_HYSTERESIS_POINTS = 3;
/** A quarter of an hour: long enough for a workflow to run and a person to read the band that started it. */
export const DEFAULT_DWELL_MS = 15 * 60_000;

/** What stands on the lead's records. */
export interface PublishedScore {
  readonly scorePoints: number;
  readonly band: Band;
  /** When this band was published first, epoch milliseconds. */
  readonly bandSinceMs: number;
}

/** A new score of the lead. */
export interface FreshScore {
  readonly atMs: number;
  /** Whole points that would be shown. */
  readonly scorePoints: number;
  /** Whole points that count for the band: those of what is proved to be the lead's. */
  readonly bandPoints: number;
  /** A smaller move of the shown points says nothing. */
  readonly noisePoints: number;
}

/** A threshold by the band that it leads into. */
export type Threshold = keyof BandThresholds;

/** One passage over one threshold. */
export interface Crossing {
  readonly threshold: Threshold;
  readonly direction: 'up' | 'down';
}

/** What to do about a score. */
export interface Publication {
  /** Why it is written; null when it is not. */
  readonly because: 'first' | 'band' | 'move' | null;
  /** The band that stands after it. */
  readonly band: Band;
  /** Thresholds passed, in the order in which they were: more than one when a band is skipped. */
  readonly crossings: readonly Crossing[];
  /** When a fall that has to wait is to be looked at again, epoch milliseconds; undefined when none waits. */
  readonly waitsUntilMs: number | undefined;
}

/** From the lowest upwards. */
export const THRESHOLDS = ['nurture', 'warm', 'hot'] as const satisfies readonly Threshold[];

/**
 * Whether a fresh score is written, and which thresholds it crosses. A first score crosses every threshold that it is above, as
 * coming from nothing: a new lead that is Hot at once must start what Hot starts.
 */
export function decidePublication(
  last: PublishedScore | undefined,
  fresh: FreshScore,
  policy: PublishPolicy,
): Publication {
  if (last === undefined) {
    const rank = rankAfter(0, fresh.bandPoints, policy);
    return { because: 'first', ...change(0, rank), waitsUntilMs: undefined };
  }
  const from = rankOf(last.band);
  const to = rankAfter(from, fresh.bandPoints, policy);
  const mayFallAtMs = last.bandSinceMs + policy.dwellMs;
  const waits = to < from && fresh.atMs < mayFallAtMs;
  if (to !== from && !waits) return { because: 'band', ...change(from, to), waitsUntilMs: undefined };
  const hasMoved = Math.abs(fresh.scorePoints - last.scorePoints) > fresh.noisePoints;
  return {
    because: hasMoved ? 'move' : null,
    band: last.band,
    crossings: [],
    waitsUntilMs: waits ? mayFallAtMs : undefined,
  };
}

/** The whole points, ends included, between which neither band nor number of a published score has to be written anew. */
export function quietPoints(
  published: PublishedScore,
  noisePoints: number,
  { thresholds, hysteresisPoints }: PublishPolicy,
): { band: PointRange; number: PointRange } {
  const rank = rankOf(published.band);
  const entered = THRESHOLDS[rank - 1];
  const next = THRESHOLDS[rank];
  return {
    band: {
      from: entered === undefined ? Number.NEGATIVE_INFINITY : thresholds[entered] - hysteresisPoints,
      to: next === undefined ? Number.POSITIVE_INFINITY : thresholds[next] - 1,
    },
    number: {
      from: Math.ceil(published.scorePoints - noisePoints),
      to: Math.floor(published.scorePoints + noisePoints),
    },
  };
}

/** Points from and to, both included. */
export interface PointRange {
  readonly from: number;
  readonly to: number;
}

/** How many thresholds a band lies above. */
function rankOf(band: Band): number {
  return BANDS.length - 1 - BANDS.indexOf(band);
}

function rankAfter(
  rank: number,
  points: number,
  { thresholds, hysteresisPoints }: Pick<PublishPolicy, 'thresholds' | 'hysteresisPoints'>,
): number {
  let risen = rank;
  while (risen < THRESHOLDS.length && points >= thresholds[THRESHOLDS[risen]]) risen += 1;
  if (risen > rank) return risen;
  let fallen = rank;
  while (fallen > 0 && points < thresholds[THRESHOLDS[fallen - 1]] - hysteresisPoints) fallen -= 1;
  return fallen;
}

function change(from: number, to: number): { band: Band; crossings: Crossing[] } {
  const passed = THRESHOLDS.slice(Math.min(from, to), Math.max(from, to));
  const crossings =
    to > from
      ? passed.map(threshold => ({ threshold, direction: 'up' as const }))
      : passed.reverse().map(threshold => ({ threshold, direction: 'down' as const }));
  return { band: BANDS[BANDS.length - 1 - to], crossings };
}
