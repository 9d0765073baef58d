import type { ChosenStep, StepAction, StepReason } from '@aix/shared-scoring';
import { arrayParameter } from './array-parameter.ts';
import type { TenantSql } from './database.ts';
import { jsonParameter } from './json-parameter.ts';
import { uuidArray } from './uuid-array.ts';

/** A step as it was suggested. */
export interface Step extends Pick<ChosenStep, 'considered' | 'chance'> {
  stepId: string;
  leadId: string;
  receiptId: string;
  action: StepAction;
  reason: StepReason;
  dueAt: Date | null;
  chosenAt: Date;
  /** With which chance decided. */
  seed: number;
}

/** The step that stands for a lead, and what a person said to it. */
export interface StandingStep
  extends Pick<Step, 'stepId' | 'leadId' | 'action' | 'reason' | 'dueAt' | 'chosenAt'> {
  answer: 'taken' | 'later' | null;
  answeredAt: Date | null;
  laterUntil: Date | null;
}

const STANDING = `step_id as "stepId", lead_id as "leadId", action, reason, due_at as "dueAt", chosen_at as "chosenAt", answer,
  answered_at as "answeredAt", later_until as "laterUntil"`;

/**
 * The step that stands for each of these leads; leads without one are absent. The limit makes PostgreSQL look each one up by its key,
 * whatever it knows of the table.
 */
export async function standingSteps(
  tenant: TenantSql,
  leadIds: readonly string[],
): Promise<Map<string, StandingStep>> {
  const rows = await tenant.query<StandingStep>(
    `select n.* from unnest($2::uuid[]) as w(id) cross join lateral (select ${STANDING} from next_steps
       where tenant_id = $1 and lead_id = w.id and ended_at is null limit 1) n`,
    [tenant.tenantId, uuidArray(leadIds)],
    'often',
  );
  return new Map(rows.map(row => [row.leadId, row]));
}

/** When somebody last took a step of each of these leads; leads of whom nobody did are absent. */
export async function lastTaken(tenant: TenantSql, leadIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tenant.query<{ leadId: string; at: Date }>(
    `select w.id as "leadId", n.answered_at as at from unnest($2::uuid[]) as w(id)
     cross join lateral (select answered_at from next_steps where tenant_id = $1 and lead_id = w.id and answer = 'taken'
       order by answered_at desc limit 1) n`,
    [tenant.tenantId, uuidArray(leadIds)],
    'often',
  );
  return new Map(rows.map(({ leadId, at }) => [leadId, at]));
}

/** Ends these steps, which stand. */
export async function endSteps(tenant: TenantSql, stepIds: readonly string[], endedAt: Date): Promise<void> {
  if (stepIds.length === 0) return;
  await tenant.query(
    `update next_steps n set ended_at = $3 from unnest($2::uuid[]) as w(id)
     where n.tenant_id = $1 and n.step_id = w.id and n.ended_at is null`,
    [tenant.tenantId, uuidArray(stepIds), endedAt],
    'often',
  );
}

/** Adds steps; of each lead none may stand any more. */
export async function saveSteps(tenant: TenantSql, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  await tenant.query(
    `insert into next_steps (tenant_id, step_id, lead_id, receipt_id, action, reason, due_at, chosen_at, considered, chance, seed)
     select $1, r.* from jsonb_to_recordset($2::jsonb) as r("stepId" uuid, "leadId" uuid, "receiptId" uuid, action text,
       reason jsonb, "dueAt" timestamptz, "chosenAt" timestamptz, considered jsonb, chance double precision, seed integer)`,
    [tenant.tenantId, jsonParameter(steps)],
    'often',
  );
}

/** A step that a card showed, and when first. */
export interface ShownStep {
  stepId: string;
  shownAt: Date;
}

/**
 * Remembers that cards showed these steps; of each only the first time counts. What others are changing just now is left out, because
 * who waits for one row and holds another may be waited for in turn. The transaction does not wait until it is on the disk: a crash forgets
 * at most the last second of who saw a step, as it does what was not written yet.
 * @returns the steps that were left out
 */
