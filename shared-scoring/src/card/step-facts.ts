import type { EmptyFieldFacts } from './build-empty-field.ts';
import type { StepAction } from './card-view.ts';
import type { Band } from './score-points.ts';

/** Why a step is suggested. Plain JSON; times are ISO 8601 in UTC. */
export type StepReason =
  /** What the lead did. */
  | { code: 'act'; signal: string; label: string; at: string }
  | { code: 'band'; band: Band }
  /** There is no address to write to. */
  | { code: 'no_email' }
  | ({ code: 'empty_field'; pointsPerLogOdds: number } & EmptyFieldFacts);

/** One suggested step, as it was chosen, and what a person said to it. */
export interface StepFacts {
  stepId: string;
  action: StepAction;
  reason: StepReason;
  dueAt: Date | null;
  /** `taken`: a task was made of it. `later`: not before `until`. Null while nobody said anything. */
  answer: { kind: 'taken'; at: Date } | { kind: 'later'; until: Date } | null;
  /** Whom a draft addresses, and when each of their signals that are vouched for came last. */
  person: { name: string | null; company: string | null; lastActs: ReadonlyMap<string, Date> };
}
