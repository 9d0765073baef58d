import type { EmptyFieldFacts } from '../card/build-empty-field.ts';
import type { StepAction } from '../card/card-view.ts';
import type { Band } from '../card/score-points.ts';
import type { StepReason } from '../card/step-facts.ts';
import {
  afterWorkingTime,
  endOfWorkingDay,
  isWorkingTime,
  nextWorkingTime,
  type WorkingHours,
} from './working-hours.ts';

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
  dueAt: Date | null;
}

/** One rule of the team: what it suggests in a situation, possibly nothing. `docs/next-steps.md` has them in words. */
type StepRule = (situation: StepSituation, hours: WorkingHours) => (StepCandidate | undefined)[];

const DAY_MS = 86_400_000;
const HOUR = 60;
/** Acts that ask for somebody to come. */
const REQUESTS = ['demo_request', 'chat', 'trial_start', 'form_submit'];
/** Acts by which a person shows what interests them, without asking for anything. */
const INTERESTS = ['pricing_view', 'webinar', 'content_download', 'campaign_response', 'email_click'];
const TALKS = ['call_answered', 'meeting'];

/** Acts that call for a step whatever the score is. */
export const STEP_SIGNALS: readonly string[] = [...REQUESTS, 'email_reply', ...TALKS];

const FRESH_REQUEST_DAYS = 3;
const FRESH_REPLY_DAYS = 3;
const FRESH_INTEREST_DAYS = 2;
const AFTER_TALK_DAYS = 2;
/** Working minutes. */
const REQUEST_WITHIN = HOUR;
const WARM_WITHIN = 16 * HOUR;
const ASK_WITHIN = 24 * HOUR;
const TALK_RESTS = 24 * HOUR;
const LEAST_POINTS_TO_ASK = 5;

const answerRequests: StepRule = (situation, hours) => {
  const answeredMs = lastAnswered(situation, [...TALKS, 'email_reply']);
  const reason = newestAct(situation, REQUESTS, { withinDays: FRESH_REQUEST_DAYS, answeredMs });
  if (reason === undefined) return [];
  const dueAt = afterWorkingTime(situation.at, REQUEST_WITHIN, hours);
  return [call(situation, { reason, worth: 90, dueAt }), mail(situation, { reason, worth: 76, dueAt })];
};

const answerReplies: StepRule = (situation, hours) => {
  const answeredMs = lastAnswered(situation, TALKS);
  const reason = newestAct(situation, ['email_reply'], { withinDays: FRESH_REPLY_DAYS, answeredMs });
  if (reason === undefined) return [];
  const dueAt = dayEnd(situation, hours);
  return [mail(situation, { reason, worth: 84, dueAt }), call(situation, { reason, worth: 72, dueAt })];
};

const letTalksWork: StepRule = (situation, hours) => {
  const reason = newestAct(situation, TALKS, { withinDays: AFTER_TALK_DAYS });
  return reason === undefined
    ? []
    : [{ action: 'wait', reason, worth: 80, dueAt: afterWorkingTime(situation.at, TALK_RESTS, hours) }];
};

const followInterest: StepRule = (situation, hours) => {
  const reason = newestAct(situation, INTERESTS, { withinDays: FRESH_INTEREST_DAYS });
  if (reason === undefined || !isHotOrWarm(situation)) return [];
  const dueAt = dayEnd(situation, hours);
  return [call(situation, { reason, worth: 66, dueAt }), mail(situation, { reason, worth: 63, dueAt })];
};

const workTheBand: StepRule = (situation, hours) => {
  const { band, at } = situation;
  const reason = { code: 'band', band } as const;
  if (band === 'Hot') {
    const dueAt = dayEnd(situation, hours);
    return [call(situation, { reason, worth: 58, dueAt }), mail(situation, { reason, worth: 55, dueAt })];
  }
  if (band === 'Warm') {
    const dueAt = afterWorkingTime(at, WARM_WITHIN, hours);
    return [mail(situation, { reason, worth: 48, dueAt }), call(situation, { reason, worth: 45, dueAt })];
  }
  return [{ action: 'nurture', reason, worth: band === 'Nurture' ? 30 : 25, dueAt: null }];
};

const fillGaps: StepRule = ({ at, acts, hasEmail, band, emptyField, pointsPerLogOdds }, hours) => {
  const dueAt = afterWorkingTime(at, ASK_WITHIN, hours);
  const bounce = acts.get('email_bounce');
  if (bounce !== undefined) {
    const reason = actOf('email_bounce', bounce);
    return [{ action: 'ask', reason, worth: band === 'Low' ? 20 : 60, dueAt }];
  }
  if (!hasEmail)
    return [{ action: 'ask', reason: { code: 'no_email' }, worth: band === 'Low' ? 20 : 50, dueAt }];
  if (emptyField === null || band === 'Low') return [];
  const most = Math.max(-emptyField.low, emptyField.high) * pointsPerLogOdds;
  if (most < LEAST_POINTS_TO_ASK) return [];
  return [
    { action: 'ask', reason: { code: 'empty_field', pointsPerLogOdds, ...emptyField }, worth: 38, dueAt },
  ];
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

/** The end of this working day; of the next one where less than an hour of it is left. */
function dayEnd({ at }: StepSituation, hours: WorkingHours): Date {
  const end = endOfWorkingDay(at, hours);
  const hasHour = end.getTime() - nextWorkingTime(at, hours).getTime() >= HOUR * 60_000;
  return !isWorkingTime(at, hours) || hasHour ? end : endOfWorkingDay(end, hours);
}
