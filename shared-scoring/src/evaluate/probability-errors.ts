/** Propensities of exactly 0 or 1 are held this far from them, so that one wrong certainty is not infinitely bad. */
const CERTAINTY_MARGIN = 1e-15;

/** Mean of -ln(propensity given to what happened), in nats. */
export function logLoss(propensities: Float64Array, labels: Uint8Array): number {
  let loss = 0;
  for (let row = 0; row < labels.length; row++) loss += lossOfLead(propensities[row], labels[row]);
  return loss / labels.length;
}

/** -ln(propensity given to what happened to one lead), in nats. */
export function lossOfLead(propensity: number, label: number): number {
  const given = label === 1 ? propensity : 1 - propensity;
  return -Math.log(Math.min(Math.max(given, CERTAINTY_MARGIN), 1 - CERTAINTY_MARGIN));
}

/** Mean squared difference of propensity and label, 0..1. */
export function brierScore(propensities: Float64Array, labels: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += (propensities[row] - labels[row]) ** 2;
  return sum / labels.length;
}
