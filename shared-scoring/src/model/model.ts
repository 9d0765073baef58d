import type { CalibrationCurve } from '../calibration/curve.ts';
import type { IntervalTable } from '../calibration/interval.ts';
import type { Calibration } from '../calibration/platt.ts';
import type { ScoreScale } from '../domain/score-scale.ts';
import type { LeakSuspect } from '../evaluate/leaks/find-leak-suspects.ts';
import type { Metrics } from '../evaluate/measure.ts';
import type { Verdict } from '../evaluate/verdict.ts';
import type { Feature } from '../features/encoding.ts';
import type { Design } from '../linear/design.ts';
import type { LogisticWeights } from '../linear/logistic.ts';
import type { Forest } from '../math/forest.ts';
import type { Starter } from '../starter/starter.ts';
import type { StarterWeights } from '../starter/starter-weights.ts';
import type { FeatureFacts } from './feature-facts.ts';

/** Name and version of the artifact's format. A change of meaning raises the version. */
export const MODEL_FORMAT = 'aix-lead-model';
export const MODEL_FORMAT_VERSION = 3;
/** Version of this library, kept in every artifact. */
export const LIBRARY_VERSION = '0.1.0';

/** A trained model: all that scoring and explaining need, and how it came to be. */
export interface Model {
  readonly features: readonly Feature[];
  /** Null when the blend does not use it. */
  readonly logistic: LogisticModel | null;
  /** Null when the blend does not use it. */
  readonly trees: Forest | null;
  readonly blend: Blend;
  readonly calibration: Calibration;
  /** Bends the calibrated log-odds; null where the line of `calibration` does. */
  readonly curve: CalibrationCurve | null;
  /** Null when the tenant's own model stands alone. */
  readonly starter: StarterPart | null;
  readonly intervals: IntervalTable;
  readonly scoreScale: ScoreScale;
  readonly facts: TrainingFacts;
}

/** Log-odds of the blend = logistic x its log-odds + trees x theirs. Not negative, sum 1; both 0 where the starter stands alone. */
export interface Blend {
  readonly logistic: number;
  readonly trees: number;
}

/**
 * The starter and how it is mixed: log-odds = intercept + fit x its fit + engagement x its engagement
 * + own x (the tenant's own calibrated log-odds - ownCentre).
 */
export interface StarterPart {
  readonly starter: Starter;
  readonly weights: StarterWeights;
  readonly ownCentre: number;
  /** Mean of each term over the training leads, in the order of the starter's attributes that find a feature: where contributions are zero. */
  readonly means: readonly number[];
}

export interface LogisticModel extends LogisticWeights {
  readonly design: Design;
  /** Mean of each column's term over the training leads, [nFeatures]: where contributions are zero. */
  readonly means: Float64Array;
}

/** What the caller wants to be remembered with the model: dates, horizon, the definition of a conversion. */
export type CallerFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface TrainingFacts {
  readonly libraryVersion: string;
  readonly seed: number;
  readonly rows: number;
  readonly conversions: number;
  readonly baseRate: number;
  /** How leads were held out to choose and calibrate: the newest, or each once over inner folds. Null without an own model. */
  readonly heldOutBy: 'time' | 'folds' | null;
  /** Measured on held-out leads, before the last fit on all rows. Null without an own model. */
  readonly heldOut: HeldOutMetrics | null;
  readonly verdict: Verdict;
  /** Penalty of the logistic candidate and number of trees. Null without an own model. */
  readonly penalty: number | null;
  readonly rounds: number | null;
  /** A training lead counts half when this share of them, 0..1, came after it; null when all count alike. */
  readonly halfLife: number | null;
  /** The base rate that propensities are calibrated to, 0..1: of the held-out leads, or nearer to the newest where it moved. */
  readonly calibratedRate: number | null;
  /** Null when none was asked for. */
  readonly starter: StarterFacts | null;
  readonly features: readonly FeatureFacts[];
  /** Columns left out because all their rows are alike. */
  readonly unused: readonly string[];
  /** First and last of the training leads' times, in the caller's unit; null where none were given. */
  readonly times: { readonly first: number; readonly last: number } | null;
  /** What the leak check found before the training; null where the caller ran none. */
  readonly leakSuspects: readonly LeakSuspect[] | null;
  readonly caller: CallerFacts;
}

export interface StarterFacts {
  readonly name: string;
  /** 0..1: the starter's share of what tells leads apart; 1 = no outcome of the tenant's own counts yet. */
  readonly share: number;
}

export interface HeldOutMetrics {
  readonly logistic: Metrics;
  readonly trees: Metrics;
  /** Of the blend as used. */
  readonly chosen: Metrics;
}
