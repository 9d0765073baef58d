import type {
  EmptyField,
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
import type { MailServer } from '../security/mail-server.ts';
import type { Outside } from '../security/outside.ts';
import type { Database } from '../store/database.ts';
import type { LeadInput } from './model-inputs.ts';

/** What the use cases work with. Made once, in `main.ts`. */
export interface Context {
  readonly database: Database;
  readonly envelope: Envelope;
  /** The CRMs that are plugged in. */
  readonly adapters: ReadonlyMap<CrmName, CrmAdapter>;
  readonly scoring: Scoring;
  /** The way to addresses that customers name. */
  readonly outside: Outside;
  /** Sends e-mail; absent where the operator named no server. */
  readonly mailServer?: MailServer;
  /** Where a person opens a record, where it is not where its CRM says: addresses with `{objectType}` and `{objectId}`. */
  readonly recordPages?: Readonly<Partial<Record<CrmName, string>>>;
  now(): Date;
  /** Tells whoever waits in this process that there is work; other processes find it by themselves. Call it after the commit. */
  announce(work: Work): void;
  /** Remembers that a card showed a step; it is written within a second. */
  noteShown(tenantId: string, stepId: string, shownAt: Date): void;
}

/** Leads to be scored, scores to be written back, connections to be looked at anew, nightly work, changes that a CRM told, or what waits to be delivered. */
export type Work = 'dirty_leads' | 'due_writes' | 'readings' | 'nights' | 'told_changes' | 'deliveries';

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
  /** What a person could add that would move it most; null where nothing is asked. */
  emptyField: EmptyField | null;
}
