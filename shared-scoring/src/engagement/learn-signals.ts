/**
 * Learns how fast each signal cools, and what it weighs, from past outcomes: the likeliest half-lives and weights, held near the defaults
 * by normal priors, so that thin data changes little. A half-life that the outcomes do not tell to within a factor of two stays at its
 * default. How soon repeated events stop telling more is chosen for all signals together.
 */
import { type DecayTable, type LeadHistory, tabulateHistories } from './decay-likelihood.ts';
import { type DecayFit, fitDecay, halfLifeDeviations, type Prior } from './fit-decay.ts';
import { requireSignals, type Signal } from './signals.ts';

/** A signal as the tenant's outcomes show it. */
export interface LearnedSignal extends Signal {
  /** Whether the half-life was learned; otherwise it is the default. */
  readonly learned: boolean;
  /** 90 % interval of the half-life; as wide as the prior where nothing was seen. */
  readonly halfLifeLowDays: number;
  readonly halfLifeHighDays: number;
}

/** Standard deviation of ln(half-life / default): a half-life of 4 times the default is one deviation away. */
const HALF_LIFE_DEVIATION = Math.log(4);
/** From "the second event tells half" to "every event tells as much"; the first is the default. */
const SATURATIONS = [1, 4, 16, 1000];
/** Nats of likelihood for which a saturation other than the first is believed. */
const SATURATION_GAIN = 3;
const WEIGHT_DEVIATION = 1;
/** The base log-odds is as good as free. */
const BASE_DEVIATION = 10;
const STARTS = [1 / 4, 1, 4];
const Z_90 = 1.6449;
/** A learned half-life is known to within a factor of two either way, in 90 of 100 cases. */
const WIDEST_LEARNED = Math.LN2 / Z_90;

/**
 * The signals with half-lives and weights learned from the histories. Deterministic; order of histories matters only in
 * the last digits. Without histories, or without outcomes of both kinds, the defaults. Outcomes whose moment is known tell far more
 * of half-lives when they come through `timedHistories`.
 * @throws RangeError when a time is not finite, or the defaults are no signals
 */
export function learnSignals(
  histories: readonly LeadHistory[],
  defaults: readonly Signal[],
): LearnedSignal[] {
  requireSignals('learnSignals', defaults);
  const table = tabulateHistories(histories, defaults);
  if (!hasBothOutcomes(table)) return defaults.map(signal => describe(signal, HALF_LIFE_DEVIATION));
  const { fit, saturation } = fitWithSaturation(table, priorOf(defaults));
  const spreads = halfLifeDeviations(fit, defaults.length);
  const learned = defaults.map((signal, at): LearnedSignal => {
    const halfLifeDays = Math.exp(fit.parameters[1 + defaults.length + at]);
    return spreads[at] <= WIDEST_LEARNED
      ? { ...describe({ ...signal, saturation, halfLifeDays }, spreads[at]), learned: true }
      : describe({ ...signal, saturation }, HALF_LIFE_DEVIATION);
  });
  return weigh(table, learned);
}

/**
 * The signals with only their weights learned anew, half-lives and saturation held: for weights as they bear on the outcome within a
 * horizon, of signals whose half-lives `timedHistories` told. The weights given are where the prior lies.
 * @throws RangeError when a time is not finite, a signal is none, or their saturations differ
 */
export function weighSignals<S extends Signal>(
  histories: readonly LeadHistory[],
  signals: readonly S[],
): S[] {
  requireSignals('weighSignals', signals);
  const odd = signals.find(({ saturation }) => saturation !== signals[0].saturation);
  if (odd !== undefined)
    throw new RangeError(
      `weighSignals requires one saturation, got ${signals[0].saturation} and ${odd.saturation}`,
    );
  const table = tabulateHistories(histories, signals);
  return hasBothOutcomes(table) ? weigh(table, signals) : [...signals];
}

function hasBothOutcomes({ labels }: DecayTable): boolean {
  return labels.includes(0) && labels.includes(1);
}

function weigh<S extends Signal>(table: DecayTable, signals: readonly S[]): S[] {
  const { means, deviations } = priorOf(signals);
  const prior = { means, deviations: deviations.map((each, at) => (at <= signals.length ? each : 0)) };
  const { parameters } = fitDecay(table, { prior, saturation: signals[0]?.saturation ?? 1, starts: [means] });
  return signals.map((signal, at) => ({ ...signal, weight: parameters[1 + at] }));
}

function describe(signal: Signal, spread: number): LearnedSignal {
  const factor = Math.exp(Z_90 * spread);
  const { halfLifeDays } = signal;
  return {
    ...signal,
    learned: false,
    halfLifeLowDays: halfLifeDays / factor,
    halfLifeHighDays: halfLifeDays * factor,
  };
}

function priorOf(defaults: readonly Signal[]): Prior {
  return {
    means: Float64Array.from([
      0,
      ...defaults.map(({ weight }) => weight),
      ...defaults.map(({ halfLifeDays }) => Math.log(halfLifeDays)),
    ]),
    deviations: Float64Array.from([
      BASE_DEVIATION,
      ...defaults.map(() => WEIGHT_DEVIATION),
      ...defaults.map(() => HALF_LIFE_DEVIATION),
    ]),
  };
}

/** The first saturation, or the likeliest where the outcomes clearly tell. The others start from where the first ended. */
function fitWithSaturation(table: DecayTable, prior: Prior): { fit: DecayFit; saturation: number } {
  const nSignals = table.signals.length;
  const starts = STARTS.map(factor =>
    prior.means.map((mean, at) => (at > nSignals ? mean + Math.log(factor) : mean)),
  );
  const [saturation, ...others] = SATURATIONS;
  const first = { saturation, fit: fitDecay(table, { prior, saturation, starts }) };
  const tried = others.map(other => ({
    saturation: other,
    fit: fitDecay(table, { prior, saturation: other, starts: [first.fit.parameters] }),
  }));
  const best = tried.reduce((a, b) => (b.fit.loss < a.fit.loss ? b : a));
  return first.fit.loss - best.fit.loss > SATURATION_GAIN ? best : first;
}
