/**
 * Contributions after a calibration curve g, which is not linear: the base becomes g(base), and a lead's contributions are all
 * stretched by one factor, the slope of the chord from its base to its log-odds,
 *   factor = (g(log-odds) - g(base)) / (log-odds - base)
 * so that they sum to the shown log-odds exactly, keep their signs, since g rises, and their ratios within the lead. It is the
 * path from base to lead along the straight line of its contributions (Aumann and Shapley) with g's mean slope on it.
 */
import { type CalibrationCurve, curveValue } from '../calibration/curve.ts';

/** Base and contributions [nRows x nColumns], row-major, of log-odds. */
export interface Explanation {
  readonly base: number;
  readonly contributions: Float64Array;
}

/** Under this distance the chord is as good as the tangent, and safer to divide by. */
const SHORTEST_CHORD = 1e-6;

/** The explanation of the curve's log-odds; `nColumns` is at least 1. */
export function bendContributions(
  curve: CalibrationCurve,
  { base, contributions }: Explanation,
  nColumns: number,
): Explanation {
  const bent = contributions.slice();
  const bentBase = curveValue(curve, base);
  for (let start = 0; start < bent.length; start += nColumns) {
    const parts = bent.subarray(start, start + nColumns);
    const distance = parts.reduce((sum, part) => sum + part, 0);
    const chord = Math.abs(distance) < SHORTEST_CHORD ? SHORTEST_CHORD : distance;
    const factor = (curveValue(curve, base + chord) - bentBase) / chord;
    for (let at = 0; at < nColumns; at++) parts[at] *= factor;
  }
  return { base: bentBase, contributions: bent };
}
