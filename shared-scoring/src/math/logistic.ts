/** Probability of log-odds: 1 / (1 + e^-x). Never overflows. */
export function sigmoid(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
  const odds = Math.exp(logOdds);
  return odds / (1 + odds);
}

/** Log-odds of a probability in (0, 1): ln(p / (1 - p)). */
export function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/** Log loss of one label (0 or 1) at the given log-odds, in nats: ln(1 + e^x) - label * x. Never overflows. */
export function logLossOf(logOdds: number, label: number): number {
  const softplus = logOdds > 0 ? logOdds + Math.log1p(Math.exp(-logOdds)) : Math.log1p(Math.exp(logOdds));
  return softplus - label * logOdds;
}

/** Log-odds of a base rate, kept finite for 0 of n and n of n by half a lead on either side. */
export function baseLogOdds(conversions: number, rows: number): number {
  return Math.log((conversions + 0.5) / (rows - conversions + 0.5));
}
