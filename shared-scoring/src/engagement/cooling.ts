import { type EngagementState, signalCounts } from './engagement.ts';
import { effectiveCount, requireSignals, type Signal } from './signals.ts';

/**
 * What the engagement adds to a lead's log-odds at a time: the sum over signals of weight * effective count.
 * @throws RangeError when a counted event is later than `asOfMs`
 */
export function engagementLogOdds(
  state: EngagementState,
  signals: readonly Signal[],
  asOfMs: number,
): number {
  const counts = signalCounts(state, signals, asOfMs);
  return signals.reduce(
    (sum, { weight, saturation }, at) => sum + weight * effectiveCount(counts[at], saturation),
    0,
  );
}

/** A lead and the times at which to foretell its score. */
export interface CoolingRequest {
  readonly state: EngagementState;
  readonly signals: readonly Signal[];
  /** Log-odds of the lead without its engagement: the model's offset, taken to stay as it is. */
  readonly restLogOdds: number;
  /** Epoch milliseconds, none before the newest event. */
  readonly atMs: readonly number[];
}

/**
 * The lead's log-odds at each of the times if nothing more happens: "falls to about 41 by Friday". Nears `restLogOdds`; with
 * a signal that speaks against a conversion it may rise on the way.
 * @throws RangeError when a time is before the newest event, `restLogOdds` is not finite, or a signal is none
 */
export function forecastCooling({ state, signals, restLogOdds, atMs }: CoolingRequest): Float64Array {
  requireSignals('forecastCooling', signals);
  if (!Number.isFinite(restLogOdds))
    throw new RangeError(`forecastCooling requires finite restLogOdds, got ${restLogOdds}`);
  return Float64Array.from(atMs, time => restLogOdds + engagementLogOdds(state, signals, time));
}
