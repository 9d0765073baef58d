import type { FieldDefinition, FieldValues, ScoreScale, Table } from '@aix/shared-scoring';
import type { CrmAdapter, CrmName } from '../connectors/crm-connector.ts';
import type { Envelope } from '../security/envelope.ts';
import type { Database } from '../store/database.ts';

/** What the use cases work with. Made once, in `main.ts`. */
export interface Context {
  readonly database: Database;
  readonly envelope: Envelope;
  /** The CRMs that are plugged in. */
  readonly adapters: ReadonlyMap<CrmName, CrmAdapter>;
  readonly scoring: Scoring;
  now(): Date;
}

/** The heavy arithmetic, off the event loop. */
export interface Scoring {
  /**
   * Trains a model and returns its artifact's JSON text.
   * @throws InputError ERR_INPUT_INVALID when there is nothing to learn from: one class only, no usable field
   */
  train(training: Training): Promise<string>;
  /** Scores leads with a model, in the order given. */
  score(
    artifact: string,
    fields: readonly FieldDefinition[],
    leads: readonly FieldValues[],
  ): Promise<LeadPrediction[]>;
}

export interface Training {
  table: Table;
  /** One per row: 1 converted within the horizon, 0 did not. */
  labels: Uint8Array;
  /** One per row: the lead's creation, epoch milliseconds. */
  times: Float64Array;
  horizonDays: number;
  trainedAt: Date;
  /** The tenant's, once it is fixed; without it the training derives one. */
  scoreScale: ScoreScale | undefined;
}

export interface LeadPrediction {
  /** Calibrated log-odds. */
  logOdds: number;
  propensity: number;
  low: number;
  high: number;
  /** One log-odds share per feature, in the model's order. */
  contributions: number[];
}
