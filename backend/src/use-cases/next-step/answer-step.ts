import {
  buildNextStep,
  type Delay,
  InputError,
  type Locale,
  laterAt,
  type NextStep,
  NotFoundError,
  stepDueAt,
} from '@aix/shared-scoring';
import { listDeliveries, saveDeliveries } from '../../store/alerts/deliveries.ts';
import type { TaskContent } from '../../store/alerts/delivery-content.ts';
import type { TenantSql } from '../../store/database.ts';
import { engagementOfLeads } from '../../store/engagement.ts';
import { findLeadOfRecord, type StoredLead } from '../../store/leads.ts';
import { answerStep, type StandingStep, type StepAnswer, standingSteps } from '../../store/next-steps.ts';
import { letFallBehind } from '../../store/published.ts';
import { lockScores } from '../../store/scores.ts';
import { getTenant } from '../../store/tenants.ts';
import { deliver } from '../alerts/deliver.ts';
import type { Context } from '../context.ts';
import type { CardRequest } from '../get-card.ts';
import { enqueueRecordsBehind } from '../scoring/enqueue-records.ts';
import { addresseeOf, stepFactsOf } from './step-facts-of.ts';

/** What a person says to the step on a record's card. */
export interface StepRequest extends CardRequest {
  stepId: string;
  person: string;
}

/** What became of the task: `made`; `waiting` for a CRM that does not answer now; `refused` by it. */
export interface TakenStep {
  status: 'made' | 'waiting' | 'refused';
  /** The task's id in the CRM. */
  taskId: string | null;
  /** What the CRM said, where it did not make the task. */
  reason: string | null;
}

/**
 * Makes the step that a record's card suggests a task in the CRM, at that record and once, however often and from wherever it is
 * asked. A CRM that is down gets it later.
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when the record is unknown, or the step stands no more
 * @throws InputError ERR_INPUT_INVALID for a step that asks nothing of anybody
 */
export async function takeStep(
  context: Context,
  tenantId: string,
  request: StepRequest & { locale: Locale; isOwnUser: boolean },
): Promise<TakenStep> {
  const about = `step:${request.stepId}`;
  const at = context.now();
  await context.database.withTenant(tenantId, async sql => {
    await lockScores(sql);
    const { step, lead } = await requireStep(sql, request, at);
    const engagement = (await engagementOfLeads(sql, [lead.leadId])).get(lead.leadId);
    const facts = stepFactsOf(step, addresseeOf(lead, engagement));
    const shown = buildNextStep(facts, { locale: request.locale, now: at });
    await answer(sql, at, { ...request, leadId: lead.leadId, answer: 'taken', later: null });
    const content = taskOf(request, { step, lead, shown, at });
    await saveDeliveries(sql, [{ about, kind: 'crm_task', leadId: lead.leadId, content }], at);
  });
  context.announce('due_writes');
  await deliver(context, tenantId, about);
  const [task] = await context.database.withTenant(tenantId, sql => listDeliveries(sql, { about, limit: 1 }));
  const status = task?.deliveredAt ? 'made' : task?.deadAt ? 'refused' : 'waiting';
  return { status, taskId: task?.externalId ?? null, reason: task?.reason ?? null };
}

/**
 * Puts the step off: it comes back within working hours, and is due as one that is chosen then.
 * @returns when
 * @throws NotFoundError ERR_LEAD_NOT_FOUND when the record is unknown, or the step stands no more
 * @throws InputError ERR_INPUT_INVALID for a step that asks nothing of anybody
 */
export async function putOffStep(
  context: Context,
  tenantId: string,
  { delay, ...request }: StepRequest & { delay: Delay },
): Promise<{ until: Date }> {
  const at = context.now();
  const until = await context.database.withTenant(tenantId, async sql => {
    await lockScores(sql);
    const { step, lead } = await requireStep(sql, request, at);
    const { workingHours } = await getTenant(sql);
    const until = laterAt(at, delay, workingHours);
    const later = { until, dueAt: stepDueAt(step, until, workingHours) };
    const answered = await answer(sql, at, { ...request, leadId: lead.leadId, answer: 'later', later });
    if (answered.answer === 'taken')
      throw new InputError('ERR_CONFLICT', 'A task was made of this step already: refresh the card');
    return until;
  });
  context.announce('due_writes');
  return { until };
}

async function requireStep(
  sql: TenantSql,
  { connectionId, objectType, objectId, stepId }: StepRequest,
  at: Date,
): Promise<{ step: StandingStep; lead: StoredLead }> {
  const lead = await findLeadOfRecord(sql, connectionId, objectType, objectId);
  const step = lead && (await standingSteps(sql, [lead.leadId])).get(lead.leadId);
  if (lead === undefined || step?.stepId !== stepId)
    throw new NotFoundError(
      'ERR_LEAD_NOT_FOUND',
      `The step ${stepId} is not suggested any more: refresh the card`,
    );
  const { deed, makesTask } = buildNextStep(stepFactsOf(step), { locale: 'en', now: at });
  if (!makesTask)
    throw new InputError(
      'ERR_INPUT_INVALID',
      `“${deed}” asks nothing of anybody: it can be neither made a task nor put off`,
    );
  return { step, lead };
}

/** Keeps the answer, and has every record of the lead say it. */
async function answer(
  sql: TenantSql,
  at: Date,
  { person, leadId, stepId, answer, later }: Omit<StepAnswer, 'by' | 'at'> & { person: string },
): Promise<StandingStep> {
  const step = await answerStep(sql, { leadId, stepId, answer, later, by: person, at });
  await Promise.all([letFallBehind(sql, [leadId]), enqueueRecordsBehind(sql, [leadId])]);
  return step!;
}

const KINDS = { call: 'call', mail: 'email', ask: 'other' } as const;
/** A task without a time of its own. */
const DUE_WITHIN_MS = 86_400_000;

function taskOf(
  { connectionId, objectType, objectId, person, isOwnUser }: StepRequest & { isOwnUser: boolean },
  { step, lead, shown, at }: { step: StandingStep; lead: StoredLead; shown: NextStep; at: Date },
): TaskContent {
  const { deed, reason, basis, dueAt, draft } = shown;
  const whom = lead.name ?? lead.company;
  return {
    ...{ connectionId, objectType, objectId },
    kind: KINDS[step.action as keyof typeof KINDS],
    subject: whom === null ? deed : `${deed}: ${whom}`,
    body: [reason, basis.text, ...(draft ? [`${draft.subject}\n\n${draft.body}`] : [])].join('\n\n'),
    dueAt: dueAt ?? new Date(at.getTime() + DUE_WITHIN_MS).toISOString(),
    isUrgent: step.action === 'call',
    ...(isOwnUser && { forUser: person }),
  };
}
