import {
  type Band,
  type BandThresholds,
  type Cell,
  type Crossing,
  canonicalJson,
  type EmptyField,
  type EngagementState,
  type FieldValues,
  type FitScore,
  type LeadScore,
  type NotEligibleReason,
  type PointChanges,
  type Signal,
} from '@aix/shared-scoring';

/** What a receipt says: all that is needed to make the same score again, and why it was made and published. */
export interface ReceiptPayload {
  /** Version of this format. */
  format: 1;
  /** What was new since the lead was scored before. */
  why: readonly RescoreReason[];
  /** Why it was published. */
  because: PublishReason;
  modelVersion: number;
  /** ISO 8601 in UTC. */
  scoredAt: string;
  outcome: ReceiptOutcome;
  /** The thresholds that this score crossed. */
  crossings: readonly Crossing[];
  /** The band that a person set beside it. */
  override: ReceiptOverride | null;
}

/** `first` score of the lead; its facts (`fields`), its `events` are new; the `model` or the signals were learned anew; only time passed (`decay`); a person asked or set a band. */
export type RescoreReason = 'first' | 'fields' | 'model' | 'events' | 'decay' | 'asked' | 'override';

/** The `first` publication; another `status`; another `band`; a `move` beyond the noise; an `override` set or ended. */
export type PublishReason = 'first' | 'status' | 'band' | 'move' | 'override';

export type ReceiptOutcome =
  | { status: 'not_eligible'; reason: NotEligibleReason }
  | { status: 'too_little'; features: FieldValues }
  | ScoredOutcome;

export interface ScoredOutcome {
  status: 'scored';
  /** The lead's features by name, as known then. */
  features: FieldValues;
  /** What the model said of them, with one log-odds share per feature of the model, in its order. */
  fit: FitScore & { contributions: readonly number[] };
  engagement: ReceiptEngagement;
  thresholds: BandThresholds;
  score: LeadScore;
  cell: Cell;
  band: Band;
  bandSince: string;
  /** What a person could add that would move the score most; absent from receipts of before it was asked. */
  emptyField?: EmptyField | null;
  /** Points gained over what was published seven days before; null when nothing was. */
  trend7d: number | null;
  /** What moved the points since the receipt before; null for the first score, and where it takes the old model to tell. */
  changes: ReceiptChanges | null;
}

/** Engagement as it counted: the counters, the signals that they meet, and what they added to the log-odds. */
export interface ReceiptEngagement {
  asOf: string;
  signalsVersion: number;
  isLearned: boolean;
  /** Those that occurred. */
  signals: readonly Signal[];
  state: EngagementState;
  /** Without what unsigned visitors did; null when they did nothing. */
  signedState: EngagementState | null;
}

export interface ReceiptChanges {
  sinceReceiptId: string;
  since: string;
  points: PointChanges;
}

export interface ReceiptOverride {
  overrideId: string;
  band: Band;
  endsAt: string;
}

/** A payload as it is digested and kept: equal payloads are equal texts. */
export function payloadToText(payload: ReceiptPayload): string {
  return canonicalJson(payload);
}

/** The payload of a text that `payloadToText` made. */
export function payloadFromText(text: string): ReceiptPayload {
  return JSON.parse(text) as ReceiptPayload;
}

/** The points of the score that it tells; null where there is none. */
export function scorePointsOf({ outcome }: ReceiptPayload): number | null {
  return outcome.status === 'scored' ? outcome.score.scorePoints : null;
}
