import { z } from 'zod';
import { listSetupLog } from '../../store/access/setup-log.ts';
import { checkConnection } from '../../use-cases/access/check-connection.ts';
import { disconnect } from '../../use-cases/access/disconnect.ts';
import { getConnectionStatus } from '../../use-cases/access/get-connection-status.ts';
import { getReadiness } from '../../use-cases/access/get-readiness.ts';
import { startBackfill } from '../../use-cases/access/start-backfill.ts';
import type { Context } from '../../use-cases/context.ts';
import { defineRoute, type Route } from '../route.ts';

const moment = z.iso.datetime();
const connectionId = z.uuid();
const ofConnection = z.object({ connectionId });
const named = z.object({ connectionId, crm: z.string(), externalId: z.string(), name: z.string() });
const check = z.object({
  checkedAt: moment,
  missingFields: z.array(z.string()),
  certificate: z.object({
    state: z.enum(['registered', 'absent', 'hidden', 'refused', 'not_needed']),
    problem: z.string().nullable(),
  }),
});

const backfill = z.object({
  state: z.enum(['waiting', 'reading', 'done']),
  askedAt: moment,
  begunAt: moment.nullable(),
  doneAt: moment.nullable(),
  read: z.int(),
  of: z.int().nullable(),
});

/** What the setup assistant and `sf aix` show and do about one connection: for admins only. */
export function createSetupRoutes(context: Context): Route[] {
  return [
    statusRoute(context),
    readinessRoute(context),
    checkRoute(context),
    backfillRoute(context),
    disconnectRoute(context),
    logRoute(context),
  ];
}

function statusRoute(context: Context): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/connections/:connectionId/status',
    needs: 'admin',
    summary:
      'How a connection stands: as whom, since when, what was read and written, keys, budget, linked CRMs',
    params: ofConnection,
    answer: named.extend({
      state: z.enum(['working', 'ended']),
      connectedAs: z.string().nullable(),
      connectedAt: moment,
      endedAt: moment.nullable(),
      lastReadAt: moment.nullable(),
      lastWriteAt: moment.nullable(),
      leads: z.int(),
      scored: z.int(),
      waiting: z.int(),
      deadLetters: z.int(),
      lastCheck: check.nullable(),
      api: z.object({
        state: z.enum(['open', 'slow', 'used_up']),
        callsLastDay: z.int(),
        budgetPerDay: z.int().nullable(),
        platform: z.object({ used: z.int(), limit: z.int() }).nullable(),
      }),
      signingKeys: z.array(
        z.object({
          fingerprint: z.string(),
          registeredAt: moment,
          validUntil: moment,
          endsAt: moment.nullable(),
        }),
      ),
      backfill: backfill.nullable(),
      linked: z.array(named),
    }),
    handle: async ({ tenantId, params }) => ({
      json: await getConnectionStatus(context, tenantId, params.connectionId),
    }),
  });
}

function readinessRoute(context: Context): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/connections/:connectionId/readiness',
    needs: 'admin',
    summary:
      'Whether there is enough to learn from in a connection, and what is missing, from what was read so far',
    params: ofConnection,
    answer: z.object({
      leads: z.int(),
      converted: z.int(),
      open: z.int(),
      firstCreatedAt: moment.nullable(),
      lastCreatedAt: moment.nullable(),
      monthsCovered: z.number(),
      fillRates: z.array(z.object({ field: z.string(), share: z.number() })),
      fieldHistory: z.enum(['on', 'off', 'unknown']),
      verdict: z.enum(['ready', 'usable', 'not_ready']),
      missing: z.array(z.string()),
    }),
    handle: async ({ tenantId, params }) => ({
      json: await getReadiness(context, tenantId, params.connectionId),
    }),
  });
}

function checkRoute(context: Context): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/connections/:connectionId/check',
    needs: 'admin',
    summary:
      'Looks into the CRM: verifies the score fields, and registers the certificate with which the org signs its calls',
    params: ofConnection,
    answer: check,
    handle: async ({ tenantId, person, params }) => ({
      json: await checkConnection(context, tenantId, { ...params, person }),
    }),
  });
}

function backfillRoute(context: Context): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/connections/:connectionId/backfill',
    needs: 'admin',
    summary:
      'Has everything of a connection read again from the start, in the background; the status tells how far it is. While that is under way, asking again changes nothing',
    params: ofConnection,
    answer: backfill,
    handle: async ({ tenantId, person, params }) => ({
      json: await startBackfill(context, tenantId, { ...params, person }),
    }),
  });
}

function disconnectRoute(context: Context): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/connections/:connectionId/disconnect',
    needs: 'admin',
    summary:
      'Uninstalls the app where the CRM lets it (HubSpot), gives the grant back and removes what is kept of the connection, with the leads that only it shows; says what was removed. The fields on the CRM’s records stay',
    params: ofConnection,
    answer: z.object({
      records: z.int(),
      leads: z.int(),
      waitingWrites: z.int(),
      keys: z.int(),
      tokensRevoked: z.boolean(),
      uninstalled: z.boolean(),
    }),
    handle: async ({ tenantId, person, params }) => ({
      json: await disconnect(context, tenantId, { ...params, person }),
    }),
  });
}

function logRoute(context: Context): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/setup-log',
    needs: 'admin',
    summary: 'What was done about the tenant’s connections, and by whom, newest first',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    answer: z.array(
      z.object({
        at: moment,
        person: z.string(),
        action: z.string(),
        connectionId: connectionId.nullable(),
        detail: z.looseObject({}),
      }),
    ),
    handle: async ({ tenantId, query }) => ({
      json: await context.database.withTenant(tenantId, sql => listSetupLog(sql, query.limit)),
    }),
  });
}