export async function noteStepsShown(tenant: TenantSql, steps: readonly ShownStep[]): Promise<Set<string>> {
  const ids = uuidArray(steps.map(step => step.stepId));
  const written = tenant.query(
    `with hasty as (select set_config('synchronous_commit', 'off', true)),
     free as (select n.step_id, w.shown_at from unnest($2::uuid[], $3::timestamptz[]) as w(step_id, shown_at)
       cross join lateral (select step_id from next_steps
         where tenant_id = $1 and step_id = w.step_id and shown_at is null limit 1 for no key update skip locked) n)
     update next_steps n set shown_at = free.shown_at from free, hasty where n.tenant_id = $1 and n.step_id = free.step_id`,
    [tenant.tenantId, ids, arrayParameter(steps.map(step => step.shownAt.toISOString()))],
  );
  const left = tenant.query<{ stepId: string }>(
    `select n."stepId" from unnest($2::uuid[]) as w(step_id) cross join lateral (select step_id as "stepId" from next_steps
       where tenant_id = $1 and step_id = w.step_id and shown_at is null limit 1) n`,
    [tenant.tenantId, ids],
  );
  const [, rows] = await Promise.all([written, left]);
  return new Set(rows.map(row => row.stepId));
}

/** What a person says to a step. */
export interface StepAnswer {
  leadId: string;
  stepId: string;
  answer: 'taken' | 'later';
  /** When a step that is put off comes back, and until when it has to be done then; null for one that is taken. */
  later: { until: Date; dueAt: Date | null } | null;
  by: string;
  at: Date;
}

/** Keeps the answer to a step that stands, unless it was taken already; until when it was put off before stays known. @returns the step; undefined when it stands no more */
export async function answerStep(
  tenant: TenantSql,
  { leadId, stepId, answer, later, by, at }: StepAnswer,
): Promise<StandingStep | undefined> {
  await tenant.query(
    `update next_steps set answer = $4, later_until = coalesce($5, later_until), due_at = coalesce($6, due_at),
       answered_by = $7, answered_at = $8
     where tenant_id = $1 and lead_id = $2 and step_id = $3 and ended_at is null and answer is distinct from 'taken'`,
    [tenant.tenantId, leadId, stepId, answer, later?.until ?? null, later?.dueAt ?? null, by, at],
  );
  const standing = (await standingSteps(tenant, [leadId])).get(leadId);
  return standing?.stepId === stepId ? standing : undefined;
}

/** A step in the log: with what was seen of it, and what came after. */
export interface LoggedStep extends Step {
  shownAt: Date | null;
  answer: StandingStep['answer'];
  answeredAt: Date | null;
  answeredBy: string | null;
  laterUntil: Date | null;
  endedAt: Date | null;
  /**
   * The first act of the lead's that answers a step, or its conversion, within 14 days of when the step was shown, or answered where
   * that came later; null where none came.
   */
  achieved: string | null;
  achievedAt: Date | null;
}

/** Acts of a lead that show that somebody reached it; they count where they are vouched for. */
const ACHIEVEMENTS = ['email_reply', 'call_answered', 'meeting'];
const ACHIEVED_WITHIN_DAYS = 14;

/** The steps of a tenant, newest first, at most `limit`, of one lead if one is given. */
export async function logOfSteps(
  tenant: TenantSql,
  { leadId, limit }: { leadId?: string | undefined; limit: number },
): Promise<LoggedStep[]> {
  return tenant.query<LoggedStep>(
    `select n.step_id as "stepId", n.lead_id as "leadId", n.receipt_id as "receiptId", n.action, n.reason, n.due_at as "dueAt",
       n.chosen_at as "chosenAt", n.considered, n.chance, n.seed, n.shown_at as "shownAt", n.answer, n.answered_at as "answeredAt",
       n.answered_by as "answeredBy", n.later_until as "laterUntil", n.ended_at as "endedAt",
       a.what as achieved, a.at as "achievedAt"
     from next_steps n
     cross join lateral (select greatest(n.chosen_at, n.shown_at, n.answered_at) as began_at) s
     left join lateral (
       select what, at from (
         select e.signal as what, e.at from events e
           left join visitors v on v.tenant_id = $1 and v.subject = e.subject
           where e.tenant_id = $1 and e.lead_id = n.lead_id and e.signal = any($4::text[]) and coalesce(v.signed, true)
         union all
         select 'conversion', l.converted_at from leads l where l.tenant_id = $1 and l.lead_id = n.lead_id and l.converted_at is not null
       ) acts
       where at > s.began_at and at <= s.began_at + make_interval(days => ${ACHIEVED_WITHIN_DAYS})
       order by at limit 1) a on true
     where n.tenant_id = $1 and ($2::uuid is null or n.lead_id = $2) order by n.chosen_at desc, n.step_id limit $3`,
    [tenant.tenantId, leadId ?? null, limit, ACHIEVEMENTS],
  );
}
