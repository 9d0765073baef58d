import { randomInt, randomUUID } from 'node:crypto';
import { type ChosenStep, chooseStep, type FieldValues, type StepSituation } from '@aix/shared-scoring';
import type { StandingStep, Step } from '../../store/next-steps.ts';
import type { Tenant } from '../../store/tenants.ts';
import type { Champion } from '../champion.ts';
import { emptyFieldOf } from '../scoring/card-facts.ts';
import type { JudgedLead } from '../scoring/judge-lead.ts';
import type { ScoredOutcome } from '../scoring/receipt-payload.ts';

/** What steps are chosen from: scores just made, each with the receipt of what is published. */
export interface StepRound {
  tenant: Tenant;
  champion: Champion;
  at: Date;
  scores: readonly { score: JudgedLead; receiptId: string }[];
  /** The step that stands for each lead. */
  standing: ReadonlyMap<string, StandingStep>;
  /** When somebody last took a step of each lead. */
  takenAt: ReadonlyMap<string, Date>;
}

/** What becomes of steps: those that stand no more, and those that do from now on. */
export interface SteppedLeads {
  ended: StandingStep[];
  chosen: Step[];
}

/** Chooses a step for each of these scores; one that stands stays while its reason does. */
export function chooseSteps(round: StepRound): SteppedLeads {
  const { tenant, at, scores, standing } = round;
  const ended: StandingStep[] = [];
  const chosen: Step[] = [];
  for (const { score, receiptId } of scores) {
    const { lead } = score.known;
    const before = standing.get(lead.leadId);
    const seed = randomInt(2 ** 31);
    const situation = situationOf(score, round);
    const best = situation && chooseStep(situation, tenant.workingHours, seed);
    if (before && best && stands(before, best, at)) continue;
    if (before) ended.push(before);
    if (best === undefined) continue;
    const { worth: _, ...step } = best;
    chosen.push({ ...step, ...{ stepId: randomUUID(), leadId: lead.leadId, receiptId, chosenAt: at, seed } });
  }
  return { ended, chosen };
}

/** Fields by which a tenant says that a person does not want to be called or written to. */
const NO_CALLS = 'do_not_call';
const NO_MAILS = 'email_opt_out';

/** What the rules know of a lead; undefined for one without a score. */
function situationOf(
  { known: { lead, override }, outcome }: JudgedLead,
  { champion: { model }, at, takenAt }: StepRound,
): StepSituation | undefined {
  if (outcome.status !== 'scored') return undefined;
  const acts = actsOf(outcome);
  const refuses = (field: string, fields: FieldValues) => fields[field] === true;
  return {
    at,
    band: override?.band ?? outcome.band,
    acts,
    takenAtMs: takenAt.get(lead.leadId)?.getTime() ?? null,
    hasEmail: lead.email !== null,
    mayCall: !refuses(NO_CALLS, lead.fields),
    mayMail: !refuses(NO_MAILS, lead.fields) && !acts.has('unsubscribe'),
    emptyField: emptyFieldOf(outcome, model),
    pointsPerLogOdds: model.scoreScale.pointsPerLogOdds,
  };
}

/** Those that are vouched for: whoever can type an address into a page must not make people call. */
function actsOf({ engagement }: ScoredOutcome): StepSituation['acts'] {
  const { counters } = engagement.signedState ?? engagement.state;
  return new Map(
    engagement.signals.flatMap(({ name, label }) => {
      const atMs = Object.hasOwn(counters, name) ? counters[name]?.newestMs : undefined;
      return atMs === undefined ? [] : [[name, { label, atMs }] as const];
    }),
  );
}

/** A task that was made is not asked for again so soon, whatever else speaks for it; only a new act of the lead's does. */
const TASK_RESTS_MS = 2 * 86_400_000;

function stands(before: StandingStep, chosen: ChosenStep, at: Date): boolean {
  const isSameReason = sameReason(before.reason, chosen.reason);
  if (before.answer === 'later') return isSameReason && before.laterUntil !== null && before.laterUntil > at;
  if (before.answer === 'taken') {
    const takenMs = (before.answeredAt ?? before.chosenAt).getTime();
    const isOfNewAct = chosen.reason.code === 'act' && Date.parse(chosen.reason.at) > takenMs;
    return at.getTime() - takenMs < TASK_RESTS_MS && !isOfNewAct;
  }
  // What chance chose stays chosen, or the chances in the log would be wrong.
  const isStillChosen = chosen.considered.some(
    ({ action, chance }) => action === before.action && chance > 0,
  );
  return isSameReason && isStillChosen && (before.dueAt === null || before.dueAt > at);
}

function sameReason(a: StandingStep['reason'], b: StandingStep['reason']): boolean {
  if (a.code !== b.code) return false;
  if (a.code === 'act' && b.code === 'act') return a.signal === b.signal && a.at === b.at;
  if (a.code === 'band' && b.code === 'band') return a.band === b.band;
  return a.code !== 'empty_field' || b.code !== 'empty_field' || a.field === b.field;
}
