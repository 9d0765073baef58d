import { DELAYS, LOCALES, STEP_ACTIONS } from '@aix/shared-scoring';
import { z } from 'zod';
import { logOfSteps } from '../store/next-steps.ts';
import { getTenant, setWorkingHours } from '../store/tenants.ts';
import type { Context } from '../use-cases/context.ts';
import { putOffStep, takeStep } from '../use-cases/next-step/answer-step.ts';
import { recordName } from './record-name.ts';
import { defineRoute, type Route } from './route.ts';
import { isTimeZone } from './time-zone.ts';

const RECORD = '/v1/connections/:connectionId/records/:objectType/:objectId';
const ofRecord = z.object({ connectionId: z.uuid(), objectType: recordName, objectId: recordName });
const moment = z.iso.datetime();

const workingHours = z
  .object({
    timeZone: z.string().max(60).refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin'),
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    fromMinute: z.int().min(0).max(1439),
    untilMinute: z.int().min(1).max(1440),
  })
  .refine(({ fromMinute, untilMinute }) => fromMinute < untilMinute, 'fromMinute must be before untilMinute');

const hoursAnswer = z.object({
  ...{ timeZone: z.string(), days: z.array(z.int()), fromMinute: z.int(), untilMinute: z.int() },
});

/** What is suggested to people, and what they say to it. */
export function createStepRoutes(context: Context): Route[] {
  return [...answerRoutes(context), ...settingRoutes(context)];
}

function answerRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'post',
      once: true,
      path: `${RECORD}/next-step/take`,
      summary: 'Makes the step that the record’s card suggests a task in the CRM, once',
      conflict: 'A task was made of this step already',
      params: ofRecord,
      body: z.object({ stepId: z.uuid(), locale: z.enum(LOCALES).default('en') }),
      answer: z.object({
        status: z.enum(['made', 'waiting', 'refused']),
        taskId: z.string().nullable(),
        reason: z.string().nullable(),
      }),
      handle: async ({ tenantId, person, ownConnectionId, params, body }) => {
        const isOwnUser = ownConnectionId === params.connectionId;
        return { json: await takeStep(context, tenantId, { ...params, ...body, person, isOwnUser }) };
      },
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: `${RECORD}/next-step/later`,
      summary: 'Puts the step that the record’s card suggests off, by an hour of work, a day or a week',
      params: ofRecord,
      body: z.object({ stepId: z.uuid(), delay: z.enum(DELAYS) }),
      answer: z.object({ until: moment }),
      handle: async ({ tenantId, person, params, body }) => ({
        json: await putOffStep(context, tenantId, { ...params, ...body, person }),
      }),
    }),
  ];
}

function settingRoutes(context: Context): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/next-steps',
      summary:
        'What was suggested, with the chance it had, whether it was shown and taken, and what the lead did within 14 days; newest first',
      needs: 'admin',
      query: z.object({
        leadId: z.uuid().optional(),
        limit: z.coerce.number().int().min(1).max(1_000).default(25),
      }),
      answer: z.array(
        z.object({
          ...{ stepId: z.uuid(), leadId: z.uuid(), receiptId: z.uuid(), action: z.enum(STEP_ACTIONS) },
          reason: z.looseObject({ code: z.string() }),
          ...{ dueAt: moment.nullable(), chosenAt: moment },
          considered: z.array(
            z.object({ action: z.enum(STEP_ACTIONS), worth: z.number(), chance: z.number() }),
          ),
          ...{ chance: z.number(), seed: z.int(), shownAt: moment.nullable() },
          ...{ answer: z.enum(['taken', 'later']).nullable(), answeredAt: moment.nullable() },
          ...{ answeredBy: z.string().nullable(), laterUntil: moment.nullable(), endedAt: moment.nullable() },
          ...{ achieved: z.string().nullable(), achievedAt: moment.nullable() },
        }),
      ),
      handle: async ({ tenantId, query }) => ({
        json: await inTenant(tenantId, sql => logOfSteps(sql, query)),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/working-hours',
      summary: 'When the team works: steps are due within these hours',
      answer: hoursAnswer,
      handle: async ({ tenantId }) => ({ json: (await inTenant(tenantId, getTenant)).workingHours }),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/working-hours',
      summary: 'Says when the team works; days are 1 Monday to 7 Sunday, times minutes since midnight',
      needs: 'admin',
      body: workingHours,
      answer: hoursAnswer,
      handle: async ({ tenantId, body }) => {
        await inTenant(tenantId, sql => setWorkingHours(sql, body));
        return { json: body };
      },
    }),
  ];
}
