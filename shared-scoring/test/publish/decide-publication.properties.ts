import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BANDS, type Band, type BandThresholds } from '../../src/card/score-points.ts';
import {
  type Crossing,
  decidePublication,
  type FreshScore,
  type PublishedScore,
  type PublishPolicy,
  quietPoints,
  type Threshold,
} from '../../src/publish/decide-publication.ts';

const thresholds = fc
  .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 3 })
  .map(three => three.sort((a, b) => b - a))
  .map(([hot, warm, nurture]) => ({ hot: hot!, warm: warm!, nurture: nurture! }));
const policies = fc.record<PublishPolicy>({
  thresholds,
  hysteresisPoints: fc.integer({ min: 0, max: 10 }),
  dwellMs: fc.integer({ min: 0, max: 50 }),
});
/** Scores in order of time, each holding until the next. */
const courses = fc.array(
  fc.record({ afterMs: fc.integer({ min: 1, max: 40 }), points: fc.integer({ min: 0, max: 100 }) }),
  { minLength: 1, maxLength: 60 },
);
const NAMES: readonly Threshold[] = ['nurture', 'warm', 'hot'];

interface Step {
  atMs: number;
  points: number;
  band: Band;
  crossings: readonly Crossing[];
}

/** What a rescoring loop does with a course: it scores at every change, and again when a fall that waited may happen. */
function live(course: readonly { afterMs: number; points: number }[], policy: PublishPolicy): Step[] {
  const steps: Step[] = [];
  let published: PublishedScore | undefined;
  const look = (atMs: number, points: number) => {
    const fresh: FreshScore = { atMs, scorePoints: points, bandPoints: points, noisePoints: 3 };
    const { because, band, crossings, waitsUntilMs } = decidePublication(published, fresh, policy);
    if (because !== null)
      published = {
        scorePoints: points,
        band,
        bandSinceMs: crossings.length > 0 || published === undefined ? atMs : published.bandSinceMs,
      };
    steps.push({ atMs, points, band, crossings });
    return waitsUntilMs;
  };
  let nowMs = 0;
  let pending: { atMs: number; points: number } | undefined;
  for (const { afterMs, points } of course) {
    nowMs += afterMs;
    if (pending !== undefined && pending.atMs <= nowMs) look(pending.atMs, pending.points);
    const waits = look(nowMs, points);
    pending = waits === undefined ? undefined : { atMs: waits, points };
  }
  return steps;
}

const isAbove = (band: Band, threshold: Threshold) =>
  BANDS.length - 1 - BANDS.indexOf(band) > NAMES.indexOf(threshold);
const fallsBelow = (points: number, threshold: Threshold, { thresholds, hysteresisPoints }: PublishPolicy) =>
  points < thresholds[threshold] - hysteresisPoints;
const rises = (points: number, threshold: Threshold, limits: BandThresholds) => points >= limits[threshold];

describe('decidePublication over time', () => {
  it('never lets a band change while points stay inside the hysteresis', () => {
    fc.assert(
      fc.property(courses, policies, (course, policy) => {
        const steps = live(course, policy);
        for (const [at, step] of steps.entries()) {
          const before = steps[at - 1];
          if (before === undefined) continue;
          for (const { threshold, direction } of step.crossings)
            assert.ok(
              direction === 'up'
                ? rises(step.points, threshold, policy.thresholds)
                : fallsBelow(step.points, threshold, policy),
            );
        }
      }),
    );
  });

  it('never misses a crossing that lasts longer than the dwell', () => {
    fc.assert(
      fc.property(courses, policies, (course, policy) => {
        const steps = live(course, policy);
        for (const threshold of NAMES) {
          let belowSince: number | undefined;
          for (const { atMs, points, band } of steps) {
            if (rises(points, threshold, policy.thresholds)) assert.ok(isAbove(band, threshold));
            belowSince = fallsBelow(points, threshold, policy) ? (belowSince ?? atMs) : undefined;
            if (belowSince !== undefined && atMs - belowSince > policy.dwellMs)
              assert.ok(!isAbove(band, threshold));
          }
        }
      }),
    );
  });

  it('crosses each threshold up and down in turn: none is told twice', () => {
    fc.assert(
      fc.property(courses, policies, (course, policy) => {
        const crossings = live(course, policy).flatMap(step => step.crossings);
        for (const threshold of NAMES) {
          const directions = crossings.filter(each => each.threshold === threshold);
          for (const [at, { direction }] of directions.entries())
            assert.equal(direction, at % 2 === 0 ? 'up' : 'down');
        }
      }),
    );
  });

  it('lets a band fall at most once in a dwell', () => {
    fc.assert(
      fc.property(courses, policies, (course, policy) => {
        const falls = live(course, policy).filter(({ crossings }) => crossings[0]?.direction === 'down');
        for (const [at, { atMs }] of falls.slice(1).entries())
          assert.ok(atMs - falls[at]!.atMs >= policy.dwellMs);
      }),
    );
  });

  it('finds nothing to write exactly at the points that are quiet', () => {
    fc.assert(
      fc.property(policies, fc.nat(100), fc.nat(100), fc.constantFrom(...BANDS), (policy, was, is, band) => {
        const published = { scorePoints: was, band, bandSinceMs: Number.NEGATIVE_INFINITY };
        const fresh = { atMs: 0, scorePoints: is, bandPoints: is, noisePoints: 3.5 };
        const { band: ofBand, number } = quietPoints(published, fresh.noisePoints, policy);
        const isQuiet = [ofBand, number].every(({ from, to }) => is >= from && is <= to);
        assert.equal(decidePublication(published, fresh, policy).because === null, isQuiet);
      }),
    );
  });
});
