import { rankLeads, tieGroups } from './ranking.ts';

/** Propensities of exactly 0 or 1 are held this far from them, so that one wrong certainty is not infinitely bad. */
const CERTAINTY_MARGIN = 1e-15;

/** Mean of -ln(propensity given to what happened), in nats. */
export function logLoss(propensities: Float64Array, labels: Uint8Array): number {
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const given = labels[row] === 1 ? propensities[row] : 1 - propensities[row];
    loss -= Math.log(Math.min(Math.max(given, CERTAINTY_MARGIN), 1 - CERTAINTY_MARGIN));
  }
  return loss / labels.length;
}

/** Mean squared difference of propensity and label, 0..1. */
export function brierScore(propensities: Float64Array, labels: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += (propensities[row] - labels[row]) ** 2;
  return sum / labels.length;
}

/**
 * Expected calibration error: leads in `bins` groups of equal size by propensity; mean over leads of the absolute difference
 * between a group's mean propensity and its rate of conversion. Leads of equal propensity on a border are shared fairly.
 */
export function calibrationError(propensities: Float64Array, labels: Uint8Array, bins: number): number {
  const ranking = rankLeads(propensities);
  const groups = tieGroups(ranking, labels);
  const gaps = new Float64Array(bins);
  let position = 0;
  for (let group = 0; group < groups.rows.length; group++) {
    const end = ranking.groupEnds[group];
    const gap = propensities[ranking.order[end - 1]] - groups.conversions[group] / groups.rows[group];
    for (let bin = Math.floor((position * bins) / labels.length); bin < bins && position < end; bin++) {
      const taken = Math.min(end, ((bin + 1) * labels.length) / bins) - position;
      gaps[bin] += gap * taken;
      position += taken;
    }
    position = end;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / labels.length;
}
