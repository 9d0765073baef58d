import { logLossOf, sigmoid } from '../math/logistic.ts';
import type { EngagementEvent } from './engagement.ts';
import { effectiveCount, type Signal } from './signals.ts';

/** A past lead: what it did, and whether it then converted. */
export interface LeadHistory {
  /** Events after `asOfMs` change nothing. */
  readonly events: readonly EngagementEvent[];
  /** When its label began to ripen, epoch milliseconds. */
  readonly asOfMs: number;
  readonly label: 0 | 1;
  /** Log-odds that are known of it without its engagement; 0 when absent. */
  readonly restLogOdds?: number;
}

/** Histories by signal: the ages of all its events, in leads' order. */
export interface DecayTable {
  readonly labels: Uint8Array;
  readonly rest: Float64Array;
  readonly signals: readonly SignalAges[];
}

export interface SignalAges {
  /** Lead of each event, rising. */
  readonly leads: Int32Array;
  /** Days before the lead's as-of time, 0 or more. */
  readonly ageDays: Float64Array;
}

const MS_PER_DAY = 86_400_000;

/** @throws RangeError when a time or a known log-odds is not finite */
export function tabulateHistories(histories: readonly LeadHistory[], signals: readonly Signal[]): DecayTable {
  const found = signals.map(() => ({ leads: [] as number[], ageDays: [] as number[] }));
  const positions = new Map(signals.map(({ name }, at) => [name, at]));
  histories.forEach(({ events, asOfMs, restLogOdds = 0 }, lead) => {
    if (!Number.isFinite(asOfMs) || !Number.isFinite(restLogOdds))
      throw new RangeError(`tabulateHistories requires finite numbers of lead ${lead}, got one that is not`);
    for (const { signal, atMs } of events) {
      if (!Number.isFinite(atMs))
        throw new RangeError(`tabulateHistories requires finite times of lead ${lead}, got ${atMs}`);
      const at = positions.get(signal);
      if (at === undefined || atMs > asOfMs) continue;
      found[at].leads.push(lead);
      found[at].ageDays.push((asOfMs - atMs) / MS_PER_DAY);
    }
  });
  return {
    labels: Uint8Array.from(histories, ({ label }) => label),
    rest: Float64Array.from(histories, ({ restLogOdds = 0 }) => restLogOdds),
    signals: found.map(({ leads, ageDays }) => ({
      leads: Int32Array.from(leads),
      ageDays: Float64Array.from(ageDays),
    })),
  };
}

/** [1 + 2 * nSignals]: the base log-odds, each signal's weight, each signal's ln(half-life in days). */
export type DecayParameters = Float64Array;

/** Log loss of the labels at some parameters, with its slope and (Fisher's) curvature there. */
export interface Likelihood {
  /** Nats, summed over leads. */
  readonly loss: number;
  readonly gradient: Float64Array;
  /** [size x size], row-major, symmetric. */
  readonly curvature: Float64Array;
}

/**
 * Log-odds of a lead = base + rest + sum over signals of w * k * ln(1 + C(h) / k), k being the saturation and C(h) the sum
 * over events of 2^(-age / h). Its derivative by ln h is w / (1 + C / k) * sum over events of 2^(-age / h) * ln 2 * age / h.
 */
export function decayLikelihood(
  table: DecayTable,
  parameters: DecayParameters,
  saturation: number,
): Likelihood {
  const nLeads = table.labels.length;
  const nSignals = table.signals.length;
  const size = parameters.length;
  const slopes = slopesOf(table, parameters, saturation);
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  let loss = 0;
  for (let lead = 0; lead < nLeads; lead++) {
    const row = slopes.subarray(lead * size, (lead + 1) * size);
    let logOdds = table.rest[lead] + parameters[0];
    for (let signal = 1; signal <= nSignals; signal++) logOdds += parameters[signal] * row[signal];
    loss += logLossOf(logOdds, table.labels[lead]);
    const propensity = sigmoid(logOdds);
    const error = propensity - table.labels[lead];
    const spread = propensity * (1 - propensity);
    for (let i = 0; i < size; i++) {
      if (row[i] === 0) continue;
      gradient[i] += error * row[i];
      for (let j = i; j < size; j++) curvature[i * size + j] += spread * row[i] * row[j];
    }
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) curvature[i * size + j] = curvature[j * size + i];
  return { loss, gradient, curvature };
}

/** [nLeads x size], row-major: the derivative of each lead's log-odds by each parameter. */
function slopesOf(
  { labels, signals }: DecayTable,
  parameters: DecayParameters,
  saturation: number,
): Float64Array {
  const size = parameters.length;
  const slopes = new Float64Array(labels.length * size);
  for (let lead = 0; lead < labels.length; lead++) slopes[lead * size] = 1;
  signals.forEach(({ leads, ageDays }, at) => {
    const weightAt = 1 + at;
    const halfLifeAt = 1 + signals.length + at;
    const rate = Math.LN2 / Math.exp(parameters[halfLifeAt]);
    for (let event = 0; event < leads.length; event++) {
      const start = leads[event] * size;
      const decayed = Math.exp(-rate * ageDays[event]);
      slopes[start + weightAt] += decayed;
      slopes[start + halfLifeAt] += decayed * rate * ageDays[event];
    }
    for (let start = 0; start < slopes.length; start += size) {
      const count = slopes[start + weightAt];
      slopes[start + halfLifeAt] *= parameters[weightAt] / (1 + count / saturation);
      slopes[start + weightAt] = effectiveCount(count, saturation);
    }
  });
  return slopes;
}
