/** Beyond these log-odds the probability is 0 or 1 in a double. */
const LEAST_LOG_ODDS = -760;
const MOST_LOG_ODDS = 40;
/** ln 2 in two parts, the first with so few bits that its multiples are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Added and taken away again, it rounds a double below 2^51 to a whole number; much faster than Math.round. */
export const ROUNDER = 1.5 * 2 ** 52;
const LEAST_POWER = -1100;
const POWERS_OF_TWO = listPowersOfTwo(LEAST_POWER, 64);

/**
 * Probability of log-odds: 1 / (1 + e^-x). Never overflows. Within 1e-15 of the probability, relatively, and the same to the last
 * bit in every engine: Math.exp is not.
 *
 * With x = k ln 2 + r, |r| <= ln 2 / 2, and c = r coth(r / 2), e^x = 2^k (c + r) / (c - r), so that one division is enough. The
 * series of c in r^2 has the coefficients 2 B(2n) / (2n)! of the Bernoulli numbers.
 */
export function sigmoid(logOdds: number): number {
  if (logOdds >= MOST_LOG_ODDS) return 1;
  if (!(logOdds > LEAST_LOG_ODDS)) return Number.isNaN(logOdds) ? Number.NaN : 0;
  const power = logOdds * Math.LOG2E + ROUNDER - ROUNDER;
  const rest = logOdds - power * LN2_HIGH - power * LN2_LOW;
  const s = rest * rest;
  const first = 2 + s * (1 / 6 - s * (1 / 360));
  const last = 1 / 15120 - s * (1 / 604800) + s * s * (1 / 23950080 - s * (691 / 653837184000));
  const coth = first + s * s * s * last;
  const odds = (coth + rest) * POWERS_OF_TWO[power - LEAST_POWER];
  return odds / (coth - rest + odds);
}

/** Odds of log-odds, e^x: p / (1 - p), both as exact near 0. 0 or infinite beyond the doubles. */
export function oddsOf(logOdds: number): number {
  return sigmoid(logOdds) / sigmoid(-logOdds);
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

/** By doubling and halving, which is exact everywhere. */
function listPowersOfTwo(least: number, most: number): Float64Array {
  const powers = new Float64Array(most - least + 1);
  powers[-least] = 1;
  for (let power = 1; power <= most; power++) powers[power - least] = 2 * powers[power - 1 - least];
  for (let power = -1; power >= least; power--) powers[power - least] = powers[power + 1 - least] / 2;
  return powers;
}
