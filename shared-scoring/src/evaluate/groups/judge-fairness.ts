/**
 * Whether groups of people are treated alike, by two customary checks:
 *   the 80 % rule     each group is called (propensity at or above a threshold) at least .8 times as often as the group called most
 *   calibration gap   in each group, propensities are on average as high as its rate of conversion
 * Where groups convert at different rates no score but a perfect one can satisfy both, so both are shown.
 * @see 29 CFR 1607.4 D (the four-fifths rule); Kleinberg, Mullainathan, Raghavan (2017), Inherent Trade-Offs in the Fair Determination of
 *   Risk Scores
 */
import { drawStatistics, type Interval, percentileInterval } from '../intervals/bootstrap.ts';
import type { JudgedLeads } from '../judged-leads.ts';
import { splitByGroup } from './measure-slices.ts';

/** Intervals are 90 %. */
export interface GroupFairness {
  readonly group: number;
  readonly rows: number;
  readonly conversions: number;
  /** Share that is called, 0..1. */
  readonly calledShare: number;
  /** `calledShare` over that of the group called most, 0..1; NaN when nobody is called. */
  readonly calledRatio: number;
  readonly calledRatioInterval: Interval;
  /** Mean propensity less the rate of conversion, -1..1. */
  readonly calibrationGap: number;
  readonly calibrationGapInterval: Interval;
  /** `fails`: the ratio is under .8, and certainly so. `may_fail`: under .8, but chance could explain it. */
  readonly eightyPercentRule: 'holds' | 'may_fail' | 'fails';
  /** Whether the gap is more than chance: its interval leaves out 0. */
  readonly isMiscalibrated: boolean;
}

export interface FairnessReport {
  /** By rising code, of groups with at least `MIN_ROWS` leads. */
  readonly groups: readonly GroupFairness[];
  /** Codes of the groups with fewer leads, of which nothing is said. */
  readonly tooSmall: readonly number[];
}

/** Fewer leads than this say too little of a group. */
export const MIN_ROWS = 30;
const LEAST_RATIO = 0.8;

/**
 * Compares groups at a threshold. Same seed, same intervals. The group called most is the same throughout: the one that leads in the sample.
 * @param groups [n], a code of 0 or more for each lead; leads with -1 belong to none and are left out
 * @throws RangeError when lengths differ, there are no leads, a propensity or label is out of range, or the threshold is NaN
 */
export function judgeFairness(
  leads: JudgedLeads,
  groups: Int32Array,
  { threshold, seed }: { threshold: number; seed: number },
): FairnessReport {
  if (Number.isNaN(threshold))
    throw new RangeError('judgeFairness requires a threshold that is a number, got NaN');
  const all = [...splitByGroup(leads, groups, 'judgeFairness')].filter(([group]) => group >= 0);
  const judged = all.filter(([, { labels }]) => labels.length >= MIN_ROWS);
  const drawn = judged.map(([group, ofGroup], at) =>
    drawGroup(group, ofGroup, { threshold, seed: seed + at }),
  );
  const most = drawn.reduce<DrawnGroup | undefined>(
    (best, each) => (best === undefined || each.called > best.called ? each : best),
    undefined,
  );
  return {
    groups: drawn.map(each => describeGroup(each, most!)),
    tooSmall: all.filter(([, { labels }]) => labels.length < MIN_ROWS).map(([group]) => group),
  };
}

/** Of a group: what is found, and over the bootstrap's draws. */
interface DrawnGroup {
  group: number;
  rows: number;
  conversions: number;
  called: number;
  gap: number;
  calledDraws: Float64Array;
  gapDraws: Float64Array;
}

function drawGroup(
  group: number,
  { propensities, labels }: JudgedLeads,
  { threshold, seed }: { threshold: number; seed: number },
): DrawnGroup {
  const summarise = (counts: Int32Array | undefined) => {
    let [called, gap, conversions] = [0, 0, 0];
    for (let row = 0; row < labels.length; row++) {
      const count = counts === undefined ? 1 : counts[row];
      if (propensities[row] >= threshold) called += count;
      gap += count * (propensities[row] - labels[row]);
      conversions += count * labels[row];
    }
    return [called / labels.length, gap / labels.length, conversions];
  };
  const [called, gap, conversions] = summarise(undefined);
  const [calledDraws, gapDraws] = drawStatistics(labels.length, summarise, { seed });
  return { group, rows: labels.length, conversions, called, gap, calledDraws, gapDraws };
}

function describeGroup(of: DrawnGroup, most: DrawnGroup): GroupFairness {
  const calledRatio = of.called / most.called;
  const isMost = of === most;
  // Against itself a group's ratio is 1 whatever is drawn; the others are drawn apart from it, as their leads are.
  const ratios = of.calledDraws.map((share, draw) => (isMost ? 1 : share / most.calledDraws[draw]));
  const calledRatioInterval = percentileInterval(ratios.filter(Number.isFinite));
  const calibrationGapInterval = percentileInterval(of.gapDraws);
  const isUnder = calledRatio < LEAST_RATIO;
  return {
    group: of.group,
    rows: of.rows,
    conversions: of.conversions,
    calledShare: of.called,
    calledRatio,
    calledRatioInterval,
    calibrationGap: of.gap,
    calibrationGapInterval,
    eightyPercentRule: !isUnder ? 'holds' : calledRatioInterval.high < LEAST_RATIO ? 'fails' : 'may_fail',
    isMiscalibrated: calibrationGapInterval.low > 0 || calibrationGapInterval.high < 0,
  };
}
