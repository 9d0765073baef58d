import { BANDS, FIELD_KINDS, LOCALES } from '@aix/shared-scoring';
import { z } from 'zod';
import type { Sessions } from '../security/sessions.ts';
import { type DayUsage, usageOfLastDay } from '../store/api-usage.ts';
import { listChangeFeeds } from '../store/change-feeds.ts';
import { listConnections } from '../store/connections.ts';
import { countFieldProblems, countRecords } from '../store/crm-records.ts';
import { listTopLeads } from '../store/scores.ts';
import { getTenant } from '../store/tenants.ts';
import type { Context } from '../use-cases/context.ts';
import { getCard } from '../use-cases/get-card.ts';
import { mapFields } from '../use-cases/map-fields.ts';
import { budgetOf } from '../use-cases/scoring/api-budget.ts';
import { createConnectingRoutes } from './access/connecting-routes.ts';
import { createLinkingRoutes } from './access/linking-routes.ts';
import { createSetupRoutes } from './access/setup-routes.ts';
import { createChannelPassRoutes } from './alerts/channel-pass-routes.ts';
import { createChannelRoutes } from './alerts/channel-routes.ts';
import { createDeliveryRoutes } from './alerts/delivery-routes.ts';
import { cardSchema } from './card-schema.ts';
import { changesSchema, createChangeRoutes, describeChanges } from './change-routes.ts';
import { createEngagementRoutes } from './engagement-routes.ts';
import { createModelRoutes } from './model-routes.ts';
import { createPrivacyRoutes } from './privacy-routes.ts';
import { createReceiptRoutes } from './receipt-routes.ts';
import { recordName } from './record-name.ts';
import { createRecordRoutes } from './record-routes.ts';
import { defineRoute, type Route } from './route.ts';
import { createScoreRoutes } from './score-routes.ts';
import { createStepRoutes } from './step-routes.ts';
import { isTimeZone } from './time-zone.ts';

const field = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(FIELD_KINDS),
});
const thresholds = z.object({ hot: z.number(), warm: z.number(), nurture: z.number() });
const connectionId = z.uuid();

/** The whole API, one entry an operation. `publicUrl` is this service's own address as others see it. */
export function createRoutes(context: Context, sessions: Sessions, publicUrl: string): Route[] {
  return [
    ...readingRoutes(context),
    ...createModelRoutes(context),
    ...createEngagementRoutes(context),
    ...createReceiptRoutes(context),
    ...createScoreRoutes(context),
    ...createRecordRoutes(context),
    ...createStepRoutes(context),
    ...createDeliveryRoutes(context),
    ...createChannelRoutes(context, publicUrl),
    ...createChannelPassRoutes(context, sessions, publicUrl),
    ...createPrivacyRoutes(context),
    ...connectionRoutes(context),
    ...createConnectingRoutes(context, sessions, publicUrl),
    ...createSetupRoutes(context),
    ...createLinkingRoutes(context),
    ...createChangeRoutes(context),
  ];
}

function readingRoutes(context: Context): Route[] {
  const { database } = context;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/tenant',
      summary: 'The tenant of this session: its fields, bands and horizon',
      answer: z.object({
        name: z.string(),
        horizonDays: z.int(),
        fields: z.array(field),
        leftOut: z.array(z.object({ name: z.string(), label: z.string(), reason: z.string() })),
        bandThresholds: thresholds,
      }),
      handle: async ({ tenantId }) => {
        const { name, horizonDays, fields, leftOut, bandThresholds } = await database.withTenant(
          tenantId,
          getTenant,
        );
        return { json: { name, horizonDays, fields, leftOut, bandThresholds } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/leads',
      summary: 'Open leads with the highest scores, best first',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(25) }),
      answer: z.array(
        z.object({
          leadId: z.uuid(),
          name: z.string().nullable(),
          company: z.string().nullable(),
          scorePoints: z.int(),
          band: z.enum(BANDS),
          propensity: z.number(),
          connectionId,
          objectType: z.string(),
          objectId: z.string(),
        }),
      ),
      handle: async ({ tenantId, query }) => ({
        json: await database.withTenant(tenantId, tenant => listTopLeads(tenant, query.limit)),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/field-problems',
      summary: 'Field values in the CRMs that could not be used and count as missing, by field',
      answer: z.array(z.object({ field: z.string(), problem: z.string(), records: z.int() })),
      handle: async ({ tenantId }) => ({ json: await database.withTenant(tenantId, countFieldProblems) }),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/connections/:connectionId/records/:objectType/:objectId/card',
      summary: 'The finished card of the lead that a CRM record shows',
      params: z.object({ connectionId, objectType: recordName, objectId: recordName }),
      query: z.object({
        locale: z.enum(LOCALES).default('en'),
        timeZone: z.string().max(60).refine(isTimeZone).optional(),
      }),
      answer: cardSchema,
      handle: async ({ tenantId, params, query: { locale, timeZone } }) => ({
        json: await getCard(context, tenantId, params, {
          locale,
          ...(timeZone !== undefined && { timeZone }),
        }),
      }),
    }),
  ];
}

function connectionRoutes(context: Context): Route[] {
  const { database } = context;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/connections',
      summary:
        'Connected orgs and portals, how many of their records carry a score, and what is used of their API budgets',
      answer: z.array(
        z.object({
          connectionId,
          crm: z.enum(['salesforce', 'hubspot']),
          externalId: z.string(),
          name: z.string(),
          records: z.int(),
          written: z.int(),
          rejected: z.int(),
          waiting: z.int(),
          reasons: z.array(z.string()),
          api: z.object({
            state: z.enum(['open', 'slow', 'used_up']),
            callsLastDay: z.int(),
            limitedLastDay: z.int(),
            budgetPerDay: z.int().nullable(),
            platform: z.object({ used: z.int(), limit: z.int() }).nullable(),
          }),
          readAt: z.iso.datetime().nullable(),
          changes: changesSchema,
        }),
      ),
      handle: async ({ tenantId }) =>
        database.withTenant(tenantId, async tenant => {
          const usage = await usageOfLastDay(tenant, context.now());
          const counts = new Map((await countRecords(tenant)).map(each => [each.connectionId, each]));
          const feeds = new Map((await listChangeFeeds(tenant)).map(each => [each.connectionId, each]));
          const connections = await listConnections(tenant);
          return {
            json: connections.map(connection => {
              const { crm, externalId, name, connectionId: id, readAt } = connection;
              return {
                ...{ crm, externalId, name, ...counts.get(id) },
                api: describeUsage(usage.get(id)),
                readAt: readAt?.toISOString() ?? null,
                changes: describeChanges(connection, feeds.get(id)),
              };
            }),
          };
        }),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/connections/:connectionId/mappings',
      needs: 'admin',
      summary: 'Says where each field is found in this org or portal; leads are read again if that changed',
      params: z.object({ connectionId }),
      body: z.object({
        mappings: z.array(z.object({ field: z.string(), source: z.string().min(1).max(255) })).max(800),
      }),
      answer: z.array(field.pick({ kind: true }).extend({ field: z.string(), source: z.string() })),
      handle: async ({ tenantId, params, body }) => ({
        json: await mapFields(context, tenantId, params.connectionId, body.mappings),
      }),
    }),
  ];
}

function describeUsage(usage: DayUsage | undefined) {
  const { state, perDay } = budgetOf(usage);
  return {
    state,
    callsLastDay: usage?.calls ?? 0,
    limitedLastDay: usage?.limited ?? 0,
    budgetPerDay: perDay,
    platform: usage?.platform ?? null,
  };
}
