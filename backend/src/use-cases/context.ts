import type {
  FieldDefinition,
  FollowedLead,
  KnownTimes,
  LearnedSignal,
  ScoreScale,
  Signal,
  Table,
} from '@aix/shared-scoring';
import type { CrmAdapter, CrmName } from '../connectors/crm-connector.ts';
import type { Envelope } from '../security/envelope.ts';
import type { Database } from '../store/database.ts';
import type { LeadInput } from './model-inputs.ts';

/** What the use cases work with. Made once, in `main.ts`. */
export interface Context {
  readonly database: Database;
  readonly envelope: Envelope;
  /** The CRMs that are plugged in. */
  readonly adapters: ReadonlyMap<CrmName, CrmAdapter>;
  readonly scoring: Scoring;
  now(): Date;
  /** Tells whoever waits in this process that there is work; other processes find it by themselves. Call it after the commit. */
  announce(work: Work): void;
}

/** Leads to be scored, scores to be written back, connections to be looked at anew, or nightly work. */
export type Work = 'dirty_leads' | 'due_writes' | 'readings' | 'nights';

/** The heavy arithmetic, off the event loop. */
export interface Scoring {
  /**
   * Trains a model, mixed with the starter by evidence, and returns its artifact's JSON text. Without outcomes it is the
   * starter alone.
   * @throws InputError ERR_INPUT_INVALID when no field says anything: all leads are alike and the starter reads none
   */
  train(training: Training): Promise<string>;
  /** Scores leads with a model, in the order given. */
  score(request: ScoringRequest): Promise<LeadPrediction[]>;
  /** What the outcomes of these leads say of how fast each signal cools and what it weighs. */
  learnSignals(learning: SignalLearning): Promise<LearnedSignal[]>;
}

export interface SignalLearning {
  leads: readonly FollowedLead[];
  horizonDays: number;
  learnedAt: Date;
  /** Where the outcomes tell too little, these stay. */
  defaults: readonly Signal[];
}

export interface ScoringRequest {
  artifact: string;
  /** As the model was trained with. */
  fields: readonly FieldDefinition[];
  leads: readonly LeadInput[];
}

export interface Training {
  table: Table;
  /** One per row: 1 converted within the horizon, 0 did not. */
  labels: Uint8Array;
  /** One per row: the lead's creation, epoch milliseconds. */
  times: Float64Array;
  /** When outcomes were known and the table's columns filled, as far as readings of the CRMs have told. */
  knownTimes: KnownTimes;
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
