/**
 * A bend after Platt's line, for models whose propensities err in a way that no line mends. How free it may be is a matter of
 * how many conversions the held-out leads hold: none under 200, a beta curve from 200, an isotonic one from 1,000; and even then
 * it must beat the line clearly on leads that it was not fitted to. Every curve rises strictly, so it never reorders leads.
 *   beta      c + a ln(p) - b ln(1 - p), which is the line for a = b
 *   isotonic  line segments between the points that the pool of adjacent violators leaves, ends going on with slope 1
 * @see Kull, Silva Filho, Flach (2017), Beta calibration; Zadrozny and Elkan (2002) for isotonic
 */
import { logLossOf } from '../math/logistic.ts';
import { ascendingOrder, countConversions } from '../math/order.ts';
import { betaValue, fitBeta } from './beta-curve.ts';
import { fitIsotonic, isotonicValue } from './isotonic-curve.ts';
import type { LeadGroup } from './lead-group.ts';

export type CalibrationCurve =
  | { readonly kind: 'beta'; readonly a: number; readonly b: number; readonly c: number }
  /** Both rising, of one length of at least 2. */
  | { readonly kind: 'isotonic'; readonly from: readonly number[]; readonly to: readonly number[] };

const MIN_CONVERSIONS = { beta: 200, isotonic: 1000 };
const FOLDS = 5;
const MAX_GROUPS = 200;
/** By so many standard errors must a curve's gain in log loss differ from chance. */
const CLEARLY = 2;

/** The curve that clearly mends these calibrated log-odds [n], or null where the line does; labels [n]. */
export function chooseCurve(logOdds: Float64Array, labels: Uint8Array): CalibrationCurve | null {
  const conversions = Math.min(countConversions(labels), labels.length - countConversions(labels));
  const fitters = [
    ...(conversions >= MIN_CONVERSIONS.beta ? [fitBeta] : []),
    ...(conversions >= MIN_CONVERSIONS.isotonic ? [fitIsotonic] : []),
  ];
  const order = ascendingOrder(logOdds);
  const leads = { logOdds, labels, order };
  const gains = fitters.map(fit => gainOf(fit, leads));
  const best = gains.indexOf(Math.max(...gains));
  return best >= 0 && gains[best] > 0 ? fitters[best](groupLeads(leads, () => true)) : null;
}

/** The curve's log-odds for a line's. */
export function curveValue(curve: CalibrationCurve, logOdds: number): number {
  return curve.kind === 'beta' ? betaValue(curve, logOdds) : isotonicValue(curve, logOdds);
}

interface SortedLeads {
  logOdds: Float64Array;
  labels: Uint8Array;
  order: Int32Array;
}

/** Mean gain in log loss over the line on leads left out of each fit, or 0 when it is not clear of chance. */
function gainOf(fit: (groups: LeadGroup[]) => CalibrationCurve, leads: SortedLeads): number {
  const { logOdds, labels, order } = leads;
  let [sum, squares] = [0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    const curve = fit(groupLeads(leads, at => at % FOLDS !== fold));
    for (let at = fold; at < order.length; at += FOLDS) {
      const row = order[at];
      const gain =
        logLossOf(logOdds[row], labels[row]) - logLossOf(curveValue(curve, logOdds[row]), labels[row]);
      sum += gain;
      squares += gain * gain;
    }
  }
  const mean = sum / order.length;
  const error = Math.sqrt(Math.max(0, squares / order.length - mean * mean) / order.length);
  return mean > CLEARLY * error ? mean : 0;
}

/** Leads of neighbouring log-odds together, at most 200 groups of about equal size: curves are smooth enough for that. */
function groupLeads({ logOdds, labels, order }: SortedLeads, keeps: (at: number) => boolean): LeadGroup[] {
  const rows = order.filter((_, at) => keeps(at));
  const count = Math.min(MAX_GROUPS, rows.length);
  return Array.from({ length: count }, (_, group) => {
    const members = rows.subarray((group * rows.length) / count, ((group + 1) * rows.length) / count);
    const sum = members.reduce((total, row) => total + logOdds[row], 0);
    const conversions = members.reduce((total, row) => total + labels[row], 0);
    return { logOdds: sum / members.length, rows: members.length, conversions };
  });
}

/** The curve's log-odds of many leads, [n]; the same array without a curve. */
export function bendLogOdds(curve: CalibrationCurve | null, logOdds: Float64Array): Float64Array {
  return curve === null ? logOdds : logOdds.map(value => curveValue(curve, value));
}
