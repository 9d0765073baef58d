import { BANDS } from '@aix/shared-scoring';
import { z } from 'zod';
import { bandChanges, crossingsOfLead } from '../store/crossings.ts';
import { FEEDBACK_REASONS, feedbackOfLead } from '../store/feedback.ts';
import { listQueuedWrites, retryDeadWrites } from '../store/outbox.ts';
import { overridesOfLead } from '../store/overrides.ts';
import type { Context } from '../use-cases/context.ts';
import { endOverride, overrideBand } from '../use-cases/override-band.ts';
import { recordFeedback, takeBackFeedback } from '../use-cases/record-feedback.ts';
import { defineRoute, type Route } from './route.ts';

const moment = z.iso.datetime();
/** A time as a request gives it, in any zone. */
const givenMoment = z.iso.datetime({ offset: true }).transform(text => new Date(text));
const band = z.enum(BANDS);
const ofReceipt = z.object({ receiptId: z.uuid() });
const ofLead = z.object({ leadId: z.uuid() });
const page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(25) });
/** As long as a note can be; no database holds a NUL. */
const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\0]*$/, 'must not hold a NUL');

const crossing = z.object({
  token: z.string(),
  leadId: z.uuid(),
  threshold: z.enum(['hot', 'warm', 'nurture']),
  direction: z.enum(['up', 'down']),
  receiptId: z.uuid(),
  crossedAt: moment,
});
/** An override as the API shows it. */
export const overrideAnswer = z.object({
  overrideId: z.uuid(),
  leadId: z.uuid(),
  band,
  reason: z.string(),
  setBy: z.string(),
  setAt: moment,
  endsAt: moment,
  undoneAt: moment.nullable(),
  undoneBy: z.string().nullable(),
});
/** Feedback as the API shows it. */
export const feedbackAnswer = z.object({
  feedbackId: z.uuid(),
  leadId: z.uuid(),
  receiptId: z.uuid(),
  isRight: z.boolean(),
  reason: z.enum(FEEDBACK_REASONS).nullable(),
  note: z.string().nullable(),
  givenBy: z.string(),
  givenAt: moment,
  undoneAt: moment.nullable(),
});

/** A band that a person sets. */
export const overrideBody = z.object({
  band,
  reason: words(500),
  endsAt: givenMoment,
});
/** What a person says of a score. */
export const feedbackBody = z.object({
  isRight: z.boolean(),
  reason: z.enum(FEEDBACK_REASONS).optional(),
  note: words(2_000).optional(),
});

/** What people do about a score: have it made at once, set a band beside it, say whether it is right; and its way to the CRM. */
export function createScoreRoutes(context: Context): Route[] {
  return [
    ...scoringRoutes(context),
    ...overrideRoutes(context),
    ...feedbackRoutes(context),
    ...outboxRoutes(context),
  ];
}

function scoringRoutes(context: Context): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/crossings',
      summary: 'The thresholds that a lead’s published score passed, newest first, each with its token',
      params: ofLead,
      query: page,
      answer: z.array(crossing),
      handle: async ({ tenantId, params, query }) => ({
        json: await inTenant(tenantId, sql => crossingsOfLead(sql, params.leadId, query.limit)),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/connections/:connectionId/band-changes',
      summary:
        'Which records of a connection went into another band since a time, newest first. It names nobody: who may read a record’s name is for its CRM to say',
      params: z.object({ connectionId: z.uuid() }),
      query: page.extend({ since: givenMoment }),
      answer: z.array(
        z.object({
          objectType: z.string(),
          objectId: z.string(),
          direction: z.enum(['up', 'down']),
          band,
          crossedAt: moment,
        }),
      ),
      handle: async ({ tenantId, params, query }) => ({
        json: await inTenant(tenantId, sql => bandChanges(sql, { ...params, ...query })),
      }),
    }),
  ];
}

function overrideRoutes(context: Context): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/overrides',
      summary: 'The bands that people set for a lead, latest first, those that have ended included',
      params: ofLead,
      answer: z.array(overrideAnswer),
      handle: async ({ tenantId, params }) => ({
        json: await inTenant(tenantId, sql => overridesOfLead(sql, params.leadId)),
      }),
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: '/v1/leads/:leadId/overrides',
      summary: 'Sets a band beside the model’s, with a reason and an end within 90 days',
      params: ofLead,
      body: overrideBody,
      answer: overrideAnswer,
      handle: async ({ tenantId, person, params, body }) => ({
        json: await overrideBand(context, tenantId, { ...params, ...body, person }),
      }),
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: '/v1/overrides/:overrideId/end',
      summary: 'Ends an override before its time',
      params: z.object({ overrideId: z.uuid() }),
      answer: overrideAnswer,
      handle: async ({ tenantId, person, params }) => ({
        json: await endOverride(context, tenantId, { ...params, person }),
      }),
    }),
  ];
}

function feedbackRoutes(context: Context): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/feedback',
      summary: 'What people said of a lead’s scores, latest first, what was taken back included',
      params: ofLead,
      query: page,
      answer: z.array(feedbackAnswer),
      handle: async ({ tenantId, params, query }) => ({
        json: await inTenant(tenantId, sql => feedbackOfLead(sql, params.leadId, query.limit)),
      }),
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: '/v1/receipts/:receiptId/feedback',
      summary: 'Says whether a published score is right; if not, why. It changes no score',
      params: ofReceipt,
      body: feedbackBody,
      answer: feedbackAnswer,
      handle: async ({ tenantId, person, params, body: { isRight, reason, note } }) => ({
        json: await recordFeedback(context, tenantId, {
          ...{ receiptId: params.receiptId, isRight, person },
          ...(reason && { reason }),
          ...(note && { note }),
        }),
      }),
    }),
    defineRoute({
      method: 'post',
      once: true,
      path: '/v1/feedback/:feedbackId/undo',
      summary: 'Takes back what the same person said',
      params: z.object({ feedbackId: z.uuid() }),
      answer: feedbackAnswer,
      handle: async ({ tenantId, person, params }) => ({
        json: await takeBackFeedback(context, tenantId, { ...params, person }),
      }),
    }),
  ];
}

function outboxRoutes(context: Context): Route[] {
  const inTenant = context.database.withTenant;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/outbox',
      summary: 'Writes that wait and writes that were given up, with what the CRM said; the latter first',
      query: page,
      answer: z.array(
        z.object({
          connectionId: z.uuid(),
          objectType: z.string(),
          objectId: z.string(),
          attempts: z.int(),
          reason: z.string().nullable(),
          deadAt: moment.nullable(),
        }),
      ),
      handle: async ({ tenantId, query }) => ({
        json: await inTenant(tenantId, sql => listQueuedWrites(sql, query.limit)),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/outbox/retry',
      summary: 'Has every write that was given up tried again, of one connection if one is named',
      needs: 'admin',
      body: z.object({ connectionId: z.uuid().optional() }),
      answer: z.object({ retried: z.int() }),
      handle: async ({ tenantId, body }) => {
        const retried = await inTenant(tenantId, sql => retryDeadWrites(sql, body.connectionId));
        context.announce('due_writes');
        return { json: { retried } };
      },
    }),
  ];
}
