import { BANDS } from '@aix/shared-scoring';
import { z } from 'zod';
import { listAside, type TimelinePosition } from '../store/events.ts';
import { currentSignals } from '../store/signals.ts';
import { listWriteKeys } from '../store/write-keys.ts';
import type { Context } from '../use-cases/context.ts';
import { findColleagues } from '../use-cases/engagement/find-colleagues.ts';
import { getEngagement, getTimeline } from '../use-cases/engagement/get-engagement.ts';
import { learnTenantSignals } from '../use-cases/engagement/learn-signals.ts';
import { createWriteKey, endWriteKey } from '../use-cases/engagement/write-keys.ts';
import { mergeLeads, unmergeLeads } from '../use-cases/merge-leads.ts';
import { defineRoute, type Route } from './route.ts';
import { createTrafficRoutes } from './tracking/traffic-routes.ts';

const ofLead = z.object({ leadId: z.uuid() });
const moment = z.iso.datetime();
const done = z.object({});
const property = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Where a page of a timeline ended: its last event's time and id. */
const position = z
  .string()
  .regex(/^\d{1,15}_[0-9a-f-]{36}$/, 'must be the next of the page before')
  .transform((text): TimelinePosition => {
    const [atMs = '', eventId = ''] = text.split('_');
    return { at: new Date(Number(atMs)), eventId };
  });

/** What leads do, who they are, and what that is worth; and the keys with which it is sent. */
export function createEngagementRoutes(context: Context): Route[] {
  return [
    ...leadRoutes(context),
    ...signalRoutes(context),
    ...keyRoutes(context),
    ...createTrafficRoutes(context),
  ];
}

function leadRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/colleagues',
      summary: 'Who of the lead’s company was active of late, the lead included, most recent first',
      params: ofLead,
      query: z.object({
        days: z.coerce.number().int().min(1).max(90).default(7),
        limit: z.coerce.number().int().min(1).max(200).default(25),
      }),
      answer: z.array(
        z.object({
          ...{ leadId: z.uuid(), name: z.string().nullable(), scorePoints: z.int().nullable() },
          ...{ band: z.enum(BANDS).nullable(), acts: z.int(), lastActAt: moment },
        }),
      ),
      handle: async ({ tenantId, params, query: { days, limit } }) => {
        const since = new Date(context.now().getTime() - days * 86_400_000);
        return { json: await findColleagues(context, tenantId, { ...params, since, limit }) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/engagement',
      summary: 'How engaged a lead is, where that goes, and which signals make it up',
      params: ofLead,
      answer: z.object({
        trend: z
          .object({
            points: z.int(),
            change7Days: z.int(),
            trend: z.enum(['rising', 'steady', 'falling']),
            signals: z.array(
              z.object({ name: z.string(), label: z.string(), count: z.number(), points: z.number() }),
            ),
          })
          .nullable(),
        lastActivityAt: moment.nullable(),
        isAssumption: z.boolean(),
        hasUnsigned: z.boolean(),
      }),
      handle: async ({ tenantId, params }) => ({
        json: await getEngagement(context, tenantId, params.leadId),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/leads/:leadId/events',
      summary: 'A lead’s events in words, newest first, in pages',
      params: ofLead,
      query: z.object({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: position.optional(),
      }),
      answer: z.object({
        events: z.array(
          z.object({
            eventId: z.uuid(),
            signal: z.string(),
            at: moment,
            text: z.string(),
            properties: z.record(z.string(), property).nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      handle: async ({ tenantId, params, query: { limit, before } }) => {
        const page = { leadId: params.leadId, before, limit };
        const events = await getTimeline(context, tenantId, page);
        const last = events.length === limit ? events.at(-1) : undefined;
        return { json: { events, next: last ? `${last.at.getTime()}_${last.eventId}` : null } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/leads/:leadId/merge',
      needs: 'admin',
      summary: 'Says that a lead is the same person as another one, which takes over all that is tied to it',
      params: ofLead,
      body: z.object({ intoLeadId: z.uuid(), reason: z.string().min(1).max(500) }),
      answer: done,
      handle: async ({ tenantId, params, body }) => {
        await mergeLeads(context, tenantId, { ...params, ...body });
        return { json: {} };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/leads/:leadId/unmerge',
      needs: 'admin',
      summary: 'Undoes a lead’s merge; each of the two has again what is its own',
      params: ofLead,
      answer: done,
      handle: async ({ tenantId, params }) => {
        await unmergeLeads(context, tenantId, params.leadId);
        return { json: {} };
      },
    }),
  ];
}

function signalRoutes(context: Context): Route[] {
  const { database } = context;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/signals',
      summary:
        'What events count, how fast, and whether that is assumed or learned from the tenant’s outcomes',
      answer: z.object({
        version: z.int(),
        learned: z.boolean(),
        signals: z.array(
          z.object({
            name: z.string(),
            label: z.string(),
            halfLifeDays: z.number(),
            weight: z.number(),
            saturation: z.number(),
          }),
        ),
      }),
      handle: async ({ tenantId }) => {
        const { version, learned, signals } = await database.withTenant(tenantId, currentSignals);
        const shown = signals.map(({ name, label, halfLifeDays, weight, saturation }) => ({
          ...{ name, label, halfLifeDays, weight, saturation },
        }));
        return { json: { version, learned, signals: shown } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/signals/learn',
      needs: 'admin',
      summary: 'Learns half-lives and weights from the tenant’s outcomes, and lets them count from now on',
      answer: z.union([
        z.object({
          status: z.literal('learned'),
          version: z.int(),
          leads: z.int(),
          conversions: z.int(),
        }),
        z.object({ status: z.literal('too_little'), reason: z.string() }),
      ]),
      handle: async ({ tenantId }) => ({ json: await learnTenantSignals(context, tenantId) }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/events-aside',
      needs: 'admin',
      summary: 'Events that lack a time, a name or a lead, with the reason, newest first',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      answer: z.array(
        z.object({
          receivedAt: moment,
          reason: z.string(),
          event: z.looseObject({}),
        }),
      ),
      handle: async ({ tenantId, query }) => ({
        json: await database.withTenant(tenantId, tenant => listAside(tenant, query.limit)),
      }),
    }),
  ];
}

function keyRoutes(context: Context): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/write-keys',
      needs: 'admin',
      summary: 'The keys with which events are sent, revoked ones too; never the keys themselves',
      answer: z.array(
        z.object({
          keyId: z.uuid(),
          kind: z.enum(['public', 'secret']),
          name: z.string(),
          allowedOrigins: z.array(z.string()),
          createdAt: moment,
          revokedAt: moment.nullable(),
        }),
      ),
      handle: async ({ tenantId }) => ({
        json: await context.database.withTenant(tenantId, listWriteKeys),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/write-keys',
      needs: 'admin',
      summary: 'Makes a key for sending events. It is shown in this answer and never again',
      body: z
        .object({
          kind: z.enum(['public', 'secret']),
          name: z.string().min(1).max(100),
          allowedOrigins: z
            .array(
              z.string().regex(/^https?:\/\/[^/\s]+$/, 'must be an origin, such as https://www.example.com'),
            )
            .max(50)
            .default([]),
        })
        .refine(
          ({ kind, allowedOrigins }) => (kind === 'public') === allowedOrigins.length > 0,
          'a public key needs allowedOrigins, and a secret key takes none',
        ),
      answer: z.object({ keyId: z.uuid(), key: z.string() }),
      handle: async ({ tenantId, body }) => ({ json: await createWriteKey(context, tenantId, body) }),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/write-keys/:keyId/revoke',
      needs: 'admin',
      summary: 'Ends a key within seconds',
      params: z.object({ keyId: z.uuid() }),
      answer: done,
      handle: async ({ tenantId, params }) => {
        await endWriteKey(context, tenantId, params.keyId);
        return { json: {} };
      },
    }),
  ];
}
