import type { EmptyFieldFacts } from '../card/build-empty-field.ts';
import type { StepAction } from '../card/card-view.ts';
import type { Band } from '../card/score-points.ts';
import type { StepReason } from '../card/step-facts.ts';
import { INTERESTS, REQUESTS, TALKS } from '../card/step-signals.ts';

/** What the rules know of a lead. */
export interface StepSituation {
  at: Date;
  /** The band that holds: a person's while there is one, else the model's. */
  band: Band;
  /** The newest act of each signal that occurred and is vouched for, by its name. */
  acts: ReadonlyMap<string, { label: string; atMs: number }>;
  /** When somebody last took a step of this lead's; null where nobody did. */
  takenAtMs: number | null;
  hasEmail: boolean;
  mayCall: boolean;
  mayMail: boolean;
  emptyField: EmptyFieldFacts | null;
  pointsPerLogOdds: number;
}

/** A step that a rule suggests. */
export interface StepCandidate {
  action: StepAction;
  reason: StepReason;
  /** 0..100: what the rule takes it to be worth. A judgement, not a measurement. */
  worth: number;
}

/** One rule of the team: what it suggests in a situation, possibly nothing. `docs/next-steps.md` has them in words. */
type StepRule = (situation: StepSituation) => (StepCandidate | undefined)[];

const DAY_MS = 86_400_000;

const FRESH_REQUEST_DAYS = 3;
const FRESH_REPLY_DAYS = 3;
const FRESH_INTEREST_DAYS = 2;
const AFTER_TALK_DAYS = 2;
const LEAST_POINTS_TO_ASK = 5;

const answerRequests: StepRule = situation => {
  const answeredMs = lastAnswered(situation, [...TALKS, 'email_reply']);
  const reason = newestAct(situation, REQUESTS, { withinDays: FRESH_REQUEST_DAYS, answeredMs });
  if (reason === undefined) return [];
  return [call(situation, { reason, worth: 90 }), mail(situation, { reason, worth: 76 })];
};

const answerReplies: StepRule = situation => {
  const answeredMs = lastAnswered(situation, TALKS);
  const reason = newestAct(situation, ['email_reply'], { withinDays: FRESH_REPLY_DAYS, answeredMs });
  if (reason === undefined) return [];
  return [mail(situation, { reason, worth: 84 }), call(situation, { reason, worth: 72 })];
};

const letTalksWork: StepRule = situation => {
  const reason = newestAct(situation, TALKS, { withinDays: AFTER_TALK_DAYS });
  return reason === undefined ? [] : [{ action: 'wait', reason, worth: 80 }];
};

const followInterest: StepRule = situation => {
  const reason = newestAct(situation, INTERESTS, { withinDays: FRESH_INTEREST_DAYS });
  if (reason === undefined || !isHotOrWarm(situation)) return [];
  return [call(situation, { reason, worth: 66 }), mail(situation, { reason, worth: 63 })];
};

const workTheBand: StepRule = situation => {
  const { band } = situation;
  const reason = { code: 'band', band } as const;
  if (band === 'Hot') {
    return [call(situation, { reason, worth: 58 }), mail(situation, { reason, worth: 55 })];
  }
  if (band === 'Warm') {
    return [mail(situation, { reason, worth: 48 }), call(situation, { reason, worth: 45 })];
  }
  return [{ action: 'nurture', reason, worth: band === 'Nurture' ? 30 : 25 }];
};

const fillGaps: StepRule = ({ acts, hasEmail, band, emptyField, pointsPerLogOdds }) => {
  const bounce = acts.get('email_bounce');
  if (bounce !== undefined) {
    const reason = actOf('email_bounce', bounce);
    return [{ action: 'ask', reason, worth: band === 'Low' ? 20 : 60 }];
  }
  if (!hasEmail) return [{ action: 'ask', reason: { code: 'no_email' }, worth: band === 'Low' ? 20 : 50 }];
  if (emptyField === null || band === 'Low') return [];
  const most = Math.max(-emptyField.low, emptyField.high) * pointsPerLogOdds;
  if (most < LEAST_POINTS_TO_ASK) return [];
  return [{ action: 'ask', reason: { code: 'empty_field', pointsPerLogOdds, ...emptyField }, worth: 38 }];
};

/** Every rule. Their order does not matter: worth decides. */
export const STEP_RULES: readonly StepRule[] = [
  answerRequests,
  answerReplies,
  letTalksWork,
  followInterest,
  workTheBand,
  fillGaps,
];

type Suggested = Omit<StepCandidate, 'action'>;

function call({ mayCall }: StepSituation, suggested: Suggested): StepCandidate | undefined {
  return mayCall ? { action: 'call', ...suggested } : undefined;
}

function mail({ hasEmail, mayMail }: StepSituation, suggested: Suggested): StepCandidate | undefined {
  return hasEmail && mayMail ? { action: 'mail', ...suggested } : undefined;
}

/** When one of these acts, or a step that somebody took, last answered the lead; -Infinity where none did. */
function lastAnswered({ acts, takenAtMs }: StepSituation, signals: readonly string[]): number {
  return Math.max(takenAtMs ?? -Infinity, ...signals.map(signal => acts.get(signal)?.atMs ?? -Infinity));
}

/** Of these signals the newest act that is not too old, nor answered. */
function newestAct(
  { acts, at }: StepSituation,
  signals: readonly string[],
  { withinDays, answeredMs = -Infinity }: { withinDays: number; answeredMs?: number },
): Extract<StepReason, { code: 'act' }> | undefined {
  let newest: { signal: string; label: string; atMs: number } | undefined;
  for (const signal of signals) {
    const act = acts.get(signal);
    if (act === undefined || at.getTime() - act.atMs > withinDays * DAY_MS) continue;
    if (act.atMs <= answeredMs) continue;
    if (newest === undefined || act.atMs > newest.atMs) newest = { signal, ...act };
  }
  return newest && actOf(newest.signal, newest);
}

function actOf(signal: string, { label, atMs }: { label: string; atMs: number }) {
  return { code: 'act', signal, label, at: new Date(atMs).toISOString() } as const;
}

function isHotOrWarm({ band }: StepSituation): boolean {
  return band === 'Hot' || band === 'Warm';
}
